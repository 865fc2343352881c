// SPDX-License-Identifier: GPL-2.0
/*
 * Asks for the status of guests. An answer may come after status_ask() has
 * given up, so the memory that it is written to belongs to the manager and is
 * kept until its handle is closed.
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "status.h"

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct status *status = arg;

	status->error = demos_pm_status_result(demos, in, &status->info,
					       &status->machine);
}

/* The error of a status is -ETIME until its answer comes */
static bool waiting(const struct status *list, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (list[i].error == -ETIME)
			return true;
	return false;
}

static int now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec % 1000000 * 1000 + time.tv_nsec / 1000000;
}

static int await(struct demos *demos, const struct status *list, int count)
{
	int begin = now(), left = STATUS_PATIENCE;

	while (left > 0 && waiting(list, count)) {
		if (demos_wait(demos, left) < 0)
			return system_refuse(demos, "cannot receive");
		left = begin + STATUS_PATIENCE - now();
	}
	return DONE;
}

/**
 * status_ask - ask for the status of guests
 * @manager: open; takes this call only once
 * @pids: the guests
 * @count: of @pids
 *
 * Returns when all have answered, at the latest after STATUS_PATIENCE.
 *
 * Return: an array in the order of @pids, owned by the manager; or NULL after
 * saying why.
 */
struct status *status_ask(struct manager *manager, const __u64 *pids,
			  int count)
{
	struct status *list = calloc(count + 1, sizeof(*list));
	int i;

	if (!list) {
		fail(FAILED, "no memory");
		return NULL;
	}
	manager->statuses = list;
	for (i = 0; i < count; i++) {
		list[i].pid = pids[i];
		list[i].error = -ETIME;
		if (!demos_pm_status_post(manager->demos, manager->pm, pids[i],
					  answered, &list[i]))
			continue;
		system_refuse(manager->demos,
			      "cannot ask for the status of a guest");
		return NULL;
	}
	return await(manager->demos, list, count) ? NULL : list;
}
