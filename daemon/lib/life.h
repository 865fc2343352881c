/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lives of a machine: each begins with numbers that the one before has
 * saved. For demosctl, and for demos-machine.
 *
 * A file keeps the number of the next process from one life of a machine to the
 * next. While the machine is up, the file holds a number far ahead: if the
 * machine is never brought down (a crash, a removed namespace), identifiers are
 * skipped and never used twice. The file keeps the incarnation too, so that the
 * next one is later even if the clock has been set back.
 *
 * Without a file, a machine begins with 1 if its file will survive a reboot.
 * Else it begins with the clock, since it will have forgotten its numbers after
 * the reboot, while other machines still hold links to its processes.
 *
 * Two machines of a computer may have the same id, for separate LANs. Each gets
 * a range of its own. Only the one brought up last gives the rest of it back.
 */
#ifndef DEMOS_LIFE_H
#define DEMOS_LIFE_H

#include <linux/types.h>

#include "counter.h"

/* Where root's machines keep their numbers */
#define DEMOS_LIFE_FOLDER	"/var/lib/demos"
#define DEMOS_LIFE_ROOM		256	/* for the path of a folder */
#define DEMOS_LIFE_CLOCK	(~0ULL)	/* begin with the clock */

/**
 * struct demos_life - the numbers of a machine, while the files are locked
 * @folder: of the files; stays the caller's
 * @counter: from demos_counter_open()
 * @machine: its id
 * @kept: from its file; 0: there is none
 * @next: local number to begin with; 0: the machine takes the clock
 * @error: why a function failed
 */
struct demos_life {
	const char *folder;
	int counter;
	__u16 machine;
	struct demos_numbers kept;
	__u64 next;
	char error[512];
};

int demos_life_folder(char folder[DEMOS_LIFE_ROOM]);
int demos_life_open(struct demos_life *life, const char *folder);
int demos_life_begin(struct demos_life *life, __u16 machine, __u64 next);
int demos_life_began(struct demos_life *life, __u64 next, __u64 incarnation);
void demos_life_restore(struct demos_life *life);
int demos_life_end(struct demos_life *life, __u16 machine, __u64 next,
		   __u64 incarnation);
void demos_life_close(struct demos_life *life);

#endif
