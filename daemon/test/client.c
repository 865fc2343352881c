// SPDX-License-Identifier: GPL-2.0
/*
 * A client of demos-netd is told soon, and in words, if there is no daemon, or
 * one that hangs, hangs up, or is another version.
 */
#define _GNU_SOURCE	/* unshare() */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/claim.h"
#include "common/local.h"
#include "lib/demos_service.h"
#include "lib/netd.h"
#include "test/check.h"

static char folder[40], path[64];
static struct local server;

/* Ask; is this the error, said in these words, within three seconds? */
static bool says(int error, const char *words)
{
	time_t begin = time(NULL);
	char *answer;
	int err = demos_netd_request(path, 1, "list", &answer);
	bool so = err == error && answer && strstr(answer, words) &&
		  strstr(answer, path) && time(NULL) - begin <= 3;

	if (!so)
		printf("# %d: %s\n", err, answer);
	free(answer);
	return so;
}

/* In a child: accept a client, read its line, send @answer */
static pid_t serve(const char *answer)
{
	char line[80];
	pid_t child = fork();
	int fd;

	if (child)
		return child;
	do {
		fd = accept(server.fd, NULL, NULL);
	} while (fd < 0);
	if (recv(fd, line, sizeof(line), 0) < 0)
		_exit(1);
	if (*answer)
		send(fd, answer, strlen(answer), MSG_NOSIGNAL);
	_exit(0);
}

static bool answers(const char *answer, int error, const char *words)
{
	pid_t child = serve(answer);
	bool so = says(error, words);

	waitpid(child, NULL, 0);
	return so;
}

static void an_answer_is_passed_on(void)
{
	pid_t child = serve("ok\n3 connected - - 0 -\n");
	char *answer = NULL;

	CHECK(!demos_netd_request(path, 1, "list", &answer));
	CHECK(answer && !strcmp(answer, "3 connected - - 0 -\n"));
	free(answer);
	waitpid(child, NULL, 0);
	child = serve("error: no such machine\n");
	CHECK(demos_netd_request(path, 1, "del 3", &answer) == -EREMOTEIO);
	CHECK(answer && !strcmp(answer, "no such machine"));
	free(answer);
	waitpid(child, NULL, 0);
}

/* In a child, on a machine of its own: its daemon listens elsewhere */
static void one_elsewhere_is_told(void)
{
	char process[48];
	int status;
	pid_t child = fork();

	if (!child) {
		snprintf(process, sizeof(process), "process %d does on another",
			 getpid());
		if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
			_exit(0);
		_exit(!says(-ENOENT, "start demos-netd") ||
		      claim(DEMOS_NETD_CLAIM) || !says(-ENOENT, process));
	}
	waitpid(child, &status, 0);
	CHECK(!status);
}

int main(void)
{
	char error[LOCAL_ERROR], process[48];

	strcpy(folder, "/tmp/netd-client.XXXXXX");
	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/sock", folder);
	snprintf(process, sizeof(process), "(process %d): it does not answer",
		 getpid());
	CHECK(says(-ENOENT, "no demos-netd listens on"));
	one_elsewhere_is_told();
	CHECK(!local_open(&server, path, 0, error));
	an_answer_is_passed_on();
	CHECK(answers("hello\n", -EPROTO, "another version"));
	CHECK(answers("", -ENODATA, "it hung up"));
	/* Nobody accepts: the client waits; then the queue is full, too */
	CHECK(says(-ETIMEDOUT, process));
	CHECK(says(-ETIMEDOUT, "it does not answer"));
	close(server.fd);
	server.fd = -1;
	CHECK(says(-ECONNREFUSED, "no demos-netd listens on"));
	local_close(&server);
	CHECK(!rmdir(folder));
	return done();
}
