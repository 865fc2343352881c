/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine that this process is: the module's parts and their door.
 */
#ifndef UNIX_MACHINE_H
#define UNIX_MACHINE_H

#include <linux/types.h>

struct unix_door;

/**
 * struct machine - what is wanted of it, and what it has
 * @id: its machine id, 0: only a place for a machine
 * @next: first local number of a process, DEMOS_LIFE_CLOCK, or 0: as its last
 *        life has left it
 * @path: of its door; NULL: by default
 * @state: folder where numbers are kept; NULL: by default
 * @door: its door
 */
struct machine {
	__u16 id;
	__u64 next;
	const char *path;
	const char *state;
	struct unix_door *door;
};

int machine_begin(struct machine *machine);
void machine_ended(struct machine *machine, __u64 next, __u64 incarnation);
void machine_end(struct machine *machine);

#endif
