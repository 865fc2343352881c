// SPDX-License-Identifier: GPL-2.0
/*
 * An array that grows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

#define ROOM_FIRST	16

/**
 * demos_list_add() - append an item
 * @list: the array; its @size is set
 *
 * Return: the new item, filled with 0 and valid until the next call; NULL: no
 * memory.
 */
void *demos_list_add(struct demos_list *list)
{
	void *item;

	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : ROOM_FIRST;
		void *items = reallocarray(list->items, room, list->size);

		if (!items)
			return NULL;
		list->items = items;
		list->room = room;
	}
	item = (char *)list->items + list->size * list->count++;
	return memset(item, 0, list->size);
}

/**
 * demos_list_result() - hand an array out, or free it
 * @list: the array; empty afterwards
 * @err: 0, or a negative errno: free it
 * @items: gets the items, for the caller to free(); NULL if there are none
 *
 * Return: how many, or @err.
 */
int demos_list_result(struct demos_list *list, int err, void **items)
{
	int count = list->count;

	if (err) {
		free(list->items);
		list->items = NULL;
		count = err;
	}
	*items = list->items;
	memset(list, 0, sizeof(*list));
	return count;
}
