// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets at paths: one that is left over is replaced, and nothing else is
 * deleted. And a machine has one server of a kind.
 */
#define _GNU_SOURCE	/* unshare() */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/claim.h"
#include "common/local.h"
#include "test/check.h"
#include "test/logged.h"

static char folder[40], path[64];

static ino_t inode(void)
{
	struct stat info;

	return lstat(path, &info) ? 0 : info.st_ino;
}

/* Is it refused, and the file still there? */
static bool refuses(const char *why)
{
	char error[LOCAL_ERROR] = "";
	ino_t before = inode();
	struct local local;
	int err = local_open(&local, path, 1, error);
	bool refused = err && strstr(error, why) && strstr(error, path) &&
		       inode() == before && local.fd < 0;

	if (!refused)
		fprintf(stderr, "'%s': %d: %s\n", why, err, error);
	if (!err)
		local_close(&local);
	return refused;
}

static void other_files_are_refused(void)
{
	CHECK(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
	CHECK(refuses("is a file") && !unlink(path));
	CHECK(!mkfifo(path, 0600));
	CHECK(refuses("is a FIFO") && !unlink(path));
	CHECK(!mkdir(path, 0700));
	CHECK(refuses("is a folder") && !rmdir(path));
	CHECK(!symlink("nowhere", path));
	CHECK(refuses("is a symbolic link") && !unlink(path));
}

/* A child listens, and is killed */
static void leave_socket(void)
{
	char error[LOCAL_ERROR];
	struct local local;
	pid_t child = fork();

	if (!child)
		_exit(local_open(&local, path, 1, error) ? 1 : 0);
	waitpid(child, NULL, 0);
}

static void a_dead_socket_is_replaced(void)
{
	char error[LOCAL_ERROR];
	struct local local;
	struct stat info;

	leave_socket();
	CHECK(inode());
	CHECK(!local_open(&local, path, 1, error));
	CHECK(!lstat(path, &info) && S_ISSOCK(info.st_mode) &&
	      !(info.st_mode & 077));
	local_close(&local);
	CHECK(!inode());
	/* Nothing else is left, either */
	CHECK(!rmdir(folder) && !mkdir(folder, 0700));
}

static void a_live_socket_is_refused(void)
{
	char error[LOCAL_ERROR], who[40];
	struct local local, other;
	int i;

	CHECK(!local_open(&local, path, 1, error));
	snprintf(who, sizeof(who), "process %d has it", getpid());
	CHECK(refuses(who));
	/* Its queue is full: nobody accepts */
	for (i = 0; i < 3; i++)
		CHECK(refuses("is in use"));
	local_close(&local);
	/* Datagrams are not ours */
	other.fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	CHECK(!bind(other.fd, (struct sockaddr *)&(struct sockaddr_un){
		.sun_family = AF_UNIX, .sun_path = "/tmp/netd-local.dgram",
	}, sizeof(struct sockaddr_un)));
	CHECK(!rename("/tmp/netd-local.dgram", path));
	CHECK(refuses("in use"));
	close(other.fd);
	CHECK(!unlink(path));
}

static void only_ours_is_deleted(void)
{
	char error[LOCAL_ERROR];
	struct local local;
	ino_t other;

	CHECK(!local_open(&local, path, 1, error));
	CHECK(!unlink(path));
	CHECK(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
	other = inode();
	local_close(&local);
	CHECK(inode() == other && !unlink(path));
}

static void paths_are_checked(void)
{
	char error[LOCAL_ERROR], deep[300];
	struct local local;

	snprintf(deep, sizeof(deep), "%s/a/b/sock", folder);
	CHECK(local_open(&local, deep, 1, error) == -ENOENT);
	CHECK(strstr(error, "/a, which cannot be made") ||
	      strstr(error, "/a/b, which cannot be made"));
	snprintf(deep, sizeof(deep), "%s/a/sock", folder);
	CHECK(!local_open(&local, deep, 1, error));
	local_close(&local);
	snprintf(deep, sizeof(deep), "%s/%0100d", folder, 0);
	CHECK(local_open(&local, deep, 1, error) == -EINVAL);
	CHECK(strstr(error, "107 bytes"));
	snprintf(deep, sizeof(deep), "%s/a", folder);
	CHECK(!rmdir(deep));
}

/* In a child, whose claim ends with it. Return: the result of claim() */
static int claims(const char *name, bool elsewhere)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(elsewhere && unshare(CLONE_NEWUSER | CLONE_NEWNET) ?
		      0 : -claim(name));
	waitpid(child, &status, 0);
	return -WEXITSTATUS(status);
}

static void a_machine_has_one_server(void)
{
	char name[40], who[100];

	/* Tests may run at the same time */
	snprintf(name, sizeof(name), "demos-test-%d", getpid());
	snprintf(who, sizeof(who), "this machine has a %s: process %d", name,
		 getpid());
	CHECK(!claims(name, false));
	CHECK(!claim(name));
	CHECK(claims(name, false) == -EADDRINUSE);
	CHECK(claim(name) == -EADDRINUSE && strstr(logged, who));
	/* Another server, another machine */
	CHECK(!claims("demos-test", false));
	CHECK(!claims(name, true));
	/* A machine that is a process: the claim is to its door */
	CHECK(!setenv("DEMOS_MACHINE", folder, 1));
	CHECK(!claims(name, false));
	CHECK(!claim(name));
	CHECK(claims(name, false) == -EADDRINUSE);
	snprintf(who, sizeof(who), "%s/.", folder);
	CHECK(!setenv("DEMOS_MACHINE", who, 1));
	CHECK(claims(name, false) == -EADDRINUSE);
	CHECK(!setenv("DEMOS_MACHINE", "/", 1));
	CHECK(!claims(name, false));
	/* Where there is no door yet, it is not that of the namespace */
	CHECK(!setenv("DEMOS_MACHINE", "/nowhere/door", 1));
	CHECK(!claims(name, false));
	CHECK(!unsetenv("DEMOS_MACHINE"));
}

int main(void)
{
	strcpy(folder, "/tmp/netd-local.XXXXXX");
	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/sock", folder);
	other_files_are_refused();
	a_dead_socket_is_replaced();
	a_live_socket_is_refused();
	only_ours_is_deleted();
	paths_are_checked();
	a_machine_has_one_server();
	CHECK(!rmdir(folder));
	return done();
}
