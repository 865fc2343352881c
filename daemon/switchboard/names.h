/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of names: pure, knows nothing of messages.
 *
 * Invariants: ordered by name; a name twice only if all its entries are shared,
 * with different owners, in the order in which they came; every entry has a
 * token of its own, never used again; no process owns more than
 * NAMES_OWNED_MAX.
 */
#ifndef DEMOS_NAMES_H
#define DEMOS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/demos.h>

#define NAMES_MAX	4096
#define NAMES_OWNED_MAX	64

/**
 * struct name - an entry
 * @text: the name
 * @token: code of the link whose destruction by the owner removes the name
 * @link: the link to give out, in our link table
 * @owner: identifier of the process that registered it
 * @shared: others may register the same name
 */
struct name {
	char text[DEMOS_SB_NAME_MAX];
	__u32 token;
	__u32 link;
	__u64 owner;
	bool shared;
};

/**
 * struct names - the table
 * @list: entries, by name
 * @count: how many
 * @room: how many @list has room for
 * @token: the last one given
 */
struct names {
	struct name *list;
	size_t count;
	size_t room;
	__u32 token;
};

enum demos_result names_add(struct names *names, const char *text, __u64 owner,
			    __u32 link, bool shared, struct name **name);
struct name *names_find(struct names *names, const char *text);
struct name *names_next(struct names *names, const struct name *name);
struct name *names_find_owner(struct names *names, const char *text,
			      __u64 owner);
struct name *names_find_token(struct names *names, __u32 token);
void names_remove(struct names *names, struct name *name);
size_t names_put(const struct names *names, const char *after, char *data,
		 size_t size);
void names_clear(struct names *names);

#endif
