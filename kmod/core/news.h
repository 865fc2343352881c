/* SPDX-License-Identifier: GPL-2.0 */
/*
 * News for a process: control messages from kernels that touch only what the
 * process's lock protects, and are applied as they come.
 */
#ifndef DEMOS_NEWS_H
#define DEMOS_NEWS_H

#include <linux/list.h>

struct demos_machine;
struct demos_message;
struct demos_places;
struct demos_process;

void demos_news_boot(struct demos_machine *machine,
		     struct demos_places *places);
u32 demos_news_places(struct demos_process *process,
		      struct demos_places *places, struct list_head *out);
void demos_news_hear(struct demos_process *process,
		     const struct demos_message *msg, struct list_head *out);

#endif
