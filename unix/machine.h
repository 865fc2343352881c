/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine in this process: the module and its door.
 */
#ifndef UNIX_MACHINE_H
#define UNIX_MACHINE_H

#include <linux/types.h>
#include <stdbool.h>

struct demos;
struct unix_door;

/**
 * struct machine - settings of the machine, and its door
 * @id: its machine id; 0: start without a machine
 * @next: first local number of a process, DEMOS_LIFE_CLOCK, or 0: continue
 *        where its last life ended
 * @path: of its door; NULL: the default
 * @state: folder of the files with its numbers; NULL: the default
 * @door: its door
 * @demos: our own connection to it, from the machine's beginning to its end:
 *         then others may have taken all there are, and its path
 * @incarnation: of the machine
 * @last: local number of its next process, once it has ended; 0: not known
 */
struct machine {
	__u16 id;
	__u64 next;
	const char *path;
	const char *state;
	struct unix_door *door;
	struct demos *demos;
	__u64 incarnation;
	__u64 last;
};

int machine_begin(struct machine *machine);
bool machine_lives(struct machine *machine);
void machine_ended(struct machine *machine, __u64 next);
void machine_end(struct machine *machine);

#endif
