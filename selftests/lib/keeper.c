// SPDX-License-Identifier: GPL-2.0
/*
 * Machines that are processes (keeper.h). Each has a folder of its own, with
 * its door and a fifo. A place is a descriptor that could write to the fifo.
 * Nobody writes, but the keeper notices when the last one is closed.
 *
 * Invariant: a keeper and its machine have no other descriptor of the test, so
 * they end after the test even if it crashes.
 */
#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIFO	"/place"
#define DOOR	"/door"
#define FOLDER	64		/* bytes of a folder's name */

/* Milliseconds that a machine may take to end */
#define PATIENCE	60000

/* Descriptors of a keeper, by number */
enum { LOG = 2, READER, READY, KEPT };

static int here = -1;

/**
 * keeper_here() - the caller's place
 *
 * Return: another descriptor of it, or a negative errno.
 */
int keeper_here(void)
{
	int place = fcntl(here, F_DUPFD_CLOEXEC, 0);

	return place < 0 ? -errno : place;
}

/**
 * keeper_enter() - go to a place
 * @place: the place
 *
 * Return: 0 or a negative errno.
 */
int keeper_enter(int place)
{
	int copy = fcntl(place, F_DUPFD_CLOEXEC, 0);

	if (copy < 0)
		return -errno;
	if (here >= 0)
		close(here);
	here = copy;
	return 0;
}

/**
 * keeper_door() - the path of the door at the caller's place
 * @path: gets it
 * @size: bytes of @path
 *
 * Return: 0 or a negative errno.
 */
int keeper_door(char *path, size_t size)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", here);
	length = readlink(link, path, size);
	if (length < 0)
		return -errno;
	length -= strlen(FIFO);
	if (length < 0 || length + sizeof(DOOR) > size)
		return -ENAMETOOLONG;
	strcpy(path + length, DOOR);
	return 0;
}

/* Move these descriptors to 0 and up, and close all others */
static void keep_only(const int *fds, int count)
{
	int copies[KEPT];
	int i;

	for (i = 0; i < count; i++)
		copies[i] = fcntl(fds[i], F_DUPFD, KEPT);
	for (i = 0; i < count; i++)
		dup2(copies[i], i);
	close_range(count, ~0U, 0);
}

static void run_machine(const char *folder)
{
	const char *program = getenv("DEMOS_MACHINE_PROGRAM");
	char door[FOLDER + sizeof(DOOR)];
	char ready[8];
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(READER);
	snprintf(door, sizeof(door), "%s" DOOR, folder);
	snprintf(ready, sizeof(ready), "%d", READY);
	if (!program)
		program = "demos-machine";
	execlp(program, program, "--empty", "--socket", door, "--ready-fd",
	       ready, NULL);
	dprintf(LOG, "keeper: %s: %s\n", program, strerror(errno));
	_exit(127);
}

/* Wait for the end of the machine; if @too, also for that of its place.
 * Return: true if the machine has ended.
 */
static bool await_end(int machine, bool too, int ms)
{
	struct pollfd fds[] = {
		{ .fd = machine, .events = POLLIN },
		{ .fd = READER },
	};

	while (poll(fds, too ? 2 : 1, ms) < 0 && errno == EINTR)
		;
	return fds[0].revents;
}

static void report(pid_t pid, const char *folder, int status)
{
	if (WIFSIGNALED(status))
		dprintf(LOG, "keeper: demos-machine %d (%s): signal %d\n", pid,
			folder, WTERMSIG(status));
	else if (WEXITSTATUS(status))
		dprintf(LOG, "keeper: demos-machine %d (%s): status %d\n", pid,
			folder, WEXITSTATUS(status));
}

static void stop(pid_t pid, int machine, const char *folder)
{
	kill(pid, SIGTERM);
	if (await_end(machine, false, PATIENCE))
		return;
	dprintf(LOG, "keeper: demos-machine %d (%s): does not end\n", pid,
		folder);
	kill(pid, SIGABRT);
	if (!await_end(machine, false, PATIENCE))
		kill(pid, SIGKILL);
}

static void clean_up(const char *folder)
{
	char path[FOLDER + sizeof(FIFO)];

	snprintf(path, sizeof(path), "%s" FIFO, folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s" DOOR, folder);
	unlink(path);
	rmdir(folder);
}

static void keep(const char *folder)
{
	int machine, status = 0;
	pid_t pid = fork();

	if (!pid)
		run_machine(folder);
	close(READY);
	machine = syscall(SYS_pidfd_open, pid, 0);
	if (pid < 0 || machine < 0)
		dprintf(LOG, "keeper: %s\n", strerror(errno));
	else if (await_end(machine, true, -1))
		dprintf(LOG, "keeper: demos-machine %d (%s): ended by itself\n",
			pid, folder);
	else
		stop(pid, machine, folder);
	if (pid > 0 && waitpid(pid, &status, 0) == pid)
		report(pid, folder, status);
	clean_up(folder);
}

static int open_log(void)
{
	const char *name = getenv("DEMOS_MACHINE_LOG");
	int log;

	if (!name)
		return fcntl(2, F_DUPFD_CLOEXEC, 0);
	log = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (log >= 0)
		flock(log, LOCK_SH);
	return log;
}

/* Start a keeper as a grandchild, so that the test need not wait for it */
static int start(const char *folder, int reader, int ready)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fds[KEPT] = { null, null, open_log(), reader, ready };
	int status = 0;
	pid_t pid;

	if (null < 0 || fds[LOG] < 0)
		return -errno;
	pid = fork();
	if (!pid) {
		setsid();
		keep_only(fds, KEPT);
		pid = fork();
		if (!pid)
			keep(folder);
		_exit(pid < 0);
	}
	close(null);
	close(fds[LOG]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	return status ? -EAGAIN : 0;
}

static int await_ready(int fd)
{
	char byte;
	ssize_t got;

	do {
		got = read(fd, &byte, 1);
	} while (got < 0 && errno == EINTR);
	return got == 1 ? 0 : -ECHILD;
}

/* Let any user connect, as with netlink sockets; the machine checks rights */
static int let_all_in(const char *folder)
{
	char door[FOLDER + sizeof(DOOR)];

	snprintf(door, sizeof(door), "%s" DOOR, folder);
	return chmod(folder, 0711) || chmod(door, 0666) ? -errno : 0;
}

static int make_in(const char *folder)
{
	char path[FOLDER + sizeof(FIFO)];
	int reader, place, error = 0;
	int ready[2];

	snprintf(path, sizeof(path), "%s" FIFO, folder);
	if (mkfifo(path, 0600) || pipe2(ready, O_CLOEXEC))
		return -errno;
	reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	place = open(path, O_WRONLY | O_CLOEXEC);
	if (reader < 0 || place < 0)
		error = -errno;
	if (!error)
		error = start(folder, reader, ready[1]);
	close(reader);
	close(ready[1]);
	if (!error)
		error = await_ready(ready[0]);
	close(ready[0]);
	if (!error)
		error = let_all_in(folder);
	if (!error)
		error = keeper_enter(place);
	if (error)
		close(place);
	return error ? error : place;
}

/**
 * keeper_make() - start a process that is not a machine yet, and go there
 *
 * Return: its place, or a negative errno.
 */
int keeper_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char folder[FOLDER];
	int place;

	if (snprintf(folder, sizeof(folder), "%s/demos.XXXXXX",
		     tmp ? tmp : "/tmp") >= FOLDER)
		return -ENAMETOOLONG;
	if (!mkdtemp(folder))
		return -errno;
	place = make_in(folder);
	if (place < 0)
		clean_up(folder);
	return place;
}
