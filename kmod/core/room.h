/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Room in queues: what a message may take there, by the limits of its process
 * and machine.
 */
#ifndef DEMOS_ROOM_H
#define DEMOS_ROOM_H

#include <linux/sizes.h>
#include <linux/types.h>

struct demos_account;
struct demos_message;
struct demos_pair;
struct demos_process;

/* A kernel that is asked for more than it can do says so */
#define DEMOS_KERNEL_QUEUE_MAX	SZ_4M

bool demos_room_for(struct demos_process *process,
		    const struct demos_pair *pair,
		    const struct demos_message *msg);
struct demos_account *demos_room_account(struct demos_process *process,
					 const struct demos_message *msg);
bool demos_room_is_pending(const struct demos_process *process,
			   const struct demos_message *msg);
bool demos_room_answers_call(const struct demos_process *process,
			     const struct demos_message *msg);

#endif
