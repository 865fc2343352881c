/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: requests to the process manager.
 */
#ifndef DEMOS_PM_H
#define DEMOS_PM_H

#include "demos.h"

struct demos_pm_request demos_pm_make(__u16 op, __u64 pid, __u16 machine);
int demos_pm_ask(struct demos *demos, __u32 pm,
		 const struct demos_pm_request *asked, int timeout_ms,
		 struct demos_incoming *in, size_t size);
/* Gives a new guest its streams. Return: 0 or a negative errno. */
typedef int (*demos_give_fn)(struct demos *demos, __u32 pm, __u64 pid,
			     struct demos_streams *streams);

int demos_pm_create_full(struct demos *demos, __u32 pm, __u16 machine,
			 const struct demos_program *program,
			 const struct demos_arguments *arguments,
			 demos_give_fn give, struct demos_streams *streams,
			 __u32 console, __u64 *pid, __u32 *memory,
			 __u32 *session);
int demos_pm_about(struct demos *demos, int err, __u16 op, __u64 pid);

#endif
