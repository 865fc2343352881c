/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubt about an answer: has the holder of a reply link been lost, or the link?
 */
#ifndef DEMOS_DOUBT_REPLY_H
#define DEMOS_DOUBT_REPLY_H

#include <linux/list.h>
#include <linux/types.h>

struct demos_message;
struct demos_places;
struct demos_process;
struct demos_promise;

void demos_doubt_replies_now(struct demos_process *process,
			     struct list_head *out);
void demos_doubt_replies_soon(struct demos_process *process);
void demos_doubt_reply_soon(struct demos_process *process,
			    struct demos_promise *promise);
void demos_doubt_reply_dropped(struct demos_process *process,
			       const struct demos_message *msg);
void demos_doubt_replies_moved(struct demos_process *process,
			       struct demos_places *places);
void demos_doubt_replies_second(struct demos_process *process,
				struct list_head *out);
void demos_doubt_reply_reported(struct demos_process *process,
				const struct demos_message *msg,
				struct list_head *out);
void demos_doubt_reply_holds(struct demos_process *process,
			     const struct demos_message *msg,
			     struct list_head *out);

#endif
