/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: an array that grows, for what the kernel or a server
 * lists. Invariant: @items has @count items of @size bytes, or is NULL.
 */
#ifndef DEMOS_LIST_H
#define DEMOS_LIST_H

#include <stddef.h>

struct demos_list {
	void *items;
	size_t size;
	size_t count;
	size_t room;
};

void *demos_list_add(struct demos_list *list);
int demos_list_result(struct demos_list *list, int err, void **items);

#endif
