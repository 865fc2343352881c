// SPDX-License-Identifier: GPL-2.0
/*
 * The console of a guest in the foreground.
 *
 * The guest's messages and the report of its end come from different processes,
 * so either may be first. When the guest exits, its link to the console is
 * destroyed, and the notice of that follows all that it printed: the console
 * closes when both the report and the notice have arrived. A guest that passed
 * its console on, or that a fault stopped, leaves no such notice: then the
 * console closes after LINGER without a message.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "console.h"
#include "ending.h"
#include "patience.h"

#define CHANNEL	1
#define LINGER	1000	/* ms */

static void received(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct console *console = arg;

	if (in->error)
		return;
	demos_links_drop(demos, in);
	console->silent = in->flags & DEMOS_F_NOTICE;
	if (console->silent || console->lost)
		return;
	fwrite(in->data, 1, in->length, stdout);
	console->lost = output_flush(stdout);
}

/**
 * console_open - create a console for a guest that does not exist yet
 * @console: gets it
 * @manager: open, and stays open as long as the console is used
 *
 * Return: DONE or FAILED.
 */
int console_open(struct console *console, struct manager *manager)
{
	const struct demos_link wanted = {
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL,
	};

	memset(console, 0, sizeof(*console));
	console->manager = manager;
	if (demos_listen(manager->demos, 1U << CHANNEL, received, console) ||
	    demos_link_create(manager->demos, &wanted, &console->link))
		return system_refuse(manager->demos, "cannot create a console");
	return DONE;
}

static void end_reported(struct demos *demos, const struct demos_incoming *in,
			 void *arg)
{
	struct console *console = arg;
	char text[DEMOS_PID_TEXT];
	int err;

	if (in->error == -ECANCELED)
		return;
	err = demos_pm_wait_result(demos, in, &console->end);
	if (err)
		manager_refuse(console->manager, console->pid, err,
			       "cannot wait for %s",
			       demos_pid_format(console->pid, text));
	console->failed = err;
	console->ended = true;
	patience_rest();
}

/**
 * console_watch - ask for a report when the guest ends
 * @console: from console_open()
 * @pid: the guest
 *
 * Return: DONE or FAILED.
 */
int console_watch(struct console *console, __u64 pid)
{
	struct manager *manager = console->manager;

	console->pid = pid;
	if (demos_pm_wait_post(manager->demos, manager->pm, pid,
			       end_reported, console))
		return system_refuse(manager->demos,
				     "cannot wait for the guest");
	return DONE;
}

/*
 * Kill the guest; its end is reported like any other. If that takes too long,
 * the user's next signal ends demosctl.
 */
static int give_up(struct console *console)
{
	struct manager *manager = console->manager;
	char text[DEMOS_PID_TEXT];
	int err;

	if (console->killed)
		return patience_end();
	console->killed = true;
	console->late = patience_forgive() == TIMED_OUT;
	demos_pid_format(console->pid, text);
	patience_act(console->pid, "%s will be killed", text);
	err = demos_pm_kill(manager->demos, manager->pm, console->pid);
	if (!err || err == -ESRCH)
		return DONE;
	return manager_refuse(manager, console->pid, err, "cannot kill %s",
			      text);
}

/* How long to wait for more (ms): forever, LINGER, or not at all */
static int limit(const struct console *console)
{
	if (!console->ended)
		return DEMOS_NO_LIMIT;
	return console->silent || console->failed ? 0 : LINGER;
}

static int closed(const struct console *console)
{
	char text[DEMOS_PID_TEXT];

	if (console->failed)
		return FAILED;
	if (!console->late)
		return ending_status(&console->end);
	return fail(TIMED_OUT, "the time limit has run out: %s was killed",
		    demos_pid_format(console->pid, text));
}

/**
 * console_run - print what the guest prints until it has ended
 * @console: after console_watch()
 *
 * A signal or the end of the time limit kills the guest.
 *
 * Return: demosctl's exit status: the guest's, FAILED or TIMED_OUT.
 */
int console_run(struct console *console)
{
	struct demos *demos = console->manager->demos;
	int count, status;

	patience_await(console->pid);
	for (;;) {
		count = demos_wait(demos, limit(console));
		if (!count && console->ended)
			return closed(console);
		if (count >= 0)
			continue;
		if (count != -ECANCELED)
			return system_refuse(demos, "cannot receive");
		status = console->ended ? closed(console) : give_up(console);
		if (status)
			return status;
	}
}
