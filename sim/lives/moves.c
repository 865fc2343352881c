// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of data moves: an end of the move has been moved, and
 * machines crash and come back.
 *
 * A move must end if its packets are lost, and go on as long as they are not,
 * whatever other machines crash.
 */
#include <assert.h>

#include "guest.h"
#include "host.h"
#include "scene.h"

/* Seconds after which a move has ended that lost packets */
#define DEAD_AFTER	10	/* the other end is dead */
#define LOST_AFTER	60	/* it lives */

static void check_ends(struct demos_process *x, u32 after, u64 value)
{
	hosts_wait(after);
	check(!guest_of(x)->moving, "a move does not end that lost packets",
	      value);
	check(guest_of(x)->moving ||
	      guest_of(x)->transfer.result == DEMOS_EUNKNOWN ||
	      guest_of(x)->transfer.result == DEMOS_EDEAD,
	      "a move that lost packets succeeds", value);
}

/*
 * The machine whose memory is read crashes while the reader moves. Return:
 * false: the migration was over before that step.
 */
static bool reader_moves(u32 steps, bool refused)
{
	struct demos_process *x, *q;
	bool more = true;
	u64 pid;
	u32 i;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(3);
	pid = x->entry.pid;
	host_cut(1, 3);
	guest_read(x, q);
	/* The packet arrives, the answer is lost */
	hosts[1].up[3] = true;
	while (host_deliver(1, 3))
		;
	hosts[1].up[3] = false;
	if (refused)
		hosts[2].machine.limits[DEMOS_LIMIT_PROCESSES] = 0;
	guest_migrate(host_birth(4), x, 2);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	host_crash(3);
	host_come_back(3);
	x = scene_find(pid);
	check(x, "the reader is lost", steps);
	if (x)
		check_ends(x, DEAD_AFTER, steps);
	hosts_end();
	return more;
}

/* The packet was on its way from the old machine to the new one of its owner */
static void packet_lost(void)
{
	struct demos_process *x, *q;
	u64 pid;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(2);
	pid = q->entry.pid;
	host_cut(1, 2);
	guest_read(x, q);
	guest_migrate(host_birth(4), q, 3);
	hosts_settle();
	assert(host_find(3, pid));
	host_cut(2, 3);
	host_join(1, 2);
	hosts_settle();
	scene_restart(2, true);
	hosts_wait(DEAD_AFTER);
	check(guest_of(x)->moving, "a move ends whose other end lives", 0);
	check_ends(x, LOST_AFTER, 0);
	check(scene_count(1, DEMOS_C_PROBES) <= 3, "too many questions",
	      scene_count(1, DEMOS_C_PROBES));
	hosts_end();
}

/* The machine whose memory is read crashes, and the reader stays */
static void other_lost(void)
{
	struct demos_process *x, *q;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(3);
	host_cut(1, 3);
	guest_read(x, q);
	hosts[1].up[3] = true;
	while (host_deliver(1, 3))
		;
	hosts[1].up[3] = false;
	scene_restart(3, true);
	check_ends(x, DEAD_AFTER, 0);
	hosts_end();
}

/* The other end lives, but then it is not connected, nor are the packets */
static void known_to_live(void)
{
	struct demos_process *x, *q;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(2);
	host_cut(1, 2);
	guest_read(x, q);
	guest_migrate(host_birth(4), q, 3);
	hosts_settle();
	host_cut(2, 3);
	host_join(1, 2);
	hosts_settle();
	scene_restart(4, true);
	hosts_wait(1);
	host_cut(1, 3);
	hosts_wait(2 * LOST_AFTER);
	check(guest_of(x)->moving, "a move ends that waits for a peer", 0);
	host_join(1, 3);
	host_join(2, 3);
	hosts_settle();
	check(!guest_of(x)->moving &&
	      guest_of(x)->transfer.result == DEMOS_OK,
	      "a move fails that waited for a peer", 0);
	hosts_end();
}

/* A machine that the packets do not pass crashes, and those wait for a peer */
static void cut_off(u32 seconds)
{
	struct demos_process *x, *q;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(2);
	host_cut(1, 2);
	guest_read(x, q);
	scene_restart(3, true);
	hosts_wait(seconds);
	check(guest_of(x)->moving, "a move ends because a third crashed",
	      seconds);
	host_join(1, 2);
	hosts_settle();
	check(!guest_of(x)->moving &&
	      guest_of(x)->transfer.result == DEMOS_OK,
	      "a move fails because a third crashed", seconds);
	hosts_wait(LOST_AFTER);
	hosts_end();
}

/*
 * The reader's machine has deleted that of the other end as a peer, and its
 * packet goes by way of a third. The answer waits until the two meet again, and
 * is lost then.
 */
static void deleted_peer(void)
{
	struct demos_process *x, *q;
	u64 pid;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(2);
	pid = q->entry.pid;
	host_cut(1, 2);
	guest_read(x, q);
	guest_migrate(host_birth(4), q, 3);
	hosts_settle();
	assert(host_find(3, pid));
	host_delete(1, 3);
	host_join(1, 2);
	hosts_settle();
	hosts_wait(2 * LOST_AFTER);
	host_join(1, 3);
	hosts_settle();
	check_ends(x, LOST_AFTER, 0);
	hosts_end();
}

/* A move is aborted: its answers must not take the room of others */
static void move_aborted(void)
{
	struct demos_process *x, *q;

	scene_hosts();
	x = host_birth(1);
	q = host_birth(2);
	guest_read(x, q);
	while (list_empty(&x->control))
		hosts_step();
	guest_of(x)->transfer.result = DEMOS_EUNKNOWN;
	demos_move_abort(x, &guest_of(x)->transfer);
	check(!atomic64_read(&x->answers.bytes),
	      "answers of an aborted move take room",
	      atomic64_read(&x->answers.bytes));
	hosts_end();
}

int main(void)
{
	u32 steps, variant;

	for (variant = 0; variant < 2; variant++) {
		for (steps = 0; reader_moves(steps, variant); steps++)
			;
	}
	packet_lost();
	other_lost();
	known_to_live();
	cut_off(1);
	cut_off(2 * LOST_AFTER);
	deleted_peer();
	move_aborted();
	return scenes_over("moves");
}
