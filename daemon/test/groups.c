// SPDX-License-Identifier: GPL-2.0
/*
 * library: guests in a group are started, stopped, counted, killed and waited
 * for as one.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "test/check.h"
#include "test/library.h"

#define GUESTS	3

/* An instruction that jumps to itself */
static __u64 create(struct demos *demos, __u32 pm)
{
	const struct demos_program program = {
		.model = 2, .name = "member", .nsegments = 1,
		.segments = { { .pages = 1 } },
	};
	__u32 memory = 0;
	__u64 pid = 0;

	CHECK(!demos_pm_create(demos, pm, 0, &program, 0, &pid, &memory));
	CHECK(!demos_move_write(demos, memory, 0, "\xe8\xff", 2));
	CHECK(!demos_link_destroy(demos, memory));
	return pid;
}

static int group(struct demos *demos, __u32 pm, __u64 id,
		 enum demos_pm_op action, struct demos_grouped *said)
{
	return demos_pm_group(demos, pm, id, action, 0, SOON, said);
}

static void requests_are_refused(struct demos *demos, __u32 pm,
				 const __u64 *pids)
{
	struct demos_grouped said;
	__u64 alone = create(demos, pm);

	/* No such group: nobody's, or that of a guest which has left it */
	CHECK(demos_pm_join(demos, pm, alone, 77) == -ESRCH);
	CHECK(demos_pm_join(demos, pm, alone, pids[1]) == -ESRCH);
	CHECK(group(demos, pm, pids[1], DEMOS_PM_KILL, &said) == -ESRCH);
	CHECK(demos_pm_join(demos, pm, pids[0], alone) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ESTATE);
	CHECK(group(demos, pm, pids[0], DEMOS_PM_LINKS, &said) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ECALL);
	CHECK(group(demos, pm, pids[0], DEMOS_PM_MIGRATE, &said) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ECALL);
	/* What fails for all says so, and for how many */
	CHECK(demos_pm_group(demos, pm, pids[0], DEMOS_PM_MIGRATE, 9, SOON,
			     &said) < 0);
	CHECK(said.alive == GUESTS && !said.done);
	CHECK(!demos_pm_kill(demos, pm, alone));
}

static int states(struct demos *demos, __u32 pm, const __u64 *pids, int flag)
{
	struct demos_process_info info;
	__u16 machine;
	int i, count = 0;

	for (i = 0; i < GUESTS; i++) {
		CHECK(!demos_pm_status(demos, pm, pids[i], &info, &machine));
		count += !!(info.flags & flag);
	}
	return count;
}

void groups_are_one(void)
{
	struct demos *demos = library_process("creator");
	struct demos_managed managed;
	struct demos_grouped said;
	__u64 pids[GUESTS], other;
	__u32 pm;
	int i;

	CHECK(!demos_find(demos, DEMOS_PM_NAME, SOON, &pm));
	for (i = 0; i < GUESTS; i++) {
		pids[i] = create(demos, pm);
		if (i)
			CHECK(!demos_pm_join(demos, pm, pids[i], pids[0]));
		CHECK(!demos_pm_find(demos, pm, pids[i], SOON, &managed));
		CHECK(managed.group == pids[0]);
	}
	CHECK(states(demos, pm, pids, DEMOS_PROCESS_SUSPENDED) == GUESTS);
	/* Those that have joined it would be left without their first one */
	other = create(demos, pm);
	CHECK(demos_pm_join(demos, pm, pids[0], other) < 0);
	CHECK(demos_error_result(demos) == DEMOS_ESTATE);
	CHECK(!demos_pm_kill(demos, pm, other));
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_START, &said));
	CHECK(said.guests == GUESTS && said.done == GUESTS);
	CHECK(states(demos, pm, pids, DEMOS_PROCESS_SUSPENDED) == 0);
	requests_are_refused(demos, pm, pids);
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_SUSPEND, &said));
	CHECK(states(demos, pm, pids, DEMOS_PROCESS_SUSPENDED) == GUESTS);
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_RESUME, &said));
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_STATUS, &said));
	CHECK(said.alive == GUESTS && said.instructions > 0);
	/* It has not ended while one lives; what the others did counts */
	CHECK(!demos_pm_kill(demos, pm, pids[1]));
	CHECK(demos_pm_group(demos, pm, pids[0], DEMOS_PM_WAIT, 0, 100,
			     &said) == -ETIME);
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_STATUS, &said));
	CHECK(said.guests == GUESTS && said.alive == GUESTS - 1);
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_KILL, &said));
	CHECK(said.done == GUESTS - 1);
	CHECK(!group(demos, pm, pids[0], DEMOS_PM_WAIT, &said));
	CHECK(!said.alive && said.instructions > 0);
	CHECK(said.why == DEMOS_PM_KILLED && said.status == 137);
	demos_close(demos);
}
