/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel calls, inside of the library: the processor's registers as an array,
 * for the routines of z8k/, each of which does one SC.
 */
#ifndef _LIBC_KERNEL_H
#define _LIBC_KERNEL_H

#include <demos.h>

struct registers {
	uint16_t r[14];		/* R0 to R13 */
};

/* Load R0 to R13, do the SC, store R0 to R13. Returns R0. */
int __sc_yield(struct registers *registers);
int __sc_send(struct registers *registers);
int __sc_receive(struct registers *registers);
int __sc_call(struct registers *registers);
int __sc_link_create(struct registers *registers);
int __sc_link_dup(struct registers *registers);
int __sc_link_destroy(struct registers *registers);
int __sc_link_inspect(struct registers *registers);
int __sc_move_read(struct registers *registers);
int __sc_move_write(struct registers *registers);
int __sc_self(struct registers *registers);
int __sc_time(struct registers *registers);

/* The pair, or the quadruple, that begins with register @n */
#define PAIR(registers, n)	(*(uint32_t *)&(registers)->r[n])
#define QUADRUPLE(registers, n)	(*(uint64_t *)&(registers)->r[n])

/* The pointer in the pair that begins with register @n */
#ifdef __Z8001__
#define POINTER(registers, n)	(*(const void **)&(registers)->r[n])
#else
#define POINTER(registers, n)	(*(const void **)&(registers)->r[(n) + 1])
/* Have the switchboard give out a link to this process. */
int __register(unsigned int op, const char *name, uint32_t code);

#endif

/* Put links into RR6, RR8, RR10, RR12: no more than @most of @count of them. */
void __set_links(struct registers *registers, const demos_link_t *links,
		 unsigned int count, unsigned int most);

/* Make @message of the registers after RECEIVE and CALL. */
int __set_message(struct demos_message *message,
		  const struct registers *registers);

/* A move of data: @sc is the call. */
int __move(int (*sc)(struct registers *registers), demos_link_t link,
	   const void *memory, uint32_t offset, uint32_t length,
	   uint32_t *moved);

/* Ask the process manager to be moved; @near: to where this process is, or 0 */
int __ask_to_move(unsigned int machine, demos_pid_t near);

/*
 * Call the switchboard. @wait: for the name, units of 100 ms; @give: a link to
 * enclose, or 0; @got: may be NULL.
 */
int __switchboard(unsigned int op, const char *name, unsigned int wait,
		  demos_link_t give, demos_link_t *got);

#endif
