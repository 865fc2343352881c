/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MOVED: a machine that goes down in good order hands its forwarding addresses
 * to the machines that it is connected with. So its processes that live
 * elsewhere are found without a look-up when it is gone
 * (Documentation/recovery.rst, "Orderly end").
 */
#ifndef DEMOS_MOVED_H
#define DEMOS_MOVED_H

#include <linux/list.h>
#include <linux/types.h>

struct demos_machine;
struct demos_message;

void demos_moved_tell(struct demos_machine *machine, struct list_head *out);
bool demos_moved_hear(struct demos_machine *machine, struct demos_message *msg,
		      struct list_head *out);

#endif
