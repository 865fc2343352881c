/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_NOTIFIER_H
#define UNIX_NOTIFIER_H

#include <linux/list.h>

#define NOTIFY_DONE	0x0000
#define NOTIFY_OK	0x0001

struct notifier_block;
typedef int (*notifier_fn_t)(struct notifier_block *block, unsigned long what,
			     void *data);

struct notifier_block {
	notifier_fn_t notifier_call;
	struct list_head node;
};

#endif
