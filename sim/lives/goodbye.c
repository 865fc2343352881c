// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes with machines that say good-bye.
 *
 * A guest waits for machine 3: for the answer to a call, or for a data move.
 * Machine 3 says good-bye, but the connection to the guest's machine is cut, so
 * that machine does not hear it. The guest moves to a machine that has. Its
 * wait must end there, whether machine 3 comes back or not. Nor may a call wait
 * that a machine forwards to one that is gone, if the caller's machine knows.
 *
 * And at each point of a migration, the source or the destination says
 * good-bye. There must never be two copies of the guest, none may stay frozen,
 * and the process that requested the migration must get an answer.
 */
#include <stdio.h>

#include "guest.h"
#include "host.h"

/* Seconds after which a call ends that nobody can answer */
#define PATIENCE	5

static u32 failed, tests;

static void check(bool ok, const char *what, u32 at)
{
	if (ok)
		return;
	printf("not ok - %s (%u)\n", what, at);
	failed++;
}

static void begin_scene(struct demos_process **requester,
			struct demos_process **guest)
{
	tests++;
	hosts_begin();
	*requester = host_birth(4);
	*guest = host_birth(1);
}

/*
 * The guest's request is at machine 3, which does not answer. Nor does machine
 * 1 hear that a process there has ended.
 */
static void wait_moves(bool move_data, bool back)
{
	struct demos_process *guest, *server, *requester;
	u64 pid;

	begin_scene(&requester, &guest);
	server = host_birth(3);
	pid = guest->entry.pid;
	if (move_data)
		guest_read(guest, server);
	else
		guest_call(guest, guest_link(guest, server, DEMOS_LINK_DUP), "",
			   1);
	while (host_deliver(1, 3))
		;
	host_cut(1, 3);
	host_go_down(3);
	hosts_settle();
	guest_migrate(requester, guest, 2);
	hosts_settle();
	if (back)
		host_come_back(3);
	hosts_wait(PATIENCE);
	guest = host_find(2, pid);
	check(guest, "the guest has not moved", back);
	if (guest && move_data)
		check(!guest_of(guest)->moving,
		      "a data move waits for a machine that is gone", back);
	else if (guest)
		check(!guest_waits(guest),
		      "a call waits for a machine that is gone", back);
	hosts_end();
}

/*
 * The server has moved from machine 2 to 3. Machine 2 does not hear that 3 says
 * good-bye, and forwards a call to it. The caller's machine has heard that, and
 * then learns that the server was on machine 3.
 */
static void call_forwarded(bool back)
{
	struct demos_process *guest, *server, *requester;
	u32 link;

	begin_scene(&requester, &guest);
	server = host_birth(2);
	link = guest_link(guest, server, DEMOS_LINK_DUP);
	guest_migrate(requester, server, 3);
	hosts_settle();
	host_cut(2, 3);
	host_go_down(3);
	hosts_settle();
	guest_call(guest, link, "", 1);
	hosts_settle();
	if (back)
		host_come_back(3);
	hosts_wait(PATIENCE);
	check(!guest_waits(guest),
	      "a forwarded call waits for a machine that is gone", back);
	hosts_end();
}

/* Return: false: the migration was over before that step */
static bool leave_at(u32 steps, u16 id, bool back)
{
	struct demos_process *guest, *requester;
	u32 live = 0, frozen = 0;
	u64 pid, by;
	bool more = true;
	u16 i;

	begin_scene(&requester, &guest);
	by = requester->entry.pid;
	pid = guest->entry.pid;
	guest_migrate(requester, guest, 2);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	host_go_down(id);
	hosts_settle();
	if (back)
		host_come_back(id);
	hosts_wait(PATIENCE);
	for (i = 1; i <= MACHINES; i++) {
		guest = host_find(i, pid);
		if (guest)
			*(guest->phase == DEMOS_PHASE_LIVE ? &live : &frozen) +=
				1;
	}
	check(live < 2, "two copies", steps);
	check(!frozen, "a guest stays frozen", steps);
	check(!guest_waits(host_find(4, by)),
	      "a request to migrate is not answered", steps);
	hosts_end();
	return more;
}

int main(void)
{
	u32 steps, variant;

	for (variant = 0; variant < 4; variant++)
		wait_moves(variant & 1, variant & 2);
	call_forwarded(false);
	call_forwarded(true);
	for (variant = 0; variant < 4; variant++) {
		for (steps = 0; leave_at(steps, 1 + (variant & 1),
					 variant & 2); steps++)
			;
	}
	printf("goodbye: %u passed, %u failed\n", tests - failed, failed);
	return failed != 0;
}
