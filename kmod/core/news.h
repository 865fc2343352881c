/* SPDX-License-Identifier: GPL-2.0 */
/*
 * News that kernels have for a process: control messages that touch only what
 * its lock protects, and are applied as they come.
 */
#ifndef DEMOS_NEWS_H
#define DEMOS_NEWS_H

#include <linux/list.h>

struct demos_message;
struct demos_process;

void demos_news_hear(struct demos_process *process,
		     const struct demos_message *msg, struct list_head *out);

#endif
