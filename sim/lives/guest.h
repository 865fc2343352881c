/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests without a program: the scenes act in their place.
 */
#ifndef LIVES_GUEST_H
#define LIVES_GUEST_H

#include "core/move.h"
#include "core/process.h"

#define GUEST_MEMORY	64

/* guest_outcome(): nothing has come yet */
#define GUEST_WAITS	-1

/**
 * struct guest - a guest
 * @process: its process
 * @transfer: its data move
 * @moving: @transfer is in progress
 * @calling: it has called another process
 * @memory: its memory
 */
struct guest {
	struct demos_process process;
	struct demos_transfer transfer;
	bool moving;
	bool calling;
	u8 memory[GUEST_MEMORY];
};

/* Called in the midst of what a kernel does; NULL: nothing more happens then */
extern void (*guest_leaves)(void);
extern void (*guest_woken)(struct demos_process *process);

struct guest *guest_of(struct demos_process *process);
struct demos_process *guest_create(struct demos_machine *machine,
				   const struct demos_guest_spec *spec);
void guest_be_program(struct demos_process *process);
u32 guest_link(struct demos_process *holder, const struct demos_process *to,
	       u16 flags);
void guest_call(struct demos_process *process, u32 link, const void *data,
		u32 length);
void guest_read(struct demos_process *process,
		const struct demos_process *other);
void guest_migrate(struct demos_process *requester,
		   struct demos_process *process, u16 to);
bool guest_waits(struct demos_process *process);
int guest_outcome(const struct demos_process *process);
u32 guest_take(struct demos_process *process);

#endif
