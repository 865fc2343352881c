// SPDX-License-Identifier: GPL-2.0
/*
 * Patience. Signals and timers are file descriptors, which libdemos polls while
 * a call waits (demos_watch()). A process has one patience, since it has one
 * set of signals.
 *
 * Invariant: once @cause is set, @limit has expired and is not read, so every
 * call that waits is given up at once.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "patience.h"
#include "system.h"

#define WORD	1000	/* ms without an answer until we say for whom we wait */
#define LOOK	10000	/* ms between looks at the machine of a guest */
#define PROBE	1000	/* ms that such a look may take */

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
static const int keys[] = { SIGQUIT, SIGTSTP };

/**
 * struct patience - the patience of this process
 * @fd: readable if one of the next three is
 * @signals: signalfd
 * @limit: timer of --timeout
 * @word: timer: it is time to say what we wait for
 * @taken: the signals that @signals takes
 * @seconds: of --timeout, 0: none
 * @manager: the process manager, once it is found
 * @pid: the guest asked about, 0: none
 * @machine: the machine asked, 0: the guest's
 * @waits: for the end of the guest, which may take long
 * @acts: the request cannot be withdrawn
 * @fate: what has not happened yet, or, if @acts, what will
 * @silent: who does not answer; "": not known
 * @input: the file that is watched for input, -1: none
 * @input_fn: called when there is some
 * @input_arg: for @input_fn
 * @cause: why it is over: a signal, TIMED_OUT, or 0: it is not
 */
struct patience {
	int fd;
	int signals;
	int limit;
	int word;
	sigset_t taken;
	unsigned int seconds;
	const struct manager *manager;
	__u64 pid;
	__u16 machine;
	bool waits;
	bool acts;
	char fate[160];
	char silent[48];
	int input;
	patience_input_fn input_fn;
	void *input_arg;
	int cause;
};

static struct patience patience = { .fd = -1, .input = -1 };

static const char unchanged[] = "nothing has been changed";

/* 0 ms: never */
static void set_timer(int timer, unsigned int ms)
{
	const struct itimerspec when = {
		.it_value = { ms / 1000, ms % 1000 * 1000000L },
	};

	timerfd_settime(timer, 0, &when, NULL);
}

static void expire(int cause)
{
	patience.cause = cause;
	set_timer(patience.limit, 1);
}

/*
 * Does the process manager answer? Then it is the guest's machine that does
 * not: @machine gets that, 0: none is known.
 */
static bool manager_answers(struct demos *demos, __u32 pm, __u16 *machine)
{
	struct demos_managed managed = { .machine = patience.machine };
	int err;

	err = demos_pm_find(demos, pm, patience.machine ? 0 : patience.pid,
			    PROBE, &managed);
	*machine = managed.machine;
	return !err || err == -ESRCH;
}

/* Find out who keeps us waiting, for an answer to what was sent over @link */
static void find_silent(struct demos *demos, __u32 link)
{
	__u32 pm = patience.manager ? patience.manager->pm : 0;
	const char *who = pm ? "" : "the switchboard on ";
	struct demos_link body;
	__u16 machine;

	if (demos_link_inspect(demos, link, &body))
		return;
	if (link != pm || !manager_answers(demos, pm, &machine)) {
		machine = body.to.machine;
		if (link == pm)
			who = "the process manager on ";
	}
	if (machine && !patience.cause)
		snprintf(patience.silent, sizeof(patience.silent),
			 "%smachine %u", who, machine);
}

static void say_word(struct demos *demos, __u32 link)
{
	if (!link) {
		fail(DONE,
		     "no process manager has been found yet, waiting (Ctrl-C: %s)...",
		     unchanged);
		return;
	}
	find_silent(demos, link);
	if (!*patience.silent)
		return;
	if (patience.acts)
		fail(DONE,
		     "no answer from %s yet, waiting (Ctrl-C comes too late: %s as soon as it answers)...",
		     patience.silent, patience.fate);
	else
		fail(DONE, "%s does not answer, waiting (Ctrl-C: %s)...",
		     patience.silent, patience.fate);
}

/* Does the machine of the guest whose end we wait for still answer? */
static void look(struct demos *demos)
{
	struct demos_surveyed guest = { .pid = patience.pid };

	demos_pm_survey(demos, patience.manager->pm, &guest, 1, PROBE);
	if (patience.cause)
		return;
	if (guest.error == -ETIME)
		say_word(demos, patience.manager->pm);
	else
		set_timer(patience.word, LOOK);
}

static void take_signal(void)
{
	struct signalfd_siginfo info;

	if (read(patience.signals, &info, sizeof(info)) == sizeof(info))
		expire(info.ssi_signo);
}

static void take_word(struct demos *demos, __u32 link)
{
	__u64 times;

	if (read(patience.word, &times, sizeof(times)) != sizeof(times))
		return;
	if (patience.waits)
		look(demos);
	else
		say_word(demos, link);
}

/* It is watched until there is some */
static void take_input(void)
{
	epoll_ctl(patience.fd, EPOLL_CTL_DEL, patience.input, NULL);
	patience.input = -1;
	patience.input_fn(patience.input_arg);
}

static int watch(struct demos *demos, __u32 link, void *arg)
{
	struct epoll_event event;

	(void)arg;
	if (patience.cause)
		return -ECANCELED;
	if (epoll_wait(patience.fd, &event, 1, 0) != 1)
		return 0;
	if (event.data.fd == patience.limit)
		patience.cause = TIMED_OUT;
	else if (event.data.fd == patience.signals)
		take_signal();
	else if (event.data.fd == patience.input)
		take_input();
	else
		take_word(demos, link);
	return patience.cause ? -ECANCELED : 0;
}

/*
 * A signal that demosctl was started to ignore (nohup) stays ignored, and one
 * that it handles already (watch) is handled as before.
 */
static void take_signals(const int *list, size_t count)
{
	struct sigaction action;
	size_t i;

	for (i = 0; i < count; i++)
		if (!sigaction(list[i], NULL, &action) &&
		    action.sa_handler == SIG_DFL)
			sigaddset(&patience.taken, list[i]);
	sigprocmask(SIG_BLOCK, &patience.taken, NULL);
}

static int add(int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return fd < 0 ? -1 : epoll_ctl(patience.fd, EPOLL_CTL_ADD, fd, &event);
}

/**
 * patience_limit - limit the time that this process may take
 * @seconds: from patience_begin() on
 */
void patience_limit(unsigned int seconds)
{
	patience.seconds = seconds;
}

/**
 * patience_begin - watch over the calls of a process
 * @demos: attached handle
 *
 * Until patience_finish() the signals only end calls.
 *
 * Return: DONE, or FAILED after saying why.
 */
int patience_begin(struct demos *demos)
{
	patience.fd = epoll_create1(EPOLL_CLOEXEC);
	patience.limit = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	patience.word = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	sigemptyset(&patience.taken);
	take_signals(signals, ARRAY_SIZE(signals));
	patience.signals = signalfd(-1, &patience.taken, SFD_CLOEXEC);
	if (patience.fd < 0 || add(patience.limit) || add(patience.word) ||
	    add(patience.signals))
		return fail(FAILED, "cannot wait for signals and timers: %m");
	set_timer(patience.limit, patience.seconds * 1000);
	patience_ask(0, 0);
	demos_watch(demos, patience.fd, watch, NULL);
	return DONE;
}

/**
 * patience_finish - end what patience_begin() began, if it did
 *
 * A signal that no call has taken ends the process now.
 */
void patience_finish(void)
{
	if (patience.fd < 0)
		return;
	close(patience.signals);
	close(patience.word);
	close(patience.limit);
	close(patience.fd);
	sigprocmask(SIG_UNBLOCK, &patience.taken, NULL);
	patience = (struct patience){ .fd = -1, .input = -1,
				      .seconds = patience.seconds };
}

/**
 * patience_manager - the process manager has been found
 * @manager: stays open until patience_finish()
 */
void patience_manager(const struct manager *manager)
{
	patience.manager = manager;
}

static void begin_step(__u64 pid, __u16 machine, unsigned int word)
{
	patience.pid = pid;
	patience.machine = machine;
	patience.waits = false;
	patience.acts = false;
	patience.silent[0] = '\0';
	snprintf(patience.fate, sizeof(patience.fate), "%s", unchanged);
	set_timer(patience.word, word);
}

/**
 * patience_ask - the next calls change nothing, or nothing that stays
 * @pid: the guest that they are about, 0: none
 * @machine: the machine that must answer; 0: that of the guest, or of the
 *	     process manager
 */
void patience_ask(__u64 pid, __u16 machine)
{
	begin_step(pid, machine, WORD);
}

/**
 * patience_await - the next call waits for the end of a guest
 * @pid: the guest
 */
void patience_await(__u64 pid)
{
	char text[DEMOS_PID_TEXT];

	begin_step(pid, 0, LOOK);
	patience.waits = true;
	snprintf(patience.fate, sizeof(patience.fate), "%s has not ended yet",
		 demos_pid_format(pid, text));
}

/**
 * patience_rest - the next calls wait for nobody in particular
 */
void patience_rest(void)
{
	set_timer(patience.word, 0);
}

/**
 * patience_act - the next call changes something
 * @pid: the guest that it is about
 * @format: what will happen, as for printf: "1.5 will be killed"
 */
void patience_act(__u64 pid, const char *format, ...)
{
	va_list args;

	begin_step(pid, 0, WORD);
	patience.acts = true;
	va_start(args, format);
	vsnprintf(patience.fate, sizeof(patience.fate), format, args);
	va_end(args);
}

/**
 * patience_fate - say what the user learns who gives up now
 * @format: for instance "nothing has been changed", as for printf
 */
void patience_fate(const char *format, ...)
{
	va_list args;

	patience.acts = false;
	patience.silent[0] = '\0';
	va_start(args, format);
	vsnprintf(patience.fate, sizeof(patience.fate), format, args);
	va_end(args);
}

/**
 * patience_over - has the user ended this process, or its time limit?
 *
 * Return: true: calls are given up; patience_end() says so.
 */
bool patience_over(void)
{
	return patience.cause;
}

/**
 * patience_forgive - go on in spite of a signal or the time limit
 *
 * Now there is no time limit any more.
 *
 * Return: why it was over: a signal or TIMED_OUT.
 */
int patience_forgive(void)
{
	int cause = patience.cause;

	patience.cause = 0;
	set_timer(patience.limit, 0);
	return cause;
}

/**
 * patience_recall - what was forgiven ends this process after all
 * @cause: from patience_forgive()
 */
void patience_recall(int cause)
{
	expire(cause);
}

/**
 * patience_keys - take the signals of the keys Ctrl-\\ and Ctrl-Z, too
 */
void patience_keys(void)
{
	take_signals(keys, ARRAY_SIZE(keys));
	signalfd(patience.signals, &patience.taken, 0);
}

/**
 * patience_input - be called once when a file has input, or its end
 * @fd: the file; takes the place of another one
 * @fn: called while a call waits; may make calls itself
 * @arg: for @fn
 *
 * Return: false: it can be read at any time, so @fn will not be called.
 */
bool patience_input(int fd, patience_input_fn fn, void *arg)
{
	patience.input_fn = fn;
	patience.input_arg = arg;
	if (add(fd))
		return false;
	patience.input = fd;
	return true;
}

/* End as others do that the signal ends, so that a shell stops its script */
static void die(int number)
{
	signal(number, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &patience.taken, NULL);
	raise(number);
}

static void describe_cause(char *text, size_t size)
{
	if (patience.cause != TIMED_OUT)
		snprintf(text, size, "interrupted");
	else if (*patience.silent)
		snprintf(text, size, "%s did not answer within %u s",
			 patience.silent, patience.seconds);
	else
		snprintf(text, size, "the time limit of %u s has run out",
			 patience.seconds);
}

/**
 * patience_end - say what was given up, and what happens now
 *
 * Only after patience_over(). If the cause is a signal, this process ends.
 *
 * Return: TIMED_OUT.
 */
int patience_end(void)
{
	const char *silent = *patience.silent ? patience.silent : "its machine";
	char cause[96];

	describe_cause(cause, sizeof(cause));
	if (patience.acts)
		fail(DONE,
		     "%s: too late to withdraw the request, %s as soon as %s answers",
		     cause, patience.fate, silent);
	else
		fail(DONE, "%s: %s", cause, patience.fate);
	if (patience.cause != TIMED_OUT)
		die(patience.cause);
	return TIMED_OUT;
}
