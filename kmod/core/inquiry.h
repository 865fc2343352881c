/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The inquiry of a look-up: which machines are asked where a process is, what
 * their answers mean, and what follows (Documentation/recovery.rst, "Look-up").
 * model/seek.pml is its formal model.
 *
 * An answer is believed about its own machine only: HERE, or what it says of
 * the life of another. All answers are void when a life ends that was thought
 * to live: its machine may have been the only one that knew of a move.
 *
 * Pure: no locking, no messages, no clock.
 */
#ifndef DEMOS_INQUIRY_H
#define DEMOS_INQUIRY_H

#include <linux/types.h>
#include <linux/demos.h>

/* Machines that one inquiry can ask */
#define DEMOS_INQUIRY_PEERS	1024
/* How often it may begin anew */
#define DEMOS_INQUIRY_TIMES	16

/* Can a machine be asked? */
enum demos_reach {
	DEMOS_REACH_CUT,	/* not now */
	DEMOS_REACH_OPEN,	/* yes */
	DEMOS_REACH_GONE	/* no, and there is no process on it */
};

/* What is known of the process */
enum demos_verdict {
	DEMOS_VERDICT_NONE,	/* not enough yet */
	DEMOS_VERDICT_FOUND,
	DEMOS_VERDICT_DEAD,
	DEMOS_VERDICT_UNKNOWN	/* not enough, and no more will come */
};

/**
 * struct demos_found - the answer of a machine
 * @state: enum demos_found_state
 * @machine: WENT: the machine that the process went to; ENDED: the same, whose
 *           life has ended
 * @moves: HERE, WENT, ENDED: how often the process had moved by then
 * @life: WENT: the life of @machine that it went into, 0: not known; ENDED: all
 *        lives of @machine up to this one have ended
 */
struct demos_found {
	u16 state;
	u16 machine;
	u32 moves;
	u64 life;
};

struct demos_asked;

/**
 * struct demos_inquiry - an inquiry
 * @pid: the process
 * @here: id of the machine that inquires
 * @count: machines in @peers
 * @size: room in @peers
 * @missing: a machine that may know of the process is no peer
 * @wide: not only the creating machine is asked
 * @begun: how often it has begun
 * @again: how often a machine was asked again
 * @peers: the machines, in the order of their ids
 */
struct demos_inquiry {
	u64 pid;
	u16 here;
	u16 count;
	u16 size;
	bool missing;
	bool wide;
	u32 begun;
	u32 again;
	struct demos_asked *peers;
};

void demos_inquiry_init(struct demos_inquiry *inquiry, u64 pid, u16 here);
void demos_inquiry_exit(struct demos_inquiry *inquiry);

void demos_inquiry_peer(struct demos_inquiry *inquiry, u16 machine,
			enum demos_reach reach, u64 life);
void demos_inquiry_peers_end(struct demos_inquiry *inquiry);
void demos_inquiry_named(struct demos_inquiry *inquiry, u16 machine);
void demos_inquiry_widen(struct demos_inquiry *inquiry);

u16 demos_inquiry_next(struct demos_inquiry *inquiry, u32 name);
void demos_inquiry_unasked(struct demos_inquiry *inquiry, u16 machine);
bool demos_inquiry_awaits(const struct demos_inquiry *inquiry, u16 machine,
			  u32 name);
void demos_inquiry_hear(struct demos_inquiry *inquiry, u16 machine,
			const struct demos_found *said, u64 floor);
u16 demos_inquiry_forward(const struct demos_inquiry *inquiry, u16 *at,
			  u32 *moves);
enum demos_verdict demos_inquiry_verdict(const struct demos_inquiry *inquiry,
					 struct demos_address *where);

#endif
