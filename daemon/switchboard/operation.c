// SPDX-License-Identifier: GPL-2.0
/*
 * What the switchboard does for requests: register, look up, wait, list,
 * remove.
 */
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "lib/clock.h"
#include "switchboard/request.h"
#include "switchboard/switchboard.h"

/**
 * switchboard_forget() - remove a name
 * @sb: the switchboard
 * @name: the name
 * @why: for the log
 */
void switchboard_forget(struct switchboard *sb, struct name *name,
			const char *why)
{
	char owner[DEMOS_PID_TEXT];

	log_line("'%s' of %s is removed: %s", name->text,
		 demos_pid_format(name->owner, owner), why);
	demos_link_destroy(sb->demos, name->link);
	names_remove(&sb->names, name);
}

/* May this link be given out? */
static enum demos_result check_link(struct switchboard *sb, __u32 link)
{
	const __u16 needed = DEMOS_LINK_DUP | DEMOS_LINK_PASS;
	struct demos_link body;

	if (demos_link_inspect(sb->demos, link, &body))
		return DEMOS_ENOLINK;
	return (body.flags & needed) == needed ? DEMOS_OK : DEMOS_ERIGHTS;
}

/* Make the link that the owner of a name gets; we hear of its destruction */
static __u32 make_token(struct switchboard *sb, __u32 code)
{
	const struct demos_link wanted = {
		.code = code,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_TOKENS,
	};
	__u32 link;

	return demos_link_create(sb->demos, &wanted, &link) ? 0 : link;
}

/* Of those with this name: one on @machine, or else the first */
static const struct name *find_near(struct switchboard *sb, const char *text,
				    __u16 machine)
{
	const struct name *first = names_find(&sb->names, text);
	const struct name *name;
	struct demos_link body;

	for (name = first; name; name = names_next(&sb->names, name)) {
		if (!demos_link_inspect(sb->demos, name->link, &body) &&
		    body.to.machine == machine)
			return name;
	}
	return first;
}

static enum demos_result op_lookup(struct switchboard *sb, const char *text,
				   __u16 machine, __u32 *answer)
{
	const struct name *name = find_near(sb, text, machine);
	struct demos_link body;

	if (!name || demos_link_inspect(sb->demos, name->link, &body))
		return DEMOS_ENOLINK;
	if (demos_link_dup(sb->demos, name->link, body.flags, answer))
		return DEMOS_EROOM;
	return DEMOS_OK;
}

static void answer(struct switchboard *sb, __u32 reply, __u16 op,
		   enum demos_result result, __u32 link)
{
	const struct demos_answer said = {
		.op = __cpu_to_be16(op | DEMOS_OP_ANSWER),
		.result = __cpu_to_be16(result),
	};

	serve_answer(sb->demos, reply, &said, sizeof(said), link);
}

static void answer_wait(struct switchboard *sb, const struct wait *wait)
{
	enum demos_result result;
	__u32 link = 0;

	result = op_lookup(sb, wait->text, wait->machine, &link);
	answer(sb, wait->reply, DEMOS_SB_LOOKUP, result, link);
}

/* Answer those that have waited for a name */
static void wake(struct switchboard *sb, const char *text)
{
	struct wait wait;

	while (waits_take(&sb->waits, text, &wait))
		answer_wait(sb, &wait);
}

/**
 * switchboard_turn() - answer those that have waited long enough
 * @sb: the switchboard
 *
 * Return: ms until it is time again; -1: nobody waits.
 */
int switchboard_turn(struct switchboard *sb)
{
	__u64 now = demos_clock_ms();
	struct wait wait;

	while (waits_expire(&sb->waits, now, &wait))
		answer_wait(sb, &wait);
	return waits_left(&sb->waits, now);
}

static enum demos_result begin_wait(struct switchboard *sb,
				    const struct serve_request *request,
				    __u16 machine, const char *text,
				    unsigned int time)
{
	struct wait wait = {
		.from = request->from,
		.machine = machine,
		.reply = request->reply,
		.until = demos_clock_ms() + time * 100,
	};

	memcpy(wait.text, text, sizeof(wait.text));
	return waits_add(&sb->waits, &wait);
}

static enum demos_result op_register(struct switchboard *sb,
				     struct serve_request *request,
				     const char *text, __u32 *answer)
{
	char owner[DEMOS_PID_TEXT];
	enum demos_result result;
	struct name *name;

	if (request->nlinks != 1)
		return DEMOS_ECALL;
	result = check_link(sb, request->links[0]);
	if (result == DEMOS_OK)
		result = names_add(&sb->names, text, request->from,
				   request->links[0],
				   request->op == DEMOS_SB_SHARE, &name);
	if (result != DEMOS_OK)
		return result;
	*answer = make_token(sb, name->token);
	if (!*answer) {
		names_remove(&sb->names, name);
		return DEMOS_EROOM;
	}
	request->links[0] = 0;
	log_line("'%s' is registered by %s", text,
		 demos_pid_format(request->from, owner));
	wake(sb, text);
	return DEMOS_OK;
}

/* Only the owner may remove a name */
static enum demos_result op_remove(struct switchboard *sb,
				   const struct serve_request *request,
				   const char *text)
{
	struct name *name = names_find_owner(&sb->names, text, request->from);

	if (!name)
		return names_find(&sb->names, text) ? DEMOS_ERIGHTS :
						      DEMOS_ENOLINK;
	switchboard_forget(sb, name, "its owner asked for it");
	return DEMOS_OK;
}

static void answer_list(struct switchboard *sb,
			const struct serve_request *request, const char *after)
{
	struct {
		struct demos_answer answer;
		char names[DEMOS_DATA_MAX - sizeof(struct demos_answer)];
	} said = {
		.answer.op = __cpu_to_be16(request->op | DEMOS_OP_ANSWER),
	};
	size_t length = names_put(&sb->names, after, said.names,
				  sizeof(said.names));

	serve_answer(sb->demos, request->reply, &said,
		     sizeof(said.answer) + length, 0);
}

/* Return: is the request to be answered later? */
static bool serve(struct switchboard *sb, struct serve_request *request,
		  __u16 machine, enum demos_result *result, __u32 *link)
{
	char name[DEMOS_SB_NAME_MAX];
	unsigned int time;

	*result = request_name(request->data, request->length, name, &time);
	if (*result != DEMOS_OK)
		return false;
	switch (request->op) {
	case DEMOS_SB_REGISTER:
	case DEMOS_SB_SHARE:
		*result = op_register(sb, request, name, link);
		return false;
	case DEMOS_SB_LOOKUP:
		*result = op_lookup(sb, name, machine, link);
		if (*result != DEMOS_ENOLINK || !time)
			return false;
		*result = begin_wait(sb, request, machine, name, time);
		return *result == DEMOS_OK;
	case DEMOS_SB_REMOVE:
		*result = op_remove(sb, request, name);
		return false;
	default:
		answer_list(sb, request, name);
		return true;
	}
}

/**
 * switchboard_serve() - do what a request says, and answer it
 * @sb: the switchboard
 * @request: the request; takes the links that it uses
 * @machine: where it came from
 */
void switchboard_serve(struct switchboard *sb, struct serve_request *request,
		       __u16 machine)
{
	enum demos_result result;
	__u32 link = 0;

	if (!serve(sb, request, machine, &result, &link))
		answer(sb, request->reply, request->op, result, link);
}
