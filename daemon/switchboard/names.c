// SPDX-License-Identifier: GPL-2.0
/*
 * The table of names.
 */
#include <stdlib.h>
#include <string.h>

#include "switchboard/names.h"

#define ROOM_FIRST	16

/* Return: where @text is, or where it belongs */
static size_t place(const struct names *names, const char *text)
{
	size_t low = 0;
	size_t high = names->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(names->list[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct names *names, size_t at, const char *text)
{
	return at < names->count && !strcmp(names->list[at].text, text);
}

static size_t owned(const struct names *names, __u64 owner)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < names->count; i++)
		count += names->list[i].owner == owner;
	return count;
}

static int grow(struct names *names)
{
	size_t room = names->room ? names->room * 2 : ROOM_FIRST;
	struct name *list;

	if (names->count < names->room)
		return 0;
	list = reallocarray(names->list, room, sizeof(*list));
	if (!list)
		return -1;
	names->list = list;
	names->room = room;
	return 0;
}

static __u32 new_token(struct names *names)
{
	do {
		names->token++;
	} while (!names->token || names_find_token(names, names->token));
	return names->token;
}

/**
 * names_add() - enter a name
 * @names: the table
 * @text: the name, checked
 * @owner: process that registers it
 * @link: the link to give out
 * @shared: others may enter the same name
 * @name: gets the entry, valid until the table changes
 *
 * Return: DEMOS_OK; DEMOS_EBUSY: the name is taken; DEMOS_EROOM.
 */
enum demos_result names_add(struct names *names, const char *text, __u64 owner,
			    __u32 link, bool shared, struct name **name)
{
	size_t at = place(names, text);
	__u32 token;

	for (; is_at(names, at, text); at++) {
		if (!shared || !names->list[at].shared ||
		    names->list[at].owner == owner)
			return DEMOS_EBUSY;
	}
	if (names->count >= NAMES_MAX ||
	    owned(names, owner) >= NAMES_OWNED_MAX || grow(names))
		return DEMOS_EROOM;
	token = new_token(names);
	*name = &names->list[at];
	memmove(*name + 1, *name, (names->count - at) * sizeof(**name));
	memset(*name, 0, sizeof(**name));
	memcpy((*name)->text, text, strlen(text));
	(*name)->owner = owner;
	(*name)->link = link;
	(*name)->token = token;
	(*name)->shared = shared;
	names->count++;
	return DEMOS_OK;
}

/**
 * names_find() - look a name up
 * @names: the table
 * @text: the name
 *
 * Return: the first entry, valid until the table changes, or NULL.
 */
struct name *names_find(struct names *names, const char *text)
{
	size_t at = place(names, text);

	return is_at(names, at, text) ? &names->list[at] : NULL;
}

/**
 * names_next() - the next entry of the same name
 * @names: the table
 * @name: an entry
 *
 * Return: the entry, valid until the table changes, or NULL.
 */
struct name *names_next(struct names *names, const struct name *name)
{
	size_t at = name - names->list + 1;

	return is_at(names, at, name->text) ? &names->list[at] : NULL;
}

/**
 * names_find_owner() - look up the name of a process
 * @names: the table
 * @text: the name
 * @owner: the process
 *
 * Return: the entry, valid until the table changes, or NULL.
 */
struct name *names_find_owner(struct names *names, const char *text,
			      __u64 owner)
{
	struct name *name = names_find(names, text);

	while (name && name->owner != owner)
		name = names_next(names, name);
	return name;
}

/**
 * names_find_token() - look a token up
 * @names: the table
 * @token: code of a link that was destroyed
 *
 * Return: the entry, valid until the table changes, or NULL.
 */
struct name *names_find_token(struct names *names, __u32 token)
{
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (names->list[i].token == token)
			return &names->list[i];
	}
	return NULL;
}

/**
 * names_remove() - remove a name
 * @names: the table
 * @name: the entry
 */
void names_remove(struct names *names, struct name *name)
{
	size_t after = names->count - (name - names->list) - 1;

	memmove(name, name + 1, after * sizeof(*name));
	names->count--;
}

/**
 * names_put() - write names, each ended by NUL
 * @names: the table
 * @after: the last one seen, or ""
 * @data: destination
 * @size: of @data
 *
 * Each name comes once. Return: bytes written; as many whole names as fit.
 */
size_t names_put(const struct names *names, const char *after, char *data,
		 size_t size)
{
	size_t at = place(names, after);
	size_t length = 0;

	for (; at < names->count; at++) {
		const char *text = names->list[at].text;
		size_t more = strlen(text) + 1;

		if (!strcmp(text, after))
			continue;
		if (length + more > size)
			break;
		memcpy(data + length, text, more);
		length += more;
		after = text;
	}
	return length;
}

/**
 * names_clear() - free the table
 * @names: the table; empty afterwards
 */
void names_clear(struct names *names)
{
	free(names->list);
	memset(names, 0, sizeof(*names));
}
