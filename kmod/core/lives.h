/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lives of other machines, and sessions with them, as far as this machine
 * knows. A life lasts from MACHINE_UP to its end. A session ends when either
 * life ends, or when one side deletes the other as a peer; in the second case
 * both machines live on.
 *
 * An incarnation names both: its lowest DEMOS_LIFE_SHIFT bits say how often its
 * machine has deleted the other side, the rest is the life. Kept until the end
 * of this machine, also for machines that are no longer peers.
 */
#ifndef DEMOS_LIVES_H
#define DEMOS_LIVES_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/demos.h>

/* Deletions of one peer that an incarnation can count */
#define DEMOS_DELETED_MAX	((1U << DEMOS_LIFE_SHIFT) - 1)

/**
 * struct demos_lives - what is known of other machines
 * @lock: protects @known
 * @known: machines that have greeted, or were deleted as peers
 */
struct demos_lives {
	spinlock_t lock;	/* @known */
	struct list_head known;
};

static inline u64 demos_life_of(u64 incarnation)
{
	return incarnation >> DEMOS_LIFE_SHIFT;
}

/* News of a machine that has greeted */
enum demos_met {
	DEMOS_MET_AGAIN,	/* nothing */
	DEMOS_MET_BACK,		/* it was deleted as a peer here: their last
				 * session has now ended over there, too
				 */
	DEMOS_MET_NEW		/* a life has ended that was thought to live */
};

void demos_lives_init(struct demos_lives *lives);
void demos_lives_exit(struct demos_lives *lives);
enum demos_met demos_lives_met(struct demos_lives *lives, u16 machine,
			       u64 life);
bool demos_lives_ended(struct demos_lives *lives, u16 machine, u64 life);
u64 demos_lives_now(struct demos_lives *lives, u16 machine);
u64 demos_lives_floor(struct demos_lives *lives, u16 machine);
u32 demos_lives_session(struct demos_lives *lives, u16 machine);
u32 demos_lives_session_ended(struct demos_lives *lives, u16 machine);
u16 demos_lives_parted(struct demos_lives *lives, u16 after);
u32 demos_lives_deleted(struct demos_lives *lives, u16 machine, u32 more);

#endif
