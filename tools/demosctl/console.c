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
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "console.h"
#include "ending.h"

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

static void fill_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
}

/**
 * console_open - create a console for a guest that does not exist yet
 * @console: gets it
 * @manager: open, and stays open as long as the console is used
 *
 * From here on only console_run() handles SIGINT and SIGTERM.
 *
 * Return: DONE or FAILED.
 */
int console_open(struct console *console, struct manager *manager)
{
	const struct demos_link wanted = {
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL,
	};
	sigset_t signals;

	memset(console, 0, sizeof(*console));
	console->manager = manager;
	if (demos_listen(manager->demos, 1U << CHANNEL, received, console) ||
	    demos_link_create(manager->demos, &wanted, &console->link))
		return system_refuse(manager->demos, "cannot create a console");
	fill_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return DONE;
}

static void end_reported(struct demos *demos, const struct demos_incoming *in,
			 void *arg)
{
	struct console *console = arg;

	if (in->error == -ECANCELED)
		return;
	if (demos_pm_wait_result(demos, in, &console->end))
		console->failed = true;
	if (console->failed)
		system_refuse(demos, "cannot find out how the guest ended");
	console->ended = true;
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
static int interrupted(struct console *console, int signals)
{
	struct manager *manager = console->manager;
	struct signalfd_siginfo info;
	char text[DEMOS_PID_TEXT];
	sigset_t set;
	int err;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return DONE;
	fill_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	err = demos_pm_kill(manager->demos, manager->pm, console->pid);
	if (!err || err == -ESRCH)
		return DONE;
	return manager_refuse(manager, console->pid, err, "cannot kill %s",
			      demos_pid_format(console->pid, text));
}

/* How long to wait for more (ms): forever, LINGER, or not at all */
static int patience(const struct console *console)
{
	if (!console->ended)
		return -1;
	return console->silent || console->failed ? 0 : LINGER;
}

static int serve(struct console *console, int signals)
{
	struct demos *demos = console->manager->demos;
	struct pollfd fds[] = {
		{ .fd = demos_fd(demos), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	int count, status;

	for (;;) {
		if (demos_dispatch(demos) < 0)
			return system_refuse(demos, "cannot receive");
		count = poll(fds, 2, patience(console));
		if (!count)
			return console->failed ? FAILED :
						 ending_status(&console->end);
		if (count < 0 && errno != EINTR)
			return fail(FAILED, "cannot wait: %m");
		if (count > 0 && fds[1].revents && !console->ended) {
			status = interrupted(console, signals);
			if (status)
				return status;
		}
	}
}

/**
 * console_run - print what the guest prints until it has ended
 * @console: after console_watch()
 *
 * SIGINT and SIGTERM kill the guest.
 *
 * Return: demosctl's exit status: the guest's, or FAILED.
 */
int console_run(struct console *console)
{
	sigset_t set;
	int signals, status;

	fill_signals(&set);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		return fail(FAILED, "cannot wait for signals: %m");
	status = serve(console, signals);
	close(signals);
	return status;
}
