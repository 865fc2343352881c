// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of calls: the caller, the server, or the reply link has
 * been moved, and machines crash and come back.
 *
 * A call must end if nobody can answer it any more, and go on as long as
 * somebody can, whatever other machines crash.
 */
#include <assert.h>

#include "core/call.h"
#include "core/message.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

/* Seconds after which a call has ended that nobody can answer */
#define DEAD_AFTER	10	/* its holder is dead */
#define LOST_AFTER	60	/* its holder lives, but has no reply link */

/* X on machine 1 calls the process that is returned, on machine @id */
static struct demos_process *begin_call(struct demos_process **x, u16 id)
{
	struct demos_process *q;

	scene_hosts();
	*x = host_birth(1);
	q = host_birth(id);
	guest_call(*x, guest_link(*x, q, DEMOS_LINK_DUP), "", 1);
	hosts_settle();
	return q;
}

static void check_waits(struct demos_process *x, const char *what, u64 value)
{
	hosts_wait(LOST_AFTER);
	check(guest_outcome(x) == GUEST_WAITS, what, value);
}

static void check_answered(struct demos_process *x, struct demos_process *by,
			   u32 link, u64 value)
{
	assert(scene_send(by, link, 1) == DEMOS_OK);
	hosts_settle();
	check(guest_outcome(x) == DEMOS_OK, "the answer does not arrive",
	      value);
}

static void check_unknown(struct demos_process *x, u32 after, u64 value)
{
	hosts_wait(after);
	check(guest_outcome(x) == DEMOS_EUNKNOWN,
	      "a call does not end that nobody can answer", value);
}

/*
 * S1: the server's machine crashes while the caller moves. @from: the caller's
 * machine; that with the lower id hears of the crash first. @refused: the
 * caller is refused in step 5, and stays. @asked: its kernel has asked before,
 * since another machine has crashed. Return: false: it was over before that
 * step.
 */
static bool caller_moves(u32 steps, u16 from, bool refused, bool asked)
{
	struct demos_process *p, *q;
	bool more = true;
	u64 pid;
	u32 i;

	scene_hosts();
	p = host_birth(from);
	q = host_birth(3);
	pid = p->entry.pid;
	guest_call(p, guest_link(p, q, DEMOS_LINK_DUP), "", 1);
	hosts_settle();
	if (refused)
		hosts[3 - from].machine.limits[DEMOS_LIMIT_PROCESSES] = 0;
	if (asked)
		scene_crash(4);
	guest_migrate(host_birth(4), p, 3 - from);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	scene_crash(3);
	p = scene_find(pid);
	check(p, "the caller is lost", steps);
	if (p)
		check_unknown(p, DEAD_AFTER, steps);
	hosts_end();
	return more;
}

/* S8: the old machine of an evacuated server restarts */
static void server_evacuated(bool read, bool crash)
{
	struct demos_process *x, *q;
	u32 link = 0;

	q = begin_call(&x, 2);
	if (read)
		link = guest_take(q);
	scene_move(&q, 3);
	scene_restart(2, crash);
	check_waits(x, "a call ends though the server lives", read);
	/* About the call, and about its message */
	check(scene_count(1, DEMOS_C_PROBES) == 2, "more than two questions",
	      scene_count(1, DEMOS_C_PROBES));
	if (!read)
		link = guest_take(q);
	check_answered(x, q, link, read);
	hosts_end();
}

/* S11: the server moves with the request, and its new machine crashes */
static void server_lost(bool read, bool old)
{
	struct demos_process *x, *q;

	q = begin_call(&x, 2);
	if (read)
		guest_take(q);
	scene_move(&q, 3);
	if (old)
		scene_restart(2, true);
	scene_restart(3, true);
	check_unknown(x, DEAD_AFTER, read);
	hosts_end();
}

/*
 * S7: the source or the destination of a migration crashes at each point. The
 * process that requested the migration must get an answer.
 */
static bool migration_crashes(u32 steps, u16 id)
{
	struct demos_process *x, *p;
	bool more = true;
	u32 i;

	scene_hosts();
	x = host_birth(4);
	p = host_birth(1);
	guest_migrate(x, p, 2);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	scene_crash(id);
	hosts_wait(LOST_AFTER);
	check(guest_outcome(x) != GUEST_WAITS,
	      "a request to migrate is not answered", steps);
	hosts_end();
	return more;
}

/* The server passes the reply link on to a process on machine 3 */
static struct demos_process *passed(struct demos_process **x,
				    struct demos_process **q)
{
	struct demos_process *r;

	*q = begin_call(x, 2);
	r = host_birth(3);
	scene_pass(*q, guest_take(*q), r);
	return r;
}

/* The process that was called is lost, but no longer owes the answer */
static void link_passed_on(bool read)
{
	struct demos_process *x, *q, *r;
	u32 link = 0;

	r = passed(&x, &q);
	check(scene_count(3, DEMOS_C_HOLDS) == 1, "HOLDS",
	      scene_count(3, DEMOS_C_HOLDS));
	if (read)
		link = guest_take(r);
	scene_restart(2, true);
	check_waits(x, "a call ends though the link was passed on", read);
	if (!read)
		link = guest_take(r);
	check_answered(x, r, link, read);
	hosts_end();
}

/* The process that has the reply link is lost, not the one that was called */
static void holder_lost(bool moves)
{
	struct demos_process *x, *q, *r;

	r = passed(&x, &q);
	if (moves)
		scene_move(&r, 4);
	scene_restart(moves ? 4 : 3, true);
	check_unknown(x, DEAD_AFTER, moves);
	hosts_end();
}

/* It moves with the link, and the caller moves; what they left is lost */
static void holder_moves(void)
{
	struct demos_process *x, *q, *r;
	u32 link;

	r = passed(&x, &q);
	scene_move(&r, 4);
	scene_move(&x, 2);
	scene_restart(3, true);
	scene_restart(1, true);
	check_waits(x, "a call ends though its holder moved", 0);
	link = guest_take(r);
	check_answered(x, r, link, 0);
	hosts_end();
}

/* The link goes back and forth; the one that has it last answers */
static void back_and_forth(void)
{
	struct demos_process *x, *q, *r;
	u32 link;

	r = passed(&x, &q);
	link = guest_take(r);
	scene_pass(r, link, q);
	link = guest_take(q);
	scene_restart(3, true);
	check_waits(x, "a call ends though its link came back", 0);
	r = host_birth(4);
	scene_pass(q, link, r);
	scene_restart(2, true);
	check_waits(x, "a call ends though its link went on", 0);
	check_answered(x, r, guest_take(r), 0);
	hosts_end();
}

/* The caller gets its own reply link, and passes it on */
static void passed_by_caller(void)
{
	struct demos_process *x, *q, *r;

	q = begin_call(&x, 2);
	r = host_birth(3);
	scene_pass(q, guest_take(q), x);
	scene_pass(x, guest_take(x), r);
	scene_move(&x, 4);
	check_waits(x, "a call ends though the caller passed its link on", 0);
	check_answered(x, r, guest_take(r), 0);
	hosts_end();
}

/*
 * HOLDS is lost with a machine that the caller has left: it goes over the
 * address in the link, and the caller does not learn of the new holder.
 */
static void holds_lost(bool read, bool moves)
{
	struct demos_process *x, *q, *r;
	u32 link;

	q = begin_call(&x, 2);
	link = guest_take(q);
	scene_move(&x, 4);
	r = host_birth(moves ? 2 : 3);
	host_cut(1, 4);
	scene_pass(q, link, r);
	if (read)
		link = guest_take(r);
	if (moves)
		scene_move(&r, 3);
	/* HOLDS is in machine 1's queue to machine 4 */
	scene_crash(1);
	scene_restart(2, true);
	check_waits(x, "a call ends because HOLDS was lost", read);
	if (!read)
		link = guest_take(r);
	check_answered(x, r, link, read);
	hosts_end();
}

/* HOLDS comes after that of the next holder */
static void holds_late(void)
{
	struct demos_process *x, *q, *r, *s;
	u32 link;

	q = begin_call(&x, 2);
	r = host_birth(3);
	s = host_birth(4);
	host_cut(1, 3);
	scene_pass(q, guest_take(q), r);
	scene_pass(r, guest_take(r), s);
	link = guest_take(s);
	host_join(1, 3);
	hosts_settle();
	demos_process_end(r, 0);
	hosts_settle();
	scene_move(&x, 2);
	check_waits(x, "a call ends because HOLDS came late", 0);
	check_answered(x, s, link, 0);
	hosts_end();
}

/* The answer is on its way when the server is asked for the reply link */
static void answer_late(void)
{
	struct demos_process *x, *q;

	q = begin_call(&x, 2);
	scene_move(&x, 4);
	host_cut(1, 4);
	/* Over the address in the link: in machine 1's queue to machine 4 */
	assert(scene_send(q, guest_take(q), 1) == DEMOS_OK);
	hosts_settle();
	scene_restart(3, true);
	hosts_wait(DEAD_AFTER);
	check(guest_outcome(x) == GUEST_WAITS,
	      "a call ends before its answer", 0);
	host_join(1, 4);
	hosts_settle();
	check(guest_outcome(x) == DEMOS_OK, "the answer does not arrive", 0);
	hosts_end();
}

/* The answer to an earlier question comes late, and says that all is well */
static void report_late(void)
{
	struct demos_process *x;

	begin_call(&x, 2);
	host_cut(1, 2);
	scene_restart(4, true);
	hosts[1].up[2] = true;
	while (host_deliver(1, 2))
		;
	hosts[1].up[2] = false;
	scene_move(&x, 3);
	host_cut(1, 3);
	host_join(1, 2);
	hosts_settle();
	/* REPORT is in machine 1's queue to machine 3 */
	scene_restart(2, true);
	hosts_wait(1);
	host_join(1, 3);
	check_unknown(x, DEAD_AFTER, 0);
	hosts_end();
}

/* A message with the reply link is lost, and those that may have it live on */
static void link_lost(void)
{
	struct demos_process *x, *q, *r;
	u32 link;

	q = begin_call(&x, 2);
	link = guest_take(q);
	r = host_birth(4);
	scene_move(&r, 3);
	/* Over the address from before: in machine 4's queue to machine 3 */
	host_cut(3, 4);
	{
		struct demos_process stale = {
			.entry.pid = r->entry.pid,
			.machine = &hosts[4].machine,
		};

		scene_pass(q, link, &stale);
	}
	scene_crash(4);
	check_unknown(x, LOST_AFTER, 0);
	hosts_end();
}

/* A machine that is merely not connected: the call goes on */
static void cut_off(void)
{
	struct demos_process *x, *q;

	q = begin_call(&x, 2);
	host_cut(1, 2);
	scene_restart(4, true);
	check_waits(x, "a call ends because its server is cut off", 0);
	host_join(1, 2);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check_answered(x, q, guest_take(q), 0);
	hosts_end();
}

/* A kernel ends with the life of its machine */
static void kernel_lost(bool moves)
{
	struct demos_process kernel = {
		.entry.pid = DEMOS_PID_KERNEL(3),
		.machine = &hosts[3].machine,
	};
	struct demos_process *x;

	scene_hosts();
	x = host_birth(1);
	host_cut(1, 3);
	guest_call(x, guest_link(x, &kernel, DEMOS_LINK_DUP), "\0\0\0\0", 4);
	/* The request arrives, the answer is lost */
	hosts[1].up[3] = true;
	while (host_deliver(1, 3))
		;
	hosts[1].up[3] = false;
	if (moves)
		scene_move(&x, 2);
	scene_restart(3, true);
	check_unknown(x, DEAD_AFTER, moves);
	hosts_end();
}

int main(void)
{
	u32 steps, variant;

	for (variant = 0; variant < 8; variant++) {
		for (steps = 0; caller_moves(steps, 1 + variant % 2,
					     variant & 2, variant & 4); steps++)
			;
	}
	for (variant = 1; variant <= 2; variant++) {
		for (steps = 0; migration_crashes(steps, variant); steps++)
			;
	}
	for (variant = 0; variant < 4; variant++) {
		server_evacuated(variant & 1, variant & 2);
		server_lost(variant & 1, variant & 2);
	}
	for (variant = 0; variant < 2; variant++) {
		link_passed_on(variant);
		holder_lost(variant);
		kernel_lost(variant);
	}
	holder_moves();
	back_and_forth();
	passed_by_caller();
	for (variant = 0; variant < 4; variant++)
		holds_lost(variant & 1, variant & 2);
	holds_late();
	answer_late();
	report_late();
	link_lost();
	cut_off();
	return scenes_over("calls");
}
