// SPDX-License-Identifier: GPL-2.0
/*
 * The console of a guest that demosctl is attached to. Three requests are
 * always on their way to the process manager: wait for the guest's end, wait
 * for more output, and wait until the guest reads. Standard input is read only
 * when the guest reads, so that unwanted input stays there, and a
 * demosctl in the background of a shell is not stopped without need.
 *
 * All is over when the guest's end has been reported and all that it had
 * written has been printed.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "ending.h"
#include "patience.h"

static int refuse(struct console *console, int err, const char *what)
{
	char text[DEMOS_PID_TEXT];

	console->failed = true;
	return manager_refuse(console->manager, console->pid, err,
			      "cannot %s %s", what,
			      demos_pid_format(console->pid, text));
}

static void end_reported(struct demos *demos, const struct demos_incoming *in,
			 void *arg)
{
	struct console *console = arg;
	int err;

	if (in->error == -ECANCELED)
		return;
	err = demos_pm_wait_result(demos, in, &console->end);
	if (err)
		refuse(console, err, "wait for");
	console->ended = true;
	patience_rest();
}

/* ---- input */

static int await_reading(struct console *console);

/* A terminal that is gone has ended, too, and so has a closed standard input */
static ssize_t read_input(void *bytes, size_t size)
{
	ssize_t length;

	do {
		length = read(STDIN_FILENO, bytes, size);
	} while (length < 0 && errno == EINTR);
	if (length >= 0 || errno == EAGAIN)
		return length;
	if (errno != EIO && errno != EBADF)
		fail(DONE, "cannot read standard input: %m");
	return 0;
}

/*
 * The guest may have given up its read meanwhile, and want less now: what it
 * does not take is kept for its next read.
 */
static void give_input(void *arg)
{
	struct console *console = arg;
	struct manager *manager = console->manager;
	ssize_t length = console->kept;
	int err;

	if (!length)
		length = read_input(console->bytes, console->wanted);
	if (length < 0) {	/* another process was faster */
		patience_input(STDIN_FILENO, give_input, console);
		return;
	}
	console->kept = length;
	if (length > console->wanted)
		length = console->wanted;
	err = demos_pm_input(manager->demos, manager->pm, console->pid,
			     console->bytes, length);
	if (!err) {
		console->kept -= length;
		memmove(console->bytes, console->bytes + length, console->kept);
	}
	/* It may have ended meanwhile, or the user: others find that out */
	if (!err || err == -EBUSY ||
	    demos_error_result(manager->demos) == DEMOS_ESIZE)
		await_reading(console);
}

static void guest_reads(struct demos *demos, const struct demos_incoming *in,
			void *arg)
{
	struct console *console = arg;
	int size;

	if (in->error == -ECANCELED)
		return;
	size = demos_pm_input_result(demos, in);
	/* It has ended, or is another's: the output says that, too */
	if (size <= 0)
		return;
	console->wanted = size < DEMOS_CONSOLE_MAX ? size : DEMOS_CONSOLE_MAX;
	if (console->kept ||
	    !patience_input(STDIN_FILENO, give_input, console))
		give_input(console);
}

static void try_again(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	(void)demos;
	if (in->error != -ECANCELED)
		await_reading(arg);
}

static int await_reading(struct console *console)
{
	struct manager *manager = console->manager;
	int err = demos_pm_input_post(manager->demos, manager->pm,
				      console->pid, guest_reads, console);

	/* The process manager has much to do */
	if (err == -EAGAIN)
		err = demos_send_wait_post(manager->demos, manager->pm,
					   try_again, console);
	return err ? system_refuse(manager->demos,
				   "cannot give the guest input") : DONE;
}

/* ---- until it ends */

/**
 * console_begin - begin to watch a guest
 * @console: its first members, up to @mine, and the offset of its output are
 *	     filled in, the others 0
 *
 * Return: DONE or FAILED.
 */
int console_begin(struct console *console)
{
	struct manager *manager = console->manager;
	int status = DONE;

	if (demos_pm_wait_post(manager->demos, manager->pm, console->pid,
			       end_reported, console))
		status = system_refuse(manager->demos,
				       "cannot wait for the guest");
	console->output.manager = manager;
	console->output.pid = console->pid;
	console->output.attached = true;
	if (!status) {
		follow_begin(&console->output);
		status = await_reading(console);
	}
	return status;
}

/*
 * Kill the guest; its end is reported like any other. If that takes too long,
 * the user's next signal ends demosctl.
 */
static int kill_guest(struct console *console, int cause)
{
	struct manager *manager = console->manager;
	char text[DEMOS_PID_TEXT];
	int err;

	console->killed = true;
	console->late = cause == TIMED_OUT;
	demos_pid_format(console->pid, text);
	patience_act(console->pid, "%s will be killed", text);
	err = demos_pm_kill(manager->demos, manager->pm, console->pid);
	if (!err || err == -ESRCH)
		return DONE;
	return manager_refuse(manager, console->pid, err, "cannot kill %s",
			      text);
}

static int detach(struct console *console)
{
	char text[DEMOS_PID_TEXT];

	demos_link_destroy(console->manager->demos, console->session);
	demos_pid_format(console->pid, text);
	fprintf(stderr, "demosctl: detached; demosctl attach %s\n", text);
	return DONE;
}

/* The keys of a terminal mean the guest, and so does the end of its demosctl */
static bool kills(const struct console *console, int cause)
{
	return console->mine || cause == SIGINT || cause == SIGQUIT;
}

/*
 * The user, or the time limit, ends this. @over: demosctl's exit status is the
 * result, else the guest's end is still to come.
 */
static int give_up(struct console *console, bool *over)
{
	int cause;

	*over = true;
	if (console->killed)
		return patience_end();
	cause = patience_forgive();
	if (cause == SIGTSTP)
		return detach(console);
	if (!kills(console, cause)) {
		detach(console);
		return cause == TIMED_OUT ? TIMED_OUT : 128 + cause;
	}
	cause = kill_guest(console, cause);
	*over = cause;
	return cause;
}

static int closed(struct console *console)
{
	char text[DEMOS_PID_TEXT];

	if (console->failed)
		return FAILED;
	if (console->output.taken)
		return fail(FAILED, "another process is attached to %s now",
			    demos_pid_format(console->pid, text));
	if (console->output.error)
		return refuse(console, console->output.error,
			      "read all output of");
	if (!console->late)
		return ending_status(console->manager, &console->end);
	return fail(TIMED_OUT, "the time limit has run out: %s was killed",
		    demos_pid_format(console->pid, text));
}

static bool is_over(const struct console *console)
{
	return console->failed || console->output.taken ||
	       (console->ended && console->output.over);
}

/**
 * console_run - be a guest's console until it has ended, or the user detaches
 * @console: after console_begin()
 *
 * Return: demosctl's exit status: the guest's, DONE if detached, FAILED or
 * TIMED_OUT.
 */
int console_run(struct console *console)
{
	struct demos *demos = console->manager->demos;
	bool over = false;
	int count, status;

	patience_keys();
	patience_await(console->pid);
	while (!is_over(console)) {
		count = demos_wait(demos, DEMOS_NO_LIMIT);
		if (count >= 0)
			continue;
		if (count != -ECANCELED)
			return system_refuse(demos, "cannot receive");
		status = console->ended ? closed(console) :
					  give_up(console, &over);
		if (over || console->ended)
			return status;
	}
	return closed(console);
}
