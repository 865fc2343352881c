/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel calls: one set of functions behind two doors (a guest's SC, a
 * native process's netlink request), with the same checks.
 *
 * All take and drop the process's lock and may sleep; none may be called with
 * a lock held. Messages that they send have been routed when they return.
 * Receiving is demos_queue_take() (queue.h), moving data demos_move_setup() and
 * demos_move_begin() (move.h), because the doors differ in how they wait.
 */
#ifndef DEMOS_CALL_H
#define DEMOS_CALL_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_message;
struct demos_process;

/**
 * struct demos_enclosure - the links that go with a message
 * @count: names in @names
 * @names: links of the sender's table, to be moved into the message
 * @make_reply: make a reply link from @reply and enclose it before the others
 * @reply: code and channel of the reply link
 */
struct demos_enclosure {
	u32 count;
	u32 names[DEMOS_LINKS_MAX];
	bool make_reply;
	struct demos_reply reply;
};

enum demos_result demos_call_send(struct demos_process *process, u32 link,
				  struct demos_message *msg,
				  const struct demos_enclosure *enclosure);
enum demos_result demos_call_send_over(struct demos_process *process,
				       const struct demos_link *link,
				       struct demos_message *msg,
				       const struct demos_reply *reply);
enum demos_result demos_call_may_send(struct demos_process *process, u32 link);
enum demos_result demos_call_link_create(struct demos_process *process,
					 const struct demos_link *wanted,
					 u32 *name);
enum demos_result demos_call_link_insert(struct demos_process *process,
					 const struct demos_link *link,
					 u32 *name);
enum demos_result demos_call_link_dup(struct demos_process *process, u32 link,
				      u16 flags, u32 *name);
enum demos_result demos_call_link_destroy(struct demos_process *process,
					  u32 link);
enum demos_result demos_call_link_inspect(struct demos_process *process,
					  u32 link, struct demos_link *body);
enum demos_result demos_call_boot_set(struct demos_process *process, u32 link,
				      u64 *holder);
enum demos_result demos_call_boot_get(struct demos_process *process,
				      u32 *name);

#endif
