// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the switchboard.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"

static int request_wait(struct demos *demos, __u32 sb, __u16 op,
			const char *name, __u32 link, __u16 wait,
			struct demos_incoming *in)
{
	struct demos_sb_request asked = { .op = __cpu_to_be16(op),
					  .wait = __cpu_to_be16(wait) };
	struct demos_outgoing out = { .data = &asked,
				      .length = sizeof(asked) };
	int err;

	if (strlen(name) >= sizeof(asked.name))
		return demos_handle_fail(demos, -ENAMETOOLONG,
					 "the name is longer than %zu characters",
					 sizeof(asked.name) - 1);
	memcpy(asked.name, name, strlen(name));
	if (link)
		out.links[out.nlinks++] = link;
	err = demos_call_control(demos, sb, &out, DEMOS_NO_LIMIT, in,
				 sizeof(struct demos_answer));
	if (err == -ESRCH)
		demos_handle_fail_result(demos, DEMOS_EDEAD,
					 "the switchboard has ended");
	return err;
}

static int request(struct demos *demos, __u32 sb, __u16 op, const char *name,
		   __u32 link, struct demos_incoming *in)
{
	return request_wait(demos, sb, op, name, link, 0, in);
}

static int get_link(struct demos *demos, const struct demos_incoming *in,
		    __u32 *link)
{
	if (!in->nlinks)
		return demos_handle_fail(demos, -EPROTO,
					 "the answer encloses no link");
	*link = in->links[0];
	return 0;
}

static int enter(struct demos *demos, __u32 sb, __u16 op, const char *name,
		 __u32 link, __u32 *token)
{
	struct demos_incoming in;
	int err;

	err = request(demos, sb, op, name, link, &in);
	if (!err)
		err = get_link(demos, &in, token);
	if (demos_error_result(demos) == DEMOS_EBUSY && err)
		demos_handle_fail(demos, err, "the name is taken");
	return demos_handle_about(demos, err, "register %s", name);
}

int demos_sb_register(struct demos *demos, __u32 sb, const char *name,
		      __u32 link, __u32 *token)
{
	return enter(demos, sb, DEMOS_SB_REGISTER, name, link, token);
}

int demos_sb_share(struct demos *demos, __u32 sb, const char *name,
		   __u32 link, __u32 *token)
{
	return enter(demos, sb, DEMOS_SB_SHARE, name, link, token);
}

int demos_sb_await(struct demos *demos, __u32 sb, const char *name, int wait_ms,
		   __u32 *link)
{
	int wait = (wait_ms + 99) / 100;
	struct demos_incoming in;
	int err;

	if (wait_ms < 0 || wait > DEMOS_SB_WAIT_MAX)
		wait = DEMOS_SB_WAIT_MAX;
	err = request_wait(demos, sb, DEMOS_SB_LOOKUP, name, 0, wait, &in);
	if (err == -ENOENT)
		return demos_handle_fail(demos, err,
					 "the switchboard knows no %s", name);
	if (!err)
		err = get_link(demos, &in, link);
	return demos_handle_about(demos, err, "look up %s", name);
}

int demos_sb_lookup(struct demos *demos, __u32 sb, const char *name,
		    __u32 *link)
{
	return demos_sb_await(demos, sb, name, 0, link);
}

int demos_sb_remove(struct demos *demos, __u32 sb, const char *name)
{
	struct demos_incoming in;
	int err;

	err = request(demos, sb, DEMOS_SB_REMOVE, name, 0, &in);
	if (err == -ENOENT)
		return demos_handle_fail(demos, err,
					 "the switchboard knows no %s", name);
	return demos_handle_about(demos, err, "remove %s", name);
}

/*
 * Names of one answer, in order after @last, which moves on; so a server
 * cannot go on for ever. Return: how many, or a negative errno.
 */
static int add_names(struct demos *demos, const struct demos_incoming *in,
		     struct demos_list *list, struct demos_sb_name *last)
{
	size_t at = sizeof(struct demos_answer);
	int count = 0;

	while (at < in->length) {
		const char *name = (const char *)in->data + at;
		size_t length = strnlen(name, in->length - at);
		struct demos_sb_name *item;

		if (!length || length >= sizeof(item->text) ||
		    at + length == in->length ||
		    strcmp(name, last->text) <= 0)
			return demos_handle_fail(demos, -EPROTO,
						 "the answer holds a wrong name");
		item = demos_list_add(list);
		if (!item)
			return demos_handle_fail(demos, -ENOMEM, "no memory");
		memcpy(item->text, name, length);
		*last = *item;
		at += length + 1;
		count++;
	}
	return count;
}

int demos_sb_list(struct demos *demos, __u32 sb, struct demos_sb_name **list)
{
	struct demos_list names = { .size = sizeof(**list) };
	struct demos_sb_name last = {};
	struct demos_incoming in;
	int err;

	do {
		err = request(demos, sb, DEMOS_SB_LIST, last.text, 0, &in);
		if (!err)
			err = add_names(demos, &in, &names, &last);
	} while (err > 0);
	demos_handle_about(demos, err, "list the names");
	return demos_list_result(&names, err, (void **)list);
}
