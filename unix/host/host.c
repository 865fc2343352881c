// SPDX-License-Identifier: GPL-2.0
#include <assert.h>
#include <stdbool.h>

#include "host.h"
#include "rcu.h"
#include "timer.h"
#include "work.h"

static bool begun;

/**
 * unix_host_init() - begin, before the module or anything of linux/ is used
 *
 * Return: 0 or a negative errno.
 */
int unix_host_init(void)
{
	int err;

	assert(!begun);
	err = unix_timer_init();
	if (err)
		return err;
	err = unix_rcu_init();
	if (err)
		goto exit_timer;
	unix_work_init();
	begun = true;
	return 0;

exit_timer:
	unix_timer_exit();
	return err;
}

/**
 * unix_host_exit() - end, after the module
 */
void unix_host_exit(void)
{
	unix_rcu_exit();
	unix_work_exit();
	unix_timer_exit();
	begun = false;
}
