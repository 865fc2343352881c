// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes with sessions that end while both machines live on.
 *
 * At each point of a migration, the source or the destination deletes the other
 * as a peer, and some time later they meet again; or one of them begins a new
 * life first, or an operator decides. In the end one machine has the guest, it
 * runs, and the process that requested the migration has an answer. Another
 * process has called the guest, and waits for it as long as it lives.
 */
#include <assert.h>
#include <stdio.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "core/kernel.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"

#define SOURCE		1
#define DESTINATION	2
#define CALLER		3
#define ELSEWHERE	4

/* Seconds in which two kernels that have met put things right */
#define ENOUGH		40

static u32 failed, tests;

/* The process that has called the guest, and its reply link there */
static u64 caller;
static u32 reply;

static void check(bool ok, const char *what, const char *scene, u32 at)
{
	if (ok)
		return;
	printf("not ok - %s: %s (%u)\n", scene, what, at);
	failed++;
}

/* What is left of the guest */
struct copies {
	u32 live;
	u32 frozen;
	u32 unsure;
	u16 where;
};

static struct copies count(u64 pid)
{
	struct copies copies = {};
	struct demos_process *guest;
	u16 i;

	for (i = 1; i <= MACHINES; i++) {
		guest = host_find(i, pid);
		if (!guest)
			continue;
		copies.unsure += guest->unsure;
		if (guest->phase == DEMOS_PHASE_LIVE) {
			copies.live++;
			copies.where = i;
		} else {
			copies.frozen++;
		}
	}
	return copies;
}

/* Return: false: the migration was over before that step */
static bool begin_scene(u32 steps, u64 *pid, u64 *by)
{
	struct demos_process *requester, *guest, *x;
	bool more = true;
	u32 i;

	tests++;
	hosts_begin();
	requester = host_birth(ELSEWHERE);
	guest = host_birth(SOURCE);
	*pid = guest->entry.pid;
	*by = requester->entry.pid;
	x = host_birth(CALLER);
	caller = x->entry.pid;
	guest_call(x, guest_link(x, guest, DEMOS_LINK_DUP), "", 1);
	hosts_settle();
	reply = guest_take(guest);
	hosts_settle();
	guest_migrate(requester, guest, DESTINATION);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	return more;
}

static void judge(u64 pid, u64 by, const char *scene, u32 steps)
{
	struct copies copies = count(pid);

	check(copies.live == 1, "not one copy", scene, steps);
	check(!copies.frozen && !copies.unsure, "a copy stays frozen", scene,
	      steps);
	check(!guest_waits(host_find(ELSEWHERE, by)),
	      "a request to migrate is not answered", scene, steps);
}

/* The call goes on if the guest lives, and ends if it was lost */
static void judge_call(u64 pid, const char *scene, u32 steps)
{
	const struct demos_enclosure nothing = {};
	struct demos_process *x = host_find(CALLER, caller);
	struct copies copies = count(pid);

	if (copies.live) {
		check(guest_outcome(x) == GUEST_WAITS,
		      "a call ends though the guest lives", scene, steps);
		assert(demos_call_send(host_find(copies.where, pid), reply,
				       demos_message_create(1), &nothing) ==
		       DEMOS_OK);
		hosts_settle();
	}
	check(!guest_waits(x), "a call does not end", scene, steps);
}

/* One deletes the other, and both go on until they meet again */
static bool meet_again(u32 steps, u16 deletes, u32 seconds)
{
	u64 pid, by;
	bool more = begin_scene(steps, &pid, &by);
	struct copies copies;

	host_delete(deletes, SOURCE + DESTINATION - deletes);
	hosts_settle();
	hosts_wait(seconds);
	copies = count(pid);
	check(copies.live <= 1, "two copies", "apart", steps);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(ENOUGH);
	judge(pid, by, "met again", steps);
	judge_call(pid, "met again", steps);
	hosts_end();
	return more;
}

/* One deletes the other, and begins a new life before they meet again */
static bool begin_anew(u32 steps, u16 deletes, u16 dies)
{
	u64 pid, by;
	bool more = begin_scene(steps, &pid, &by);
	struct copies copies;

	host_delete(deletes, SOURCE + DESTINATION - deletes);
	hosts_settle();
	host_go_down(dies);
	host_come_back(dies);
	hosts_wait(ENOUGH);
	copies = count(pid);
	check(copies.live <= 1, "two copies", "new life", steps);
	check(!copies.frozen, "a copy stays frozen", "new life", steps);
	check(!guest_waits(host_find(ELSEWHERE, by)),
	      "a request to migrate is not answered", "new life", steps);
	judge_call(pid, "new life", steps);
	hosts_end();
	return more;
}

static bool resolve(u16 here, u64 pid, bool keep)
{
	struct demos_machine *machine = &hosts[here].machine;
	enum demos_result result;
	LIST_HEAD(out);

	result = demos_commit_resolve(machine, pid, keep, &out);
	if (result != DEMOS_OK)
		result = demos_arrive_resolve(machine, pid, keep, &out);
	demos_route_all(machine, &out);
	hosts_settle();
	return result == DEMOS_OK;
}

/*
 * An operator decides for a machine that is unsure, or for both in the same
 * sense, and then they meet again.
 */
static bool decide(u32 steps, u16 keeps, bool both)
{
	u16 other = SOURCE + DESTINATION - keeps;
	struct demos_process *guest;
	struct copies copies;
	u64 pid, by;
	bool more = begin_scene(steps, &pid, &by);
	bool unsure;

	host_delete(SOURCE, DESTINATION);
	host_delete(DESTINATION, SOURCE);
	hosts_settle();
	hosts_wait(3);
	guest = host_find(keeps, pid);
	unsure = guest && guest->unsure;
	check(resolve(keeps, pid, true) == unsure, "not as it should be",
	      "decided", steps);
	if (both && unsure)
		resolve(other, pid, false);
	copies = count(pid);
	check(copies.live <= 1, "two copies", "decided", steps);
	if (both && unsure)
		check(!copies.unsure, "still unsure", "decided", steps);
	check(!resolve(keeps, pid, true), "resolved twice", "decided", steps);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(ENOUGH);
	judge(pid, by, "decided", steps);
	hosts_end();
	return more;
}

/*
 * The destination has deleted the source while it copied, and forgot the guest.
 * When they meet again, the source asks it twice; the first answer lets the
 * guest run, and it is to be moved there again. The second answer must not be
 * taken for one about that.
 */
static bool two_answers(u32 steps)
{
	struct demos_machine *source = &hosts[SOURCE].machine;
	struct demos_process *guest;
	u64 pid, by;
	bool more = begin_scene(steps, &pid, &by);

	host_delete(DESTINATION, SOURCE);
	hosts_settle();
	host_join(SOURCE, DESTINATION);
	/* A second passes before the first question arrives */
	hosts[DESTINATION].up[SOURCE] = false;
	hosts[SOURCE].up[DESTINATION] = true;
	while (host_step_alone(SOURCE))
		;
	demos_kernel_alarm(source);
	while (host_step_alone(SOURCE))
		;
	host_join(SOURCE, DESTINATION);
	guest = host_find(SOURCE, pid);
	if (guest)
		guest_migrate(host_birth(SOURCE), guest, DESTINATION);
	hosts_settle();
	hosts_wait(ENOUGH);
	judge(pid, by, "two answers", steps);
	check(host_find(DESTINATION, pid), "not moved", "two answers", steps);
	hosts_end();
	return more;
}

/* News of an earlier session changes nothing in this one */
static bool late_news(u32 steps)
{
	u64 pid, by;
	bool more = begin_scene(steps, &pid, &by);
	struct demos_op_lost lost = {
		.op = cpu_to_be16(DEMOS_OP_LOST),
	};
	u16 i;

	for (i = SOURCE; i <= DESTINATION; i++) {
		struct demos_machine *machine = &hosts[i].machine;
		LIST_HEAD(out);

		lost.machine = cpu_to_be16(SOURCE + DESTINATION - i);
		lost.floor = cpu_to_be64(1);
		demos_commit_lost(machine, &lost, &out);
		demos_arrive_lost(machine, &lost, &out);
		demos_route_all(machine, &out);
	}
	hosts_settle();
	judge(pid, by, "late news", steps);
	check(host_find(DESTINATION, pid), "not moved", "late news", steps);
	hosts_end();
	return more;
}

int main(void)
{
	u32 steps, variant;

	for (variant = 0; variant < 6; variant++) {
		for (steps = 0; meet_again(steps, 1 + (variant & 1),
					   variant / 2 * 7); steps++)
			;
	}
	for (variant = 0; variant < 4; variant++) {
		for (steps = 0; begin_anew(steps, 1 + (variant & 1),
					   1 + variant / 2); steps++)
			;
	}
	for (variant = 0; variant < 4; variant++) {
		for (steps = 0; decide(steps, 1 + (variant & 1), variant & 2);
		     steps++)
			;
	}
	for (steps = 0; late_news(steps); steps++)
		;
	for (steps = 0; two_answers(steps); steps++)
		;
	printf("unsure: %u passed, %u failed\n", tests - failed, failed);
	return failed != 0;
}
