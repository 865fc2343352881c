// SPDX-License-Identifier: GPL-2.0
/*
 * A session with a machine that sends whatever the fuzzer likes: greetings,
 * acknowledgements and numbers that are right, nearly right or rubbish, while
 * messages are enqueued, sent and finished. The session's invariants must hold
 * after each step; no message may be lost or freed twice; input that is refused
 * must change nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "lan.h"
#include "core/message.h"
#include "random.h"

#define BATCH_MOST	64
#define GOODBYE	0x3f	/* one of the steps that let time pass */
#define HUGE		0x100000	/* bytes: a few of these are too much */

struct input {
	const u8 *bytes;
	size_t left;
};

enum {
	MET, NEW_LIFE, AGAIN, FREED, ACCEPTED, DOUBLE, DEBT, ANEW, GONE, BACK
};

struct files_goal files_goals[] = {
	[MET] = { "greeted", 200 },
	[NEW_LIFE] = { "greeted by another life", 20 },
	[AGAIN] = { "sent again", 15 },
	[FREED] = { "messages acknowledged", 60 },
	[ACCEPTED] = { "accepted", 20 },
	[DOUBLE] = { "dropped a double", 8 },
	[DEBT] = { "in debt", 5 },
	[ANEW] = { "the best time must be measured anew", 40 },
	[GONE] = { "told good-bye", 20 },
	[BACK] = { "greeted after a good-bye", 10 },
	{ }
};

static struct demos_session session;
static u32 owned;		/* messages that the session owns */
static bool met;

static u64 take(struct input *input, u32 bytes)
{
	u64 value = 0;

	for (; bytes && input->left; bytes--, input->left--)
		value = value << 8 | *input->bytes++;
	return value;
}

/* Near @about mostly, anything else now and then */
static u64 number(struct input *input, u64 about)
{
	u8 how = take(input, 1);

	if (how < 240)
		return about + (how & 15) - 8;
	return take(input, 8);
}

static void take_back(struct list_head *list)
{
	struct demos_message *msg, *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del(&msg->node);
		demos_message_destroy(msg);
		owned--;
	}
}

static void enqueue(struct input *input)
{
	static const u32 flags[] = {
		0, DEMOS_F_KERNEL, DEMOS_F_PENDING,
		DEMOS_F_KERNEL | DEMOS_F_BULK,
	};
	u8 what = take(input, 1);
	struct demos_message *msg =
		demos_message_create(what >= 0xf8 ? HUGE :
				     what & 0x40 ? 32768 : what);

	msg->head.flags = flags[what % 4];
	msg->head.to.pid = 1;
	demos_session_enqueue(&session, msg);
	owned++;
}

/* Of each life there are two sessions: more than that is no other case */
#define SESSION_SHIFT	(DEMOS_LIFE_SHIFT - 1)

static void greet(struct input *input)
{
	u64 about = session.remote >> SESSION_SHIFT;
	struct demos_hello hello = {
		.incarnation = (number(input, about ?: 100) ?: 1) <<
			       SESSION_SHIFT,
		.to_incarnation = take(input, 1) & 3 ? session.local :
			take(input, 8),
		.accepted = number(input, session.acked),
		.round = take(input, 1) & 1 ? session.round +
			(s8)take(input, 1) : 0,
	};
	struct demos_session before;
	LIST_HEAD(done);
	LIST_HEAD(lost);
	int expected, err;

	take_back(&done);
	demos_session_done(&session, &done);
	before = session;
	expected = demos_session_check(&session, &hello);
	err = demos_session_meet(&session, &hello, &done, &lost);
	if (err < 0 && (err != expected ||
			memcmp(&before, &session, sizeof(before))))
		broken("a refused greeting changed the session", -err);
	if (err >= 0 && before.gone &&
	    hello.incarnation >> DEMOS_LIFE_SHIFT ==
	    before.remote >> DEMOS_LIFE_SHIFT)
		broken("a life that has said good-bye goes on", before.remote);
	if (err >= 0)
		met = true;
	files_goals[BACK].reached |= err >= 0 && before.gone;
	files_goals[MET].reached |= err >= 0;
	files_goals[NEW_LIFE].reached |= err > 0;
	if (!err && !list_empty(&lost))
		broken("messages lost, but no new session", 0);
	take_back(&done);
	take_back(&lost);
}

static void acknowledge(struct input *input)
{
	struct demos_session before = session;
	u64 ack = number(input, session.acked + 8);
	LIST_HEAD(done);

	if (demos_session_ack(&session, ack, time_now, &done)) {
		if (memcmp(&before, &session, sizeof(before)))
			broken("a refused ack changed the session", ack);
	} else if ((s64)(ack - session.next) > 0) {
		broken("acknowledged, but never sent", ack);
	}
	files_goals[FREED].reached |= !list_empty(&done);
	files_goals[ANEW].reached |= session.pace.probe &&
				     !before.pace.probe;
	take_back(&done);
}

static void arrive(struct input *input)
{
	u64 before = session.accept;
	u64 seq = number(input, session.accept);

	switch (demos_session_judge(&session, seq)) {
	case DEMOS_SESSION_ACCEPT:
		if (seq != before)
			broken("accepted out of order", seq);
		demos_session_accepted(&session, seq & 1);
		files_goals[ACCEPTED].reached = true;
		break;
	case DEMOS_SESSION_DOUBLE:
		if ((s64)(seq - before) >= 0)
			broken("a new message is taken for a double", seq);
		files_goals[DOUBLE].reached = true;
		break;
	default:
		break;
	}
	files_goals[DEBT].reached |= session.debt;
	if (session.debt > DEMOS_SESSION_DEBT)
		broken("too much in debt", session.debt);
}

static void part(void)
{
	LIST_HEAD(done);

	demos_session_done(&session, &done);
	demos_session_goodbye(&session, &done);
	take_back(&done);
	if (owned)
		broken("kept for a machine that is gone", owned);
	met = false;
	files_goals[GONE].reached = true;
}

static void send(void)
{
	bool again = session.at != session.next;
	struct demos_message *msg;
	u64 seq;

	if (!met)
		return;
	msg = demos_session_next(&session, time_now, &seq);
	if (msg && demos_session_idle(&session) && session.at != session.next)
		broken("idle, but not all sent", seq);
	files_goals[AGAIN].reached |= msg && again;
}

static void step(struct input *input)
{
	u8 what = take(input, 1);
	LIST_HEAD(done);

	switch (what % 8) {
	case 0:
	case 1:
		if (owned < BATCH_MOST && !session.gone)
			enqueue(input);
		break;
	case 2:
		send();
		break;
	case 3:
		demos_session_done(&session, &done);
		take_back(&done);
		break;
	case 4:
		if (!session.gone)
			acknowledge(input);
		break;
	case 5:
		if (!session.gone)
			arrive(input);
		break;
	case 6:
		greet(input);
		break;
	case 7:
		time_now += take(input, 3) << 8;
		demos_session_tell(&session);
		/* Only over a connection is anything heard from the machine */
		if (what == GOODBYE && met)
			part();
		break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	struct input input = { bytes, size };
	LIST_HEAD(lost);

	session_first = take(&input, 1) & 1 ? 1 : -take(&input, 1);
	demos_session_init(&session, 1000);
	owned = 0;
	met = false;
	time_now = 0;
	while (input.left) {
		step(&input);
		session_check(&session);
	}
	demos_session_done(&session, &lost);
	demos_session_exit(&session, &lost);
	take_back(&lost);
	if (owned)
		broken("a message was lost", owned);
	return 0;
}

size_t files_make(unsigned long long seed, u8 *bytes)
{
	u32 size, i;

	random_seed(seed);
	size = random_below(2000);
	for (i = 0; i < size; i++)
		bytes[i] = random_u64();
	return size;
}
