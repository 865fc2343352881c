/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notices: what kernels tell the creators of links and the senders of
 * messages, so that no process waits for ever. All code that drops a message
 * that was sent goes through here.
 */
#ifndef DEMOS_NOTICE_H
#define DEMOS_NOTICE_H

#include <linux/list.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;

void demos_notice_send(struct demos_machine *machine,
		       const struct demos_link *over, enum demos_result kind,
		       u64 about, struct list_head *out);
void demos_notice_destroyed(struct demos_machine *machine,
			    const struct demos_link *link,
			    struct list_head *out);
void demos_notice_discard(struct demos_machine *machine,
			  struct demos_message *msg, struct list_head *out);
void demos_notice_refuse(struct demos_machine *machine,
			 struct demos_message *msg, enum demos_result why,
			 struct list_head *out);
void demos_notice_no_room(struct demos_machine *machine,
			  struct demos_message *msg, enum demos_result why,
			  struct list_head *out);

#endif
