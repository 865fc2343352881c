/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: control over a process by a holder of a DELIVERTOKERNEL link to
 * it, without the process manager: for managers, debuggers, personalities.
 * Included by demos.h.
 *
 * Each of these sends a control message (Documentation/control.rst says what
 * it does and when it is refused) and waits for the answer of the kernel of
 * the machine where the process is. If that machine is not connected, the
 * answer comes once it is again. All return 0; -ESRCH: the process does not
 * exist any more; -EBADFD: its state does not allow that, or it is not a guest;
 * -EINVAL; -ETIME; or another negative errno.
 */
#ifndef DEMOS_CONTROL_H
#define DEMOS_CONTROL_H

#include "demos.h"

struct demos_named_link;
struct demos_program;

/**
 * struct demos_registers - the registers of a guest
 * @fcw: flag and control word; when they are set only its flags and
 *	 segmentation mode count
 * @pc: program counter, segment << 16 | offset
 * @r: R0 to R15
 */
struct demos_registers {
	__u16 fcw;
	__u32 pc;
	__u16 r[16];
};

/**
 * struct demos_dealings - the messages between a process and another one
 * @pid: the other process
 * @kernel: counts only messages that kernels receive for a process; else only
 *	    the others
 * @sent: messages to the other process
 * @sent_bytes: of data in these
 * @received: messages from it that were read
 * @received_bytes: of data in these
 * @unread: messages to it that it has not read, as far as is known
 * @machine: where it was when last heard of
 * @moves: how often it had moved by then
 */
struct demos_dealings {
	__u64 pid;
	bool kernel;
	__u64 sent;
	__u64 sent_bytes;
	__u64 received;
	__u64 received_bytes;
	__u64 unread;
	__u16 machine;
	__u32 moves;
};

/**
 * demos_guest_create() - create a guest and become its manager
 * @demos: attached handle
 * @kernel: link to the kernel of the machine where it begins, from
 *	    demos_link_to_kernel()
 * @program: what to create
 * @links: the manager link, over which its end is reported (struct
 *	   demos_ended), then up to two for its table. All have DEMOS_LINK_PASS,
 *	   and leave this process's table if the request was sent
 * @nlinks: how many links, 1 to 3
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @pid: gets its identifier, or NULL
 * @control: gets a DELIVERTOKERNEL link to it, with its memory as data area
 *	     (offset: segment << 16 | offset), for demos_move_write() too
 *
 * It begins suspended, and does not end with this process.
 *
 * Return: 0 or a negative errno.
 */
int demos_guest_create(struct demos *demos, __u32 kernel,
		       const struct demos_program *program,
		       const __u32 *links, unsigned int nlinks,
		       int timeout_ms, __u64 *pid, __u32 *control);

/**
 * demos_kernel_resolve() - decide about a process whose migration is unsure
 * @demos: attached handle
 * @kernel: link to the kernel of this machine, from demos_link_to_kernel()
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @pid: the process
 * @keep: it runs here; else it is given up for the other machine's
 *
 * If both machines keep it there are two of it; if both drop it, it is lost.
 *
 * Return: 0; -EBADFD: it is not unsure here; another negative errno.
 */
int demos_kernel_resolve(struct demos *demos, __u32 kernel, int timeout_ms,
			 __u64 pid, bool keep);

/**
 * demos_control_status() - look at a process
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @info: gets its status
 * @machine: gets where it is, or NULL
 *
 * Return: 0 or a negative errno.
 */
int demos_control_status(struct demos *demos, __u32 control, int timeout_ms,
			 struct demos_process_info *info, __u16 *machine);

/**
 * demos_control_suspend() - stop a guest before its next instruction
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 *
 * Return: 0 or a negative errno.
 */
int demos_control_suspend(struct demos *demos, __u32 control, int timeout_ms);

/**
 * demos_control_resume() - let a suspended guest go on
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 *
 * Return: 0; -EBADFD: a fault has stopped it; another negative errno.
 */
int demos_control_resume(struct demos *demos, __u32 control, int timeout_ms);

/**
 * demos_control_kill() - end a guest, with status 137
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 *
 * Return: 0 or a negative errno.
 */
int demos_control_kill(struct demos *demos, __u32 control, int timeout_ms);

/**
 * demos_control_priority() - change a guest's share of the processor
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @priority: 0 to DEMOS_PRIORITY_MAX
 *
 * Return: 0 or a negative errno.
 */
int demos_control_priority(struct demos *demos, __u32 control, int timeout_ms,
			   __u16 priority);

/**
 * demos_control_personality() - choose the server of a guest's system calls
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @link: to the server, with DEMOS_LINK_PASS; leaves the table if the request
 *	  was sent. 0: there is none
 *
 * Return: 0 or a negative errno.
 */
int demos_control_personality(struct demos *demos, __u32 control,
			      int timeout_ms, __u32 link);

/**
 * demos_control_get_registers() - read the registers of a guest
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @registers: gets them
 *
 * Return: 0 or a negative errno.
 */
int demos_control_get_registers(struct demos *demos, __u32 control,
				int timeout_ms,
				struct demos_registers *registers);

/**
 * demos_control_set_registers() - set the registers of a suspended guest
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @registers: what to set them to
 *
 * Ends the wait of a guest that waits, and clears a fault.
 *
 * Return: 0 or a negative errno.
 */
int demos_control_set_registers(struct demos *demos, __u32 control,
				int timeout_ms,
				const struct demos_registers *registers);

/**
 * demos_control_pairs() - list the correspondents of a process
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @list: gets an array, by process identifier, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_control_pairs(struct demos *demos, __u32 control, int timeout_ms,
			struct demos_dealings **list);

/**
 * demos_control_links() - the link table of a process
 * @demos: attached handle
 * @control: DELIVERTOKERNEL link to the process
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_control_links(struct demos *demos, __u32 control, int timeout_ms,
			struct demos_named_link **list);

#endif
