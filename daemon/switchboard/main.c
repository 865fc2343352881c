// SPDX-License-Identifier: GPL-2.0
/*
 * demos-switchboard: gives out links by their names (section 2.3). It is the
 * first process that others find: its link is its machine's boot link.
 *
 * A name lives as long as its owner keeps the link that it got by registering
 * it, so it goes with its owner. If a machine goes down in good order, or is
 * deleted as a peer, an event says so, and the names of processes there go. A
 * crash of a machine is not reported. So when a machine comes back in a new
 * incarnation, the switchboard probes each published process last known to be
 * there (by an empty message with a reply link, which a server answers with a
 * refusal), and removes the names of the dead ones.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/incarnation.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/options.h"
#include "common/serve.h"
#include "switchboard/claim.h"
#include "switchboard/names.h"
#include "switchboard/request.h"

#define CHANNEL_REQUESTS	0
#define CHANNEL_TOKENS		1
#define CODE_REQUESTS		1

static const char help[] =
"Usage: demos-switchboard [OPTION]...\n"
"The switchboard of a LAN of DEMOS machines: a process that gives out links\n"
"by names. One machine of a LAN runs it; the others find it there.\n"
"Needs a machine that is up (demosctl machine up) and CAP_NET_ADMIN.\n\n"
OPTIONS_STANDARD_HELP;

/**
 * struct switchboard - the server
 * @demos: its process
 * @events: of its machine
 * @names: the links that it gives out
 * @loop: its event loop
 * @process: @demos in the loop
 * @machine: @events in the loop
 * @failed: it ends, because of an error
 */
struct switchboard {
	struct demos *demos;
	struct demos_events *events;
	struct names names;
	struct loop loop;
	struct loop_source process;
	struct loop_source machine;
	bool failed;
};

static struct switchboard switchboard;

static void forget(struct switchboard *sb, struct name *name, const char *why)
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
				   request->links[0], &name);
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
	return DEMOS_OK;
}

static enum demos_result op_lookup(struct switchboard *sb, const char *text,
				   __u32 *answer)
{
	const struct name *name = names_find(&sb->names, text);
	struct demos_link body;

	if (!name || demos_link_inspect(sb->demos, name->link, &body))
		return DEMOS_ENOLINK;
	if (demos_link_dup(sb->demos, name->link, body.flags, answer))
		return DEMOS_EROOM;
	return DEMOS_OK;
}

/* Only the owner may remove a name */
static enum demos_result op_remove(struct switchboard *sb,
				   const struct serve_request *request,
				   const char *text)
{
	struct name *name = names_find(&sb->names, text);

	if (!name)
		return DEMOS_ENOLINK;
	if (name->owner != request->from)
		return DEMOS_ERIGHTS;
	forget(sb, name, "its owner asked for it");
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

static void serve(struct switchboard *sb, struct serve_request *request)
{
	struct demos_answer said = {
		.op = __cpu_to_be16(request->op | DEMOS_OP_ANSWER),
	};
	char name[DEMOS_SB_NAME_MAX];
	enum demos_result result;
	__u32 link = 0;

	result = request_name(request->data, request->length, name);
	if (result == DEMOS_OK) {
		switch (request->op) {
		case DEMOS_SB_REGISTER:
			result = op_register(sb, request, name, &link);
			break;
		case DEMOS_SB_LOOKUP:
			result = op_lookup(sb, name, &link);
			break;
		case DEMOS_SB_REMOVE:
			result = op_remove(sb, request, name);
			break;
		default:
			answer_list(sb, request, name);
			return;
		}
	}
	said.result = __cpu_to_be16(result);
	serve_answer(sb->demos, request->reply, &said, sizeof(said), link);
}

static void request_received(struct demos *demos,
			     const struct demos_incoming *in, void *arg)
{
	struct switchboard *sb = arg;
	struct serve_request request;

	if (serve_fatal(in)) {
		sb->failed = true;
		return;
	}
	if (serve_take(demos, in, &request))
		return;
	serve(sb, &request);
	serve_done(demos, &request);
}

/* Only a kernel can say that the owner's link has been destroyed */
static void token_received(struct demos *demos,
			   const struct demos_incoming *in, void *arg)
{
	struct switchboard *sb = arg;
	struct name *name;

	if (serve_fatal(in)) {
		sb->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	if (!(in->flags & DEMOS_F_NOTICE))
		return;
	name = names_find_token(&sb->names, in->code);
	if (name)
		forget(sb, name, "its owner has ended or dropped its link");
}

/* The answer to a probe, or a notice */
static void life_received(struct demos *demos, const struct demos_incoming *in,
			  void *arg)
{
	__u32 token = (__u32)(size_t)arg;
	struct name *name;

	demos_links_drop(demos, in);
	if (in->result != DEMOS_EDEAD)
		return;
	name = names_find_token(&switchboard.names, token);
	if (name)
		forget(&switchboard, name, "its machine was restarted");
}

/* Find the names of processes that a restart of a machine has killed */
static void probe(void *arg, __u16 machine)
{
	struct switchboard *sb = arg;
	const struct demos_outgoing empty = {};
	struct demos_link body;
	size_t i;

	for (i = 0; i < sb->names.count; i++) {
		const struct name *name = &sb->names.list[i];

		if (demos_link_inspect(sb->demos, name->link, &body) ||
		    body.to.machine != machine ||
		    body.flags & DEMOS_LINK_KERNEL)
			continue;
		demos_call_post(sb->demos, name->link, &empty, life_received,
				(void *)(size_t)name->token);
	}
}

/* The names of processes on a machine that is gone lead nowhere */
static void machine_gone(struct switchboard *sb, __u16 machine)
{
	struct demos_link body;
	size_t i = sb->names.count;

	while (i--) {
		struct name *name = &sb->names.list[i];

		if (!demos_link_inspect(sb->demos, name->link, &body) &&
		    body.to.machine == machine)
			forget(sb, name, "its machine is gone");
	}
}

/* What may have happened while events were lost */
static void look_at_all(struct switchboard *sb)
{
	struct demos_peer_info *peers;
	int count = demos_peers(sb->demos, &peers);
	int i;

	incarnation_look(sb->demos, probe, sb);
	for (i = 0; i < count; i++) {
		if (peers[i].state == DEMOS_PEER_GONE)
			machine_gone(sb, peers[i].machine);
	}
	if (count >= 0)
		free(peers);
}

static void peer_is_up(struct switchboard *sb, __u16 machine)
{
	if (incarnation_changed(sb->demos, machine))
		probe(sb, machine);
	claim_watch(sb->demos, machine);
}

static void event_ready(struct loop_source *source, __u32 events)
{
	struct switchboard *sb = &switchboard;
	struct demos_event event;
	int err;

	(void)source;
	(void)events;
	do {
		err = demos_events_next(sb->events, 0, &event);
		if (err == 1 && event.kind == DEMOS_EVENT_PEER_UP)
			peer_is_up(sb, event.peer);
		if (err == 1 && event.kind == DEMOS_EVENT_PEER_GONE &&
		    incarnation_over(sb->demos, event.peer))
			machine_gone(sb, event.peer);
		if (err == -ENOBUFS)
			look_at_all(sb);
	} while (err == 1 || err == -ENOBUFS);
	sb->failed |= err < 0;
}

/* The next turn of the loop calls demos_dispatch(), which reads it */
static void process_ready(struct loop_source *source, __u32 events)
{
	(void)source;
	(void)events;
}

static int turn(void *arg)
{
	struct switchboard *sb = arg;
	int called = demos_dispatch(sb->demos);

	if (called < 0) {
		log_line("ending: %s", demos_error(sb->demos));
		sb->failed = true;
	}
	return sb->failed ? -2 : -1;
}

/* Return: 0; -EEXIST: another works, as was logged; another negative errno */
static int become_switchboard(struct switchboard *sb)
{
	const struct demos_link wanted = {
		.code = CODE_REQUESTS,
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
		.channel = CHANNEL_REQUESTS,
	};
	__u32 link;
	int err;

	err = demos_attach(sb->demos, "switchboard");
	if (!err && claim_seen(sb->demos))
		return -EEXIST;
	if (!err)
		err = demos_listen(sb->demos, 1U << CHANNEL_REQUESTS,
				   request_received, sb);
	if (!err)
		err = demos_listen(sb->demos, 1U << CHANNEL_TOKENS,
				   token_received, sb);
	if (!err)
		err = demos_link_create(sb->demos, &wanted, &link);
	return err ? err : claim_boot(sb->demos, link);
}

static int set_up(struct switchboard *sb)
{
	int err = demos_open(&sb->demos);

	if (!err)
		err = become_switchboard(sb);
	if (err) {
		if (err != -EEXIST)
			log_line("cannot start: %s", demos_error(sb->demos));
		return err;
	}
	err = demos_events_open(&sb->events);
	incarnation_begin(sb->demos);
	if (!err)
		err = loop_init(&sb->loop);
	if (!err) {
		sb->process.fd = demos_fd(sb->demos);
		sb->process.ready = process_ready;
		err = loop_add(&sb->loop, &sb->process, EPOLLIN);
	}
	if (!err) {
		sb->machine.fd = demos_events_fd(sb->events);
		sb->machine.ready = event_ready;
		err = loop_add(&sb->loop, &sb->machine, EPOLLIN);
	}
	if (err)
		log_line("cannot start: %s", strerror(-err));
	return err;
}

int main(int argc, char **argv)
{
	struct switchboard *sb = &switchboard;
	int err;

	log_begin("demos-switchboard");
	options_none(argc, argv, "demos-switchboard", help);
	err = set_up(sb);
	if (!err) {
		loop_ready("giving out links");
		err = loop_run(&sb->loop, turn, sb);
	}
	demos_events_close(sb->events);
	demos_close(sb->demos);
	names_clear(&sb->names);
	return err ? 1 : 0;
}
