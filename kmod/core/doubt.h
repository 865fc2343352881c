/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubt (Documentation/recovery.rst): a process waits for another, and a life
 * has ended, or the process has moved. Its kernel asks the other process's
 * kernel (PROBE), along the path of the messages to it. Only the answer
 * (REPORT) ends the wait, never the news itself; so news that is missed, late
 * or false costs two messages and nothing else.
 */
#ifndef DEMOS_DOUBT_H
#define DEMOS_DOUBT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;
struct demos_process;

void demos_doubt_lost(struct demos_process *process, u16 peer,
		      struct list_head *out);
void demos_doubt_resume(struct demos_process *process, struct list_head *out);

void demos_doubt_probed(struct demos_process *process,
			const struct demos_message *msg, struct list_head *out);
void demos_doubt_reported(struct demos_process *process,
			  const struct demos_message *msg,
			  struct list_head *out);
void demos_doubt_refused(struct demos_machine *machine,
			 const struct demos_message *msg,
			 enum demos_result why, struct list_head *out);
void demos_doubt_alarm(struct demos_machine *machine, struct list_head *out);

#endif
