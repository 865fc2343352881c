// SPDX-License-Identifier: GPL-2.0
/*
 * Lives of other machines, and sessions with them.
 */
#include <linux/slab.h>

#include "core/lives.h"

/**
 * struct known - a machine
 * @node: in demos_lives.known
 * @machine: its id (invariant)
 * @now: its life, as far as known; 0: none is
 * @floor: all its lives below this one have ended
 * @session: number of the session with it; one higher when that ends
 * @deleted: how often it was deleted as a peer here
 * @met: the same, when it greeted last
 */
struct known {
	struct list_head node;
	u16 machine;
	u64 now;
	u64 floor;
	u32 session;
	u32 deleted;
	u32 met;
};

/**
 * demos_lives_init() - know nothing
 * @lives: the lives
 */
void demos_lives_init(struct demos_lives *lives)
{
	spin_lock_init(&lives->lock);
	INIT_LIST_HEAD(&lives->known);
}

/**
 * demos_lives_exit() - forget everything
 * @lives: the lives, initialized
 */
void demos_lives_exit(struct demos_lives *lives)
{
	struct known *known, *next;

	list_for_each_entry_safe(known, next, &lives->known, node)
		kfree(known);
	INIT_LIST_HEAD(&lives->known);
}

static struct known *find(struct demos_lives *lives, u16 machine)
{
	struct known *known;

	lockdep_assert_held(&lives->lock);
	list_for_each_entry(known, &lives->known, node) {
		if (known->machine == machine)
			return known;
	}
	return NULL;
}

/* The machine, made known if it is not. Locks @lives; may sleep before that. */
static struct known *lock_known(struct demos_lives *lives, u16 machine)
{
	struct known *new = NULL;
	struct known *known;

	for (;;) {
		spin_lock(&lives->lock);
		known = find(lives, machine);
		if (known) {
			kfree(new);
			return known;
		}
		if (new)
			break;
		spin_unlock(&lives->lock);
		new = kzalloc(sizeof(*new), GFP_KERNEL | __GFP_NOFAIL);
	}
	new->machine = machine;
	new->session = 1;
	list_add(&new->node, &lives->known);
	return new;
}

/**
 * demos_lives_met() - a machine has greeted
 * @lives: the lives
 * @machine: its id
 * @life: its life
 *
 * May sleep.
 *
 * If it was deleted as a peer here, it learns so now, and loses the messages
 * that it still had for this machine in the session that we ended.
 *
 * Return: the news.
 */
enum demos_met demos_lives_met(struct demos_lives *lives, u16 machine, u64 life)
{
	struct known *known = lock_known(lives, machine);
	enum demos_met met = DEMOS_MET_AGAIN;

	if (known->now && known->now < life)
		met = DEMOS_MET_NEW;
	else if (known->met != known->deleted)
		met = DEMOS_MET_BACK;
	known->met = known->deleted;
	if (known->floor <= life) {
		known->floor = life;
		known->now = life;
	}
	spin_unlock(&lives->lock);
	return met;
}

/**
 * demos_lives_ended() - a machine has said good-bye
 * @lives: the lives
 * @machine: its id
 * @life: the life that has ended
 *
 * May sleep.
 *
 * Return: true if that is news.
 */
bool demos_lives_ended(struct demos_lives *lives, u16 machine, u64 life)
{
	struct known *known = lock_known(lives, machine);
	bool news = known->floor <= life;

	if (news)
		known->floor = life + 1;
	if (known->now <= life)
		known->now = 0;
	spin_unlock(&lives->lock);
	return news;
}

/* A copy of what is known of a machine; all 0 if nothing is */
static struct known look_up(struct demos_lives *lives, u16 machine)
{
	struct known copy = {};
	const struct known *known;

	spin_lock(&lives->lock);
	known = find(lives, machine);
	if (known)
		copy = *known;
	spin_unlock(&lives->lock);
	return copy;
}

/**
 * demos_lives_now() - the life that a machine has
 * @lives: the lives
 * @machine: its id
 *
 * Return: the life, as far as known; 0: none is.
 */
u64 demos_lives_now(struct demos_lives *lives, u16 machine)
{
	return look_up(lives, machine).now;
}

/**
 * demos_lives_floor() - which lives of a machine have ended?
 * @lives: the lives
 * @machine: its id
 *
 * Return: all lives below this one; 0: nothing is known.
 */
u64 demos_lives_floor(struct demos_lives *lives, u16 machine)
{
	return look_up(lives, machine).floor;
}

/**
 * demos_lives_session() - the session with a machine
 * @lives: the lives
 * @machine: its id
 *
 * Read before a message is given to the session: if that ends meanwhile, the
 * message may belong to the next one.
 *
 * Return: its number here; 0: there was none yet.
 */
u32 demos_lives_session(struct demos_lives *lives, u16 machine)
{
	return look_up(lives, machine).session;
}

/**
 * demos_lives_session_ended() - the session with a machine has ended
 * @lives: the lives
 * @machine: its id
 *
 * Called when messages can no longer be given to it. May sleep.
 *
 * Return: the number of the session that has ended.
 */
u32 demos_lives_session_ended(struct demos_lives *lives, u16 machine)
{
	struct known *known = lock_known(lives, machine);
	u32 session = known->session++;

	spin_unlock(&lives->lock);
	return session;
}

/**
 * demos_lives_deleted() - how often was a machine deleted as a peer here?
 * @lives: the lives
 * @machine: its id
 * @more: how often it is deleted now, 0 or 1
 *
 * May sleep if @more.
 *
 * Return: how often, with @more.
 */
u32 demos_lives_deleted(struct demos_lives *lives, u16 machine, u32 more)
{
	struct known *known;
	u32 deleted;

	if (!more)
		return look_up(lives, machine).deleted;
	known = lock_known(lives, machine);
	known->deleted += more;
	deleted = known->deleted;
	spin_unlock(&lives->lock);
	return deleted;
}

/* It is thought to live, or was never met */
static bool may_live(const struct known *known)
{
	return known->now || !known->floor;
}

/**
 * demos_lives_parted() - find a machine that may live, but is no peer any more
 * @lives: the lives
 * @after: id to begin behind
 *
 * Return: the next machine that was deleted as a peer here, has not greeted
 * since, and is not known to have ended; 0: there is none.
 */
u16 demos_lives_parted(struct demos_lives *lives, u16 after)
{
	const struct known *known;
	u16 next = 0;

	spin_lock(&lives->lock);
	list_for_each_entry(known, &lives->known, node) {
		if (known->machine > after && may_live(known) &&
		    known->met != known->deleted &&
		    (!next || known->machine < next))
			next = known->machine;
	}
	spin_unlock(&lives->lock);
	return next;
}
