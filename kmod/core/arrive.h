/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process that is arriving: its state is copied (arrive.c), and when that is
 * done it waits for the source to let go of it (restart.c).
 */
#ifndef DEMOS_ARRIVE_H
#define DEMOS_ARRIVE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"
#include "core/image.h"
#include "core/move.h"

struct demos_machine;
struct demos_process;

/**
 * struct demos_arrival - a process that is arriving
 * @node: in demos_machine.arrivals
 * @machine: here
 * @pid: its identifier
 * @peer: the source
 * @life: of that machine
 * @session: with that machine, as in lives.h
 * @patience: demos_process.unsure: when to tell the source again
 * @moves: how often it will have moved
 * @part: the part that is being copied; MEMORY: all are here
 * @transfer: the data move of that part
 * @resident: room for the resident state
 * @swappable: room for the swappable state
 * @program: bytes of program
 * @process: made when the resident state is here
 * @returns: a forwarding address was here until it was established
 * @bytes: moved so far
 * @packets: of move data so far
 * @moved: data moves completed
 */
struct demos_arrival {
	struct list_head node;
	struct demos_machine *machine;
	u64 pid;
	u16 peer;
	u64 life;
	u32 session;
	struct demos_patience patience;
	u32 moves;
	enum demos_region part;
	struct demos_transfer transfer;
	struct demos_image resident;
	struct demos_image swappable;
	u32 program;
	struct demos_process *process;
	bool returns;
	u32 bytes;
	u32 packets;
	u16 moved;
};

struct demos_arrival *demos_arrival_find(struct demos_machine *machine,
					 u64 pid);
void demos_arrival_free(struct demos_arrival *arrival);
void demos_arrival_tell(struct demos_arrival *arrival, struct list_head *out);

#endif
