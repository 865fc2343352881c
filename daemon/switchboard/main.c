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
#include "switchboard/claim.h"
#include "switchboard/switchboard.h"

static const char help[] =
"Usage: demos-switchboard [OPTION]...\n"
"The switchboard of a LAN of DEMOS machines: a process that gives out links\n"
"by names. One machine of a LAN runs it; the others find it there.\n"
"Needs a machine that is up (demosctl machine up) and CAP_NET_ADMIN.\n\n"
OPTIONS_STANDARD_HELP;

static struct switchboard switchboard;

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
	switchboard_serve(sb, &request, in->from.machine);
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
		switchboard_forget(sb, name,
				   "its owner has ended or dropped its link");
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
		switchboard_forget(&switchboard, name,
				   "its machine was restarted");
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
			switchboard_forget(sb, name, "its machine is gone");
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
	return sb->failed ? -2 : switchboard_turn(sb);
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
