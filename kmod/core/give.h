/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links for a guest, and links to it, that its creator arranges from outside:
 * DEMOS_OP_GIVE and DEMOS_OP_LINK.
 */
#ifndef DEMOS_GIVE_H
#define DEMOS_GIVE_H

#include <linux/list.h>
#include <linux/demos.h>

struct demos_link;
struct demos_message;
struct demos_process;

enum demos_result demos_give(struct demos_process *process,
			     struct demos_message *msg,
			     struct demos_link *reply, struct list_head *out);
enum demos_result demos_give_link(struct demos_process *process,
				  struct demos_message *msg,
				  struct demos_link *reply,
				  struct list_head *out);

#endif
