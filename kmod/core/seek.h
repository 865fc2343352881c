/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A message has come for a process of which this machine knows nothing: it is
 * held while the other machines are asked where the process is
 * (Documentation/recovery.rst, "Look-up"). So a kernel says that a process is
 * dead only when it knows.
 */
#ifndef DEMOS_SEEK_H
#define DEMOS_SEEK_H

#include <linux/list.h>
#include <linux/types.h>

struct demos_machine;
struct demos_message;

void demos_seek(struct demos_machine *machine, struct demos_message *msg,
		struct list_head *out);
bool demos_seek_hear(struct demos_machine *machine, struct demos_message *msg,
		     struct list_head *out);
void demos_seek_refused(struct demos_machine *machine,
			const struct demos_message *msg);
void demos_seek_lost(struct demos_machine *machine, u16 peer,
		     struct list_head *out);
void demos_seek_alarm(struct demos_machine *machine, struct list_head *out);
void demos_seek_stop(struct demos_machine *machine, struct list_head *out);

#endif
