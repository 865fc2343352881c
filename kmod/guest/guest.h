/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests: processes whose program runs on the virtual Z8000.
 */
#ifndef DEMOS_GUEST_H
#define DEMOS_GUEST_H

#include <linux/timer.h>

#include "core/process.h"
#include "core/queue.h"
#include "guest/memory.h"
#include "z8k.h"

/* R0 to R15 */
#define DEMOS_GUEST_REGS	16

/**
 * struct demos_guest - a guest
 * @process: the members that all processes have
 * @cpu: its processor. Actor's
 * @memory: its memory. Actor's
 * @timer: schedules the actor when a time limit has run out, or when the guest
 *         has waited so long that its memory is unpinned
 * @state: enum demos_state (changed by the actor under the process's lock)
 * @sc: SENDING: the system call that will be tried again
 * @want: RECEIVING, CALLING, SERVED: which message it waits for
 * @deadline: RECEIVING, CALLING: ktime, ns, of the time limit
 * @buffer: RECEIVING, CALLING: linear address of the buffer
 * @room: RECEIVING, CALLING: bytes of the buffer
 * @fault: enum demos_fault: why it was stopped
 * @fault_word: first word of that instruction
 * @fault_address: its linear address
 */
struct demos_guest {
	struct demos_process process;
	struct z8k_cpu cpu;
	struct demos_guest_memory memory;
	struct timer_list timer;
	enum demos_state state;
	u8 sc;
	struct demos_want want;
	u64 deadline;
	u32 buffer;
	u32 room;
	u16 fault;
	u16 fault_word;
	u32 fault_address;
};

static inline struct demos_guest *demos_guest_of(struct demos_process *process)
{
	return container_of(process, struct demos_guest, process);
}

/* May this be a guest's PC? Linear address; a Z8002 has no segments */
static inline bool demos_guest_pc_ok(u8 model, u32 pc)
{
	u32 segments = model == Z8K_Z8001 ? DEMOS_SEGMENTS_MAX : 1;

	return !(pc & 1) && pc >> 16 < segments;
}

struct demos_process *
demos_guest_create(struct demos_machine *machine,
		   const struct demos_guest_spec *spec);
int demos_guest_init(void);
void demos_guest_exit(void);

#endif
