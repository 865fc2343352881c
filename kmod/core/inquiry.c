// SPDX-License-Identifier: GPL-2.0
/*
 * The inquiry of a look-up.
 *
 *   idle --demos_inquiry_next()--> asked --demos_inquiry_hear()--> answered
 *    ^                               |                                |
 *    +---- question or answer lost --+                                |
 *    +---- a later move to that machine is known: it is asked again --+
 *    +---- a life has ended: all begin anew --------------------------+
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "core/inquiry.h"
#include "core/link.h"

#define PEERS_FIRST	8
/* How often machines are asked again, in all, because the process moves */
#define AGAIN_MOST	256

/**
 * struct demos_asked - a machine that is asked
 * @machine: its id
 * @stage: how far it is
 * @reach: can it be asked? It does not matter once it has answered
 * @seen: it is still a peer
 * @checked: no other machine's answer is needed to understand its own
 * @name: of the question
 * @said: its answer
 * @over: WENT: into a life that has ended, as known here
 * @life: the life that it had when the inquiry began; 0: not known
 * @ended: lives up to this one have ended, as other machines said
 */
struct demos_asked {
	u16 machine;
	enum { IDLE, ASKED, ANSWERED } stage;
	enum demos_reach reach;
	bool seen;
	bool checked;
	bool over;
	u32 name;
	struct demos_found said;
	u64 life;
	u64 ended;
};

/**
 * demos_inquiry_init() - prepare an inquiry
 * @inquiry: the inquiry
 * @pid: the process that is looked up
 * @here: id of this machine
 */
void demos_inquiry_init(struct demos_inquiry *inquiry, u64 pid, u16 here)
{
	memset(inquiry, 0, sizeof(*inquiry));
	inquiry->pid = pid;
	inquiry->here = here;
}

/**
 * demos_inquiry_exit() - free what an inquiry keeps
 * @inquiry: the inquiry
 */
void demos_inquiry_exit(struct demos_inquiry *inquiry)
{
	kvfree(inquiry->peers);
	inquiry->peers = NULL;
	inquiry->count = 0;
	inquiry->size = 0;
}

/* The place of a machine in the list; if it is not there, its place to be */
static u16 place_of(const struct demos_inquiry *inquiry, u16 machine)
{
	u16 low = 0;
	u16 high = inquiry->count;

	while (low < high) {
		u16 middle = (low + high) / 2;

		if (inquiry->peers[middle].machine < machine)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct demos_asked *find(const struct demos_inquiry *inquiry,
				u16 machine)
{
	u16 at = place_of(inquiry, machine);

	return at < inquiry->count && inquiry->peers[at].machine == machine ?
	       &inquiry->peers[at] : NULL;
}

static void forget_answer(struct demos_asked *asked)
{
	asked->stage = IDLE;
	asked->checked = false;
	memset(&asked->said, 0, sizeof(asked->said));
}

static void begin_anew(struct demos_inquiry *inquiry)
{
	u16 i;

	inquiry->begun++;
	inquiry->wide = false;
	for (i = 0; i < inquiry->count; i++)
		forget_answer(&inquiry->peers[i]);
}

/* Make room. Return: false: too many are there, or there is no memory */
static bool grow(struct demos_inquiry *inquiry)
{
	u16 size = inquiry->size ? 2 * inquiry->size : PEERS_FIRST;
	struct demos_asked *peers;

	if (size > DEMOS_INQUIRY_PEERS)
		return false;
	peers = kvcalloc(size, sizeof(*peers), GFP_KERNEL);
	if (!peers)
		return false;
	if (inquiry->count)
		memcpy(peers, inquiry->peers,
		       inquiry->count * sizeof(*peers));
	kvfree(inquiry->peers);
	inquiry->peers = peers;
	inquiry->size = size;
	return true;
}

static struct demos_asked *insert(struct demos_inquiry *inquiry, u16 machine)
{
	u16 at = place_of(inquiry, machine);
	struct demos_asked *peers;

	if (inquiry->count == inquiry->size && !grow(inquiry))
		return NULL;
	peers = inquiry->peers;
	memmove(&peers[at + 1], &peers[at],
		(inquiry->count - at) * sizeof(*peers));
	inquiry->count++;
	memset(&peers[at], 0, sizeof(*peers));
	peers[at].machine = machine;
	return &peers[at];
}

/**
 * demos_inquiry_peer() - say how things are with a peer
 * @inquiry: the inquiry
 * @machine: id of the peer, another machine than this one
 * @reach: can it be asked?
 * @life: its life, as far as known; 0: none is
 *
 * Called for all peers, before the first question and before each judgement;
 * then demos_inquiry_peers_end(). May sleep. Without memory for it, the peer
 * counts as one that cannot be asked.
 */
void demos_inquiry_peer(struct demos_inquiry *inquiry, u16 machine,
			enum demos_reach reach, u64 life)
{
	struct demos_asked *asked = find(inquiry, machine);

	if (!asked) {
		asked = insert(inquiry, machine);
		if (!asked) {
			inquiry->missing = true;
			return;
		}
		asked->life = life;
		if (inquiry->begun)
			begin_anew(inquiry);
	} else if (asked->life != life) {
		asked->life = life;
		begin_anew(inquiry);
	}
	asked->reach = reach;
	asked->seen = true;
}

/**
 * demos_inquiry_peers_end() - all peers have been named
 * @inquiry: the inquiry
 *
 * A machine that is no longer a peer may have the process.
 */
void demos_inquiry_peers_end(struct demos_inquiry *inquiry)
{
	u16 kept = 0;
	u16 i;

	for (i = 0; i < inquiry->count; i++) {
		if (!inquiry->peers[i].seen) {
			inquiry->missing = true;
			continue;
		}
		inquiry->peers[kept] = inquiry->peers[i];
		inquiry->peers[kept++].seen = false;
	}
	inquiry->count = kept;
	if (!inquiry->begun)
		inquiry->begun = 1;
	demos_inquiry_named(inquiry, DEMOS_PID_MACHINE(inquiry->pid));
}

/**
 * demos_inquiry_named() - a machine may know of the process
 * @inquiry: the inquiry, which knows all peers
 * @machine: its id
 *
 * If it is no peer it cannot be asked, so the process cannot be known as dead.
 */
void demos_inquiry_named(struct demos_inquiry *inquiry, u16 machine)
{
	if (machine != inquiry->here && !find(inquiry, machine))
		inquiry->missing = true;
}

/**
 * demos_inquiry_widen() - wait no longer for the creating machine
 * @inquiry: the inquiry
 */
void demos_inquiry_widen(struct demos_inquiry *inquiry)
{
	inquiry->wide = true;
}

/* Is nobody to be asked yet but the creating machine? */
static bool is_narrow(struct demos_inquiry *inquiry)
{
	const struct demos_asked *creator =
		find(inquiry, DEMOS_PID_MACHINE(inquiry->pid));

	if (!inquiry->wide)
		inquiry->wide = !creator || creator->stage == ANSWERED ||
				(creator->stage == IDLE &&
				 creator->reach != DEMOS_REACH_OPEN);
	return !inquiry->wide;
}

/**
 * demos_inquiry_next() - choose the next machine to ask
 * @inquiry: the inquiry
 * @name: name for the question
 *
 * Return: its id; 0: none is to be asked now.
 */
u16 demos_inquiry_next(struct demos_inquiry *inquiry, u32 name)
{
	bool narrow = is_narrow(inquiry);
	struct demos_asked *asked;
	u16 i;

	for (i = 0; i < inquiry->count; i++) {
		asked = &inquiry->peers[i];
		if (asked->stage != IDLE || asked->reach != DEMOS_REACH_OPEN ||
		    (narrow &&
		     asked->machine != DEMOS_PID_MACHINE(inquiry->pid)))
			continue;
		asked->stage = ASKED;
		asked->name = name;
		return asked->machine;
	}
	return 0;
}

/**
 * demos_inquiry_unasked() - a question, or its answer, may have been lost
 * @inquiry: the inquiry
 * @machine: id of the machine that it was for; it may be asked again
 */
void demos_inquiry_unasked(struct demos_inquiry *inquiry, u16 machine)
{
	struct demos_asked *asked = find(inquiry, machine);

	if (asked && asked->stage == ASKED)
		asked->stage = IDLE;
}

/**
 * demos_inquiry_awaits() - is an answer awaited?
 * @inquiry: the inquiry
 * @machine: id of the machine that answers
 * @name: name of the question
 *
 * Return: true if that machine was asked this, and has not answered yet.
 */
bool demos_inquiry_awaits(const struct demos_inquiry *inquiry, u16 machine,
			  u32 name)
{
	const struct demos_asked *asked = find(inquiry, machine);

	return asked && asked->stage == ASKED && asked->name == name;
}

/*
 * A machine says that a life of another has ended. Return: true if that life
 * was thought to live.
 */
static bool hear_of_end(struct demos_inquiry *inquiry,
			const struct demos_found *said, u64 floor)
{
	struct demos_asked *other = find(inquiry, said->machine);

	if (!other || said->life < floor || said->life <= other->ended)
		return false;
	other->ended = said->life;
	return true;
}

/* Is the process of a WENT to be looked for on the machine that it names? */
static bool leads_on(const struct demos_asked *asked)
{
	return asked->stage == ANSWERED && !asked->checked;
}

/*
 * A machine that a WENT names is asked again if its own answer is older than
 * that move: it answered before the process came
 */
static void check_one(struct demos_inquiry *inquiry, struct demos_asked *asked)
{
	struct demos_asked *other = find(inquiry, asked->said.machine);

	if (!other) {
		/* This machine knows at once; another cannot be asked */
		demos_inquiry_named(inquiry, asked->said.machine);
		asked->checked = true;
		return;
	}
	/* A machine that is gone may have begun another life already */
	if (other->stage != ANSWERED &&
	    (other->reach != DEMOS_REACH_GONE || !asked->over))
		return;
	asked->checked = true;
	if (other->stage != ANSWERED ||
	    other->said.state == DEMOS_FOUND_HERE ||
	    other->said.moves >= asked->said.moves)
		return;
	if (inquiry->again++ < AGAIN_MOST)
		forget_answer(other);
	else
		inquiry->missing = true;
}

static void check_all(struct demos_inquiry *inquiry)
{
	u16 i;

	for (i = 0; i < inquiry->count; i++) {
		if (leads_on(&inquiry->peers[i]))
			check_one(inquiry, &inquiry->peers[i]);
	}
}

/**
 * demos_inquiry_hear() - a machine answers
 * @inquiry: the inquiry; demos_inquiry_awaits() is true
 * @machine: id of the machine
 * @said: its answer, hostile
 * @floor: all lives of @said->machine below this one have ended, as known here
 */
void demos_inquiry_hear(struct demos_inquiry *inquiry, u16 machine,
			const struct demos_found *said, u64 floor)
{
	struct demos_asked *asked = find(inquiry, machine);

	if (said->state == DEMOS_FOUND_ENDED &&
	    hear_of_end(inquiry, said, floor)) {
		begin_anew(inquiry);
		return;
	}
	asked->stage = ANSWERED;
	asked->said = *said;
	asked->checked = said->state != DEMOS_FOUND_WENT;
	asked->over = said->life && said->life < floor;
	if (said->state == DEMOS_FOUND_ENDED)
		demos_inquiry_named(inquiry, said->machine);
	/* Only the creating machine can know of a death */
	if (said->state == DEMOS_FOUND_DEAD &&
	    machine != DEMOS_PID_MACHINE(inquiry->pid))
		asked->said.state = DEMOS_FOUND_NONE;
	if (asked->said.state == DEMOS_FOUND_NONE)
		asked->said.moves = 0;
	check_all(inquiry);
}

/**
 * demos_inquiry_forward() - which machines have forwarding addresses?
 * @inquiry: the inquiry
 * @at: 0 at first; counts on
 * @moves: gets how often the process had moved, by that one
 *
 * Return: the id of the next machine; 0: there are no more.
 */
u16 demos_inquiry_forward(const struct demos_inquiry *inquiry, u16 *at,
			  u32 *moves)
{
	const struct demos_asked *asked;

	while (*at < inquiry->count) {
		asked = &inquiry->peers[(*at)++];
		if (asked->stage != ANSWERED ||
		    (asked->said.state != DEMOS_FOUND_WENT &&
		     asked->said.state != DEMOS_FOUND_ENDED))
			continue;
		*moves = asked->said.moves;
		return asked->machine;
	}
	return 0;
}

/* Return: true: this machine has nothing more to say */
static bool is_done(const struct demos_asked *asked)
{
	return asked->stage == ANSWERED ? asked->checked :
	       asked->reach == DEMOS_REACH_GONE;
}

/**
 * demos_inquiry_verdict() - what follows from the answers so far?
 * @inquiry: the inquiry; all peers have been named just now
 * @where: FOUND: gets the address of the process
 *
 * DEAD: also the asking machine must have neither the process nor a forwarding
 * address that is newer than the inquiry.
 *
 * Return: the verdict.
 */
enum demos_verdict demos_inquiry_verdict(const struct demos_inquiry *inquiry,
					 struct demos_address *where)
{
	const struct demos_asked *best = NULL;
	bool done = true;
	u16 i;

	for (i = 0; i < inquiry->count; i++) {
		const struct demos_asked *asked = &inquiry->peers[i];

		done &= is_done(asked);
		if (asked->stage != ANSWERED)
			continue;
		if (asked->said.state == DEMOS_FOUND_DEAD)
			return DEMOS_VERDICT_DEAD;
		if (asked->said.state == DEMOS_FOUND_HERE &&
		    (!best || asked->said.moves > best->said.moves))
			best = asked;
	}
	if (best) {
		*where = (struct demos_address) {
			.pid = inquiry->pid,
			.machine = best->machine,
			.moves = best->said.moves,
		};
		return DEMOS_VERDICT_FOUND;
	}
	if (inquiry->begun > DEMOS_INQUIRY_TIMES)
		return DEMOS_VERDICT_UNKNOWN;
	if (!done)
		return DEMOS_VERDICT_NONE;
	return inquiry->missing ? DEMOS_VERDICT_UNKNOWN : DEMOS_VERDICT_DEAD;
}
