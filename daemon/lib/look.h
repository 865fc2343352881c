/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: the status of a process, and the description of a guest.
 */
#ifndef DEMOS_LOOK_H
#define DEMOS_LOOK_H

#include <stddef.h>

#include "demos.h"

struct demos_list;

/* An older kernel's answer lacks the members added later */
#define DEMOS_STATUS_SIZE	(sizeof(struct demos_answer) + \
				 offsetof(struct demos_status, queue_bytes))

void demos_look_status(const struct demos_incoming *in,
		       struct demos_process_info *info, __u16 *machine);
size_t demos_program_put(const struct demos_program *program,
			 struct demos_op_create *create,
			 struct demos_op_segment *segments);
int demos_look_link(struct demos_list *list, const void *bytes);
int demos_look_page(struct demos *demos, const struct demos_incoming *in,
		    struct demos_list *list, size_t size,
		    int (*add)(struct demos_list *list, const void *bytes));

#endif
