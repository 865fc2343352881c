/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of the module's doors (guest/call.c, door/native.c) that puppets
 * need: what these do besides the kernel calls.
 */
#ifndef SIM_DOOR_H
#define SIM_DOOR_H

#include "core/process.h"
#include "core/queue.h"
#include "core/route.h"

/* A call begins. Return: the code of its reply link */
static inline u32 door_begin_call(struct demos_process *process)
{
	u32 code;

	mutex_lock(&process->lock);
	code = ++process->calls;
	process->answered = false;
	mutex_unlock(&process->lock);
	return code;
}

/* The time limit of a call has expired. The process is locked. */
static inline void door_end_call(struct demos_process *process,
				 struct list_head *out)
{
	demos_queue_end_call(process, out);
}

/* Is a send blocked by flow control? */
static inline bool door_is_blocked(const struct demos_process *process)
{
	return process->blocked;
}

#endif
