// SPDX-License-Identifier: GPL-2.0
/*
 * The search for a boot link: here, then on every peer that is connected, all
 * asked at the same time, again and again until time runs out.
 */
#include <errno.h>
#include <stdlib.h>

#include <asm/byteorder.h>

#include "handle.h"

/* ms between searches: no event tells that a machine has got a boot link */
#define AGAIN	200

/**
 * struct asked - the peers that have been asked
 * @calls: one for each, NULL: it could not be asked, or answered already
 * @count: of @calls
 * @waiting: how many have not answered
 */
struct asked {
	struct demos_calling **calls;
	int count;
	int waiting;
};

static int ask(struct demos *demos, __u16 machine,
	       struct demos_calling **calling)
{
	const struct demos_control boot = {
		.op = __cpu_to_be16(DEMOS_OP_BOOT),
	};
	const struct demos_outgoing out = { .data = &boot,
					    .length = sizeof(boot) };
	__u32 kernel;
	int err;

	err = demos_link_to_kernel(demos, machine, &kernel);
	if (err)
		return err;
	err = demos_calling_begin(demos, kernel, &out, 0, NULL, NULL, calling);
	demos_link_destroy(demos, kernel);
	return err;
}

static int ask_peers(struct demos *demos, struct asked *asked)
{
	struct demos_peer_info *peers;
	int count = demos_peers(demos, &peers);
	int i;

	if (count <= 0)
		return count;
	asked->calls = calloc(count, sizeof(*asked->calls));
	if (!asked->calls) {
		free(peers);
		return demos_handle_fail(demos, -ENOMEM, "no memory");
	}
	asked->count = count;
	for (i = 0; i < count; i++) {
		if (peers[i].state == DEMOS_PEER_UP &&
		    !ask(demos, peers[i].machine, &asked->calls[i]))
			asked->waiting++;
	}
	free(peers);
	return 0;
}

/* Return: the link that came with one of the answers, 0: none has come yet */
static __u32 take_answers(struct demos *demos, struct asked *asked)
{
	__u32 link = 0;
	int i;

	for (i = 0; i < asked->count && !link; i++) {
		struct demos_calling *calling = asked->calls[i];

		if (!calling || !calling->arrival)
			continue;
		if (calling->arrival->in.nlinks)
			link = calling->arrival->in.links[0];
		asked->calls[i] = NULL;
		asked->waiting--;
		demos_calling_end(demos, calling);
	}
	return link;
}

/* A link that comes later is dropped by answer.c */
static void stop_asking(struct demos *demos, struct asked *asked)
{
	int i;

	for (i = 0; i < asked->count; i++) {
		if (!asked->calls[i])
			continue;
		if (asked->calls[i]->arrival)
			demos_links_drop(demos, &asked->calls[i]->arrival->in);
		demos_calling_end(demos, asked->calls[i]);
	}
	free(asked->calls);
}

static int search_peers(struct demos *demos, __u64 deadline, __u32 *link)
{
	struct asked asked = {};
	int err = ask_peers(demos, &asked);

	/* One may have come while the others were asked */
	*link = take_answers(demos, &asked);
	while ((err >= 0 || err == -EINTR) && asked.waiting && !*link &&
	       demos_remaining(deadline)) {
		err = demos_handle_read(demos, demos_remaining(deadline));
		*link = take_answers(demos, &asked);
	}
	stop_asking(demos, &asked);
	return err < 0 && err != -EINTR ? err : 0;
}

static int rest(struct demos *demos, __u64 deadline)
{
	__u64 again = demos_deadline(AGAIN);
	int err = 0;

	if (deadline < again)
		again = deadline;
	while (demos_remaining(again) && (err >= 0 || err == -EINTR))
		err = demos_handle_read(demos, demos_remaining(again));
	return err < 0 && err != -EINTR ? err : 0;
}

int demos_boot_find(struct demos *demos, int timeout_ms, __u32 *link)
{
	__u64 deadline = demos_deadline(timeout_ms);
	int err;

	for (;;) {
		err = demos_boot_get(demos, link);
		if (err != -ENOENT)
			return err;
		err = search_peers(demos, deadline, link);
		if (err || *link)
			return err;
		if (!demos_remaining(deadline))
			break;
		err = rest(demos, deadline);
		if (err)
			return err;
	}
	return demos_handle_fail(demos, -ENOENT,
				 "no switchboard on this machine, nor on any that is connected");
}

int demos_find(struct demos *demos, const char *name, int timeout_ms,
	       __u32 *link)
{
	__u64 deadline = demos_deadline(timeout_ms);
	__u32 sb;
	int err;

	for (;;) {
		err = demos_boot_find(demos, demos_remaining(deadline), &sb);
		if (err)
			return err;
		err = demos_sb_await(demos, sb, name,
				     demos_remaining(deadline), link);
		demos_link_destroy(demos, sb);
		if ((err != -ENOENT && err != -ESRCH) ||
		    !demos_remaining(deadline))
			return err;
		err = rest(demos, deadline);
		if (err)
			return err;
	}
}
