/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Room in queues: may a message be put there, by the limits of the process and
 * the machine?
 */
#ifndef DEMOS_ROOM_H
#define DEMOS_ROOM_H

#include <linux/sizes.h>
#include <linux/types.h>

struct demos_account;
struct demos_message;
struct demos_pair;
struct demos_process;

/* Bytes in the kernel's own queue; messages beyond them are refused */
#define DEMOS_KERNEL_QUEUE_MAX	SZ_4M

int demos_room_check(struct demos_process *process,
		     const struct demos_pair *pair,
		     const struct demos_message *msg);
struct demos_account *demos_room_account(struct demos_process *process,
					 const struct demos_message *msg);
bool demos_room_is_pending(const struct demos_process *process,
			   const struct demos_message *msg);

#endif
