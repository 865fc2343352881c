/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The message delivery system: takes a message to the queue of its process,
 * through a forwarding address, to another machine, or back as a notice.
 *
 * Messages are never routed under a process's lock: a function that makes
 * some while it holds one puts them on its caller's out-queue.
 */
#ifndef DEMOS_ROUTE_H
#define DEMOS_ROUTE_H

#include <linux/list.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;
struct demos_process;

void demos_route(struct demos_machine *machine, struct demos_message *msg);
void demos_route_all(struct demos_machine *machine, struct list_head *out);
void demos_route_no_room(struct demos_machine *machine,
			 struct demos_message *msg, struct list_head *out);
void demos_route_away(struct demos_machine *machine,
		      struct demos_message *msg, struct list_head *out);
void demos_route_refuse(struct demos_machine *machine,
			struct demos_message *msg, enum demos_result why,
			struct list_head *out);
void demos_route_refuse_packet(struct demos_machine *machine,
			       struct demos_message *msg,
			       enum demos_result why, struct list_head *out);
void demos_route_discard(struct demos_machine *machine,
			 struct demos_message *msg, struct list_head *out);
void demos_route_destroyed(struct demos_machine *machine,
			   const struct demos_link *link,
			   struct list_head *out);
void demos_route_notice(struct demos_machine *machine,
			const struct demos_link *over, enum demos_result kind,
			u64 about, struct list_head *out);
struct demos_message *demos_route_answer(struct demos_machine *machine,
					 const struct demos_link *over,
					 const void *data, u32 length,
					 struct list_head *out);
struct demos_message *demos_route_kernel(struct demos_machine *machine,
					 const struct demos_address *to,
					 u32 flags, const void *data,
					 u32 length, struct list_head *out);

#endif
