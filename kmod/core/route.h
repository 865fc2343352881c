/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The message delivery system: takes a message to the queue of its process,
 * through a forwarding address, to another machine, or back as a notice.
 *
 * Messages are never routed under a process's lock: a function that makes
 * messages while it holds one puts them on its caller's out-queue.
 */
#ifndef DEMOS_ROUTE_H
#define DEMOS_ROUTE_H

#include <linux/list.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;
struct demos_process;

void demos_route(struct demos_machine *machine, struct demos_message *msg);
void demos_route_first(struct demos_machine *machine, struct list_head *out);
void demos_route_lost(struct demos_machine *machine, struct list_head *lost,
		      enum demos_result why);
void demos_route_all(struct demos_machine *machine, struct list_head *out);

#endif
