// SPDX-License-Identifier: GPL-2.0
/*
 * A second copy of a server asks the first whether it lives, and ends if so.
 */
#include <errno.h>
#include <string.h>

#include "common/log.h"
#include "common/rival.h"

#define PATIENCE	2000	/* ms */

/**
 * rival_log() - say that we cannot start because of another server
 * @rival: link to it
 * @what: its name, for the log
 */
void rival_log(const struct demos_link *rival, const char *what)
{
	char pid[DEMOS_PID_TEXT];

	log_line("cannot start: the %s is %s on machine %u", what,
		 demos_pid_format(rival->to.pid, pid), rival->to.machine);
}

/**
 * rival_found() - does another server do our work?
 * @demos: attached handle
 * @link: link to it
 * @what: its name, for the log
 *
 * A server answers an empty request with a refusal. One that does not answer
 * in time is taken to be alive: its machine may be cut off.
 *
 * Return: true: why we cannot start has been logged; false: it is gone.
 */
bool rival_found(struct demos *demos, __u32 link, const char *what)
{
	const struct demos_outgoing empty = {};
	struct demos_incoming in;
	char pid[DEMOS_PID_TEXT];
	struct demos_link body;
	int err;

	if (demos_link_inspect(demos, link, &body) ||
	    body.to.pid == demos_self(demos))
		return false;
	err = demos_call(demos, link, &empty, PATIENCE, &in);
	if (err && err != -ETIME)
		return false;
	if (err) {
		log_line("cannot start: %s %s on machine %u does not answer",
			 what, demos_pid_format(body.to.pid, pid),
			 body.to.machine);
		log_line("if machine %u is gone for good: demosctl peer del %u",
			 body.to.machine, body.to.machine);
	} else {
		rival_log(&body, what);
		demos_links_drop(demos, &in);
	}
	return true;
}
