// SPDX-License-Identifier: GPL-2.0
/*
 * The claim to be the switchboard of the LAN. The machine's own kernel lets
 * only one live process have the boot link. Of the switchboards of machines
 * that are connected one remains, even if they start at the same moment: each
 * sets its boot link before it looks for others on the peers, so of two at
 * least one sees the other. It ends
 *
 * - if the other's process identifier is lower: that one may still be looking,
 *   and may not have seen us;
 * - if the other answers: it has done looking. Nobody answers requests before
 *   that, so the one with the lower identifier waits until the other has ended
 *   or answers.
 *
 * Switchboards on machines that are not connected do not find each other. When
 * they are, it is too late for one to end: both have names. So they say so.
 */
#include <errno.h>
#include <stdlib.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "common/rival.h"
#include "switchboard/claim.h"

#define NAME		"switchboard"

/* For a predecessor on this machine to have ended */
#define TRIES		10
#define PAUSE		200	/* ms */

#define PATIENCE	1000	/* for a peer, ms */

static const struct demos_control boot = {
	.op = __cpu_to_be16(DEMOS_OP_BOOT),
};

static const struct demos_outgoing request = { .data = &boot,
					       .length = sizeof(boot) };

/* Get a link to the switchboard of a peer */
static int ask(struct demos *demos, __u16 machine, __u32 *link)
{
	struct demos_incoming in;
	__u32 kernel;
	int err;

	err = demos_link_to_kernel(demos, machine, &kernel);
	if (err)
		return err;
	err = demos_call_control(demos, kernel, &request, PATIENCE, &in,
				 sizeof(struct demos_answer));
	demos_link_destroy(demos, kernel);
	if (err)
		return err;
	*link = in.links[0];
	return in.nlinks ? 0 : -ENOENT;
}

/* Is there another on this peer? */
static bool seen_on(struct demos *demos, __u16 machine, bool claimed)
{
	struct demos_link body;
	__u32 link;
	bool seen;

	if (ask(demos, machine, &link))
		return false;
	seen = claimed && !demos_link_inspect(demos, link, &body) &&
	       body.to.pid < demos_self(demos);
	if (seen)
		rival_log(&body, NAME);
	else
		seen = rival_found(demos, link, NAME);
	demos_link_destroy(demos, link);
	return seen;
}

/* @claimed: we have a boot link, too */
static bool seen_on_peers(struct demos *demos, bool claimed)
{
	struct demos_peer_info *peers;
	int count = demos_peers(demos, &peers);
	bool seen = false;
	int i;

	for (i = 0; i < count && !seen; i++)
		seen = peers[i].state == DEMOS_PEER_UP &&
		       seen_on(demos, peers[i].machine, claimed);
	if (count >= 0)
		free(peers);
	return seen;
}

/* Is there another on this machine? */
static bool seen_here(struct demos *demos)
{
	__u32 link;
	bool seen;

	if (demos_boot_get(demos, &link))
		return false;
	seen = rival_found(demos, link, NAME);
	demos_link_destroy(demos, link);
	return seen;
}

/**
 * claim_seen() - is there a switchboard already?
 * @demos: attached handle, without a boot link
 *
 * Return: true: which it is has been logged.
 */
bool claim_seen(struct demos *demos)
{
	return seen_here(demos) || seen_on_peers(demos, false);
}

/**
 * claim_boot() - become the switchboard of the LAN
 * @demos: attached handle, on which no requests have been answered yet
 * @link: the link to give out; used up
 *
 * Return: 0; -EEXIST: there is another, as was logged; another negative errno.
 */
int claim_boot(struct demos *demos, __u32 link)
{
	int tries = TRIES;
	int err;

	while ((err = demos_boot_set(demos, link)) == -EBUSY) {
		if (seen_here(demos))
			return -EEXIST;
		if (!--tries || demos_wait(demos, PAUSE) < 0)
			return err;
	}
	if (err)
		return err;
	return seen_on_peers(demos, true) ? -EEXIST : 0;
}

static void peer_answered(struct demos *demos, const struct demos_incoming *in,
			  void *arg)
{
	char pid[DEMOS_PID_TEXT];
	struct demos_link body;

	(void)arg;
	if (!in->error && in->nlinks &&
	    !demos_link_inspect(demos, in->links[0], &body) &&
	    body.to.pid != demos_self(demos))
		log_line("there are two switchboards: stop %s (machine %u)",
			 demos_pid_format(body.to.pid, pid), body.to.machine);
	demos_links_drop(demos, in);
}

/**
 * claim_watch() - look for another switchboard on a machine that has connected
 * @demos: attached handle
 * @machine: its id
 *
 * If there is one, it is logged.
 */
void claim_watch(struct demos *demos, __u16 machine)
{
	__u32 kernel;

	if (demos_link_to_kernel(demos, machine, &kernel))
		return;
	demos_call_post(demos, kernel, &request, peer_answered, NULL);
	demos_link_destroy(demos, kernel);
}
