// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins that this shell has and a guest has not: programs of Linux, which
 * take the terminal until they end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system.h"

/* Standard input as a file; -1: the shell's own */
static int open_input(struct shell *shell)
{
	const struct stream *in = &shell->streams[0];
	struct text text = { 0 };
	int fd;

	if (in->kind == STREAM_CONSOLE)
		return -1;
	fd = memfd_create("input", MFD_CLOEXEC);
	if (in->kind == STREAM_BUFFER) {
		text_add(&text, text_get(in->buffer) + *in->at,
			 in->buffer->length - *in->at);
		*in->at = in->buffer->length;
	} else {
		shell->ops->load(shell, in->path, &text);
	}
	if (write(fd, text_get(&text), text.length) != (ssize_t)text.length) {
		close(fd);
		fd = -1;
	}
	text_free(&text);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void child(char **argv, int in, const int out[2], const int err[2])
{
	if (in >= 0)
		dup2(in, STDIN_FILENO);
	if (out[1] >= 0)
		dup2(out[1], STDOUT_FILENO);
	if (err[1] >= 0)
		dup2(err[1], STDERR_FILENO);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	execvp(argv[0], argv);
	_exit(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_PROGRAM);
}

/* Output that is not for the terminal, stream by stream */
static void collect(struct shell *shell, int stream, int fd)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(fd, bytes, sizeof(bytes))) > 0 ||
	       (got < 0 && errno == EINTR))
		if (got > 0)
			shell_write(shell, stream, bytes, got);
}

static int await(struct shell *shell, pid_t pid, const char *name)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_FAILED;
	if (WIFSIGNALED(status))
		return STATUS_SIGNAL + WTERMSIG(status);
	status = WEXITSTATUS(status);
	if (status == STATUS_NOT_FOUND)
		shell_fail(shell, status, name, "Linux has no such command");
	return status;
}

static void make_pipe(const struct stream *stream, int ends[2])
{
	ends[0] = -1;
	ends[1] = -1;
	if (stream->kind == STREAM_CONSOLE)
		return;
	if (pipe2(ends, O_CLOEXEC)) {
		ends[0] = -1;
		ends[1] = -1;
	}
}

static void finish(struct shell *shell, int stream, int fd)
{
	if (fd < 0)
		return;
	collect(shell, stream, fd);
	close(fd);
}

static int run(struct shell *shell, char **argv)
{
	int in = open_input(shell), out[2], err[2];
	pid_t pid;

	make_pipe(&shell->streams[1], out);
	make_pipe(&shell->streams[2], err);
	pid = fork();
	if (!pid)
		child(argv, in, out, err);
	close(in);
	close(out[1]);
	close(err[1]);
	finish(shell, 1, out[0]);
	finish(shell, 2, err[0]);
	if (pid < 0)
		return shell_fail(shell, STATUS_FAILED, argv[0],
				  strerror(errno));
	return await(shell, pid, argv[0]);
}

static int do_linux(struct shell *shell, char **argv)
{
	if (!argv[1])
		return shell_fail(shell, STATUS_MISUSED, "linux",
				  "a command of Linux is expected");
	return run(shell, argv + 1);
}

static const struct {
	const char *name;
	builtin_fn fn;
} builtins[] = {
	{ "demosctl", run }, { "history", edit_history }, { "linux", do_linux },
};

/**
 * foreign_builtin - find a builtin
 * @name: its name
 *
 * Return: the builtin, or NULL: there is none.
 */
builtin_fn foreign_builtin(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(builtins); i++)
		if (!strcmp(name, builtins[i].name))
			return builtins[i].fn;
	return NULL;
}
