// SPDX-License-Identifier: GPL-2.0
/*
 * The language on Linux alone: programs are Linux programs, files are its
 * files. So tests can compare what a script does here and in dash.
 *
 *	linux -c COMMANDS | SCRIPT [ARG...]
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lang/shell.h"

static char folder[4096];

static void op_write(struct shell *shell, int stream, const char *bytes,
		     size_t length)
{
	(void)shell;
	while (length) {
		ssize_t wrote = write(stream, bytes, length);

		if (wrote <= 0)
			return;
		bytes += wrote;
		length -= (size_t)wrote;
	}
}

static void op_read_line(struct shell *shell, struct text *text)
{
	char c = 0;

	(void)shell;
	while (c != '\n' && read(0, &c, 1) == 1)
		text_char(text, c);
}

static int memory_file(const struct stream *stream)
{
	const char *bytes = text_get(stream->buffer);
	size_t length = stream->buffer->length;
	int fd = memfd_create("text", MFD_CLOEXEC);

	if (stream->at) {
		if (write(fd, bytes + *stream->at, length - *stream->at) < 0)
			abort();
		lseek(fd, 0, SEEK_SET);
		*stream->at = length;
	}
	return fd;
}

static int open_stream(const struct stream *stream, int number)
{
	switch (stream->kind) {
	case STREAM_FILE:
		return open(stream->path, number ? O_WRONLY | O_APPEND :
						   O_RDONLY);
	case STREAM_BUFFER:
		return memory_file(stream);
	default:
		return dup(number && stream->console ? stream->console :
						       number);
	}
}

static void collect(const struct stream *stream, int fd)
{
	char bytes[512];
	ssize_t got;

	if (stream->kind != STREAM_BUFFER || stream->at)
		return;
	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		text_add(stream->buffer, bytes, (size_t)got);
}

static pid_t spawn(struct program_order *order, const int fds[3])
{
	pid_t pid = fork();
	int i;

	if (pid)
		return pid;
	for (i = 0; i < 3; i++)
		dup2(fds[i], i + 10);
	for (i = 0; i < 3; i++)
		dup2(i + 10, i);
	for (i = 3; i < 200; i++)
		close(i);
	execvpe(order->argv[0], order->argv, order->environ);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Each program has ended when this returns, but for those of a job with & */
static int op_start(struct shell *shell, struct program_order *orders,
		    int count, struct job *job)
{
	pid_t pids[SH_PROCESSES_MAX];
	int ends[SH_PROCESSES_MAX][2], fds[SH_PROCESSES_MAX][3], i, n, status;
	int last = 0;

	(void)shell;
	for (i = 0; i + 1 < count; i++)
		if (pipe2(ends[i], O_CLOEXEC))
			abort();
	for (i = 0; i < count; i++) {
		for (n = 0; n < 3; n++) {
			if (orders[i].streams[n].kind != STREAM_PIPE)
				fds[i][n] = open_stream(&orders[i].streams[n],
							n);
			else
				fds[i][n] = dup(n ? ends[i][1] :
						    ends[i - 1][0]);
		}
		pids[i] = spawn(&orders[i], fds[i]);
		snprintf(job->pids[i], SH_PID_TEXT, "%d", pids[i]);
		job->count++;
		if (orders[i].streams[0].kind == STREAM_PIPE)
			close(fds[i][0]);
		for (n = 1; n < 3; n++)
			if (orders[i].streams[n].kind == STREAM_PIPE)
				close(fds[i][n]);
		if (i)
			close(ends[i - 1][0]);
		if (i + 1 < count)
			close(ends[i][1]);
	}
	for (i = 0; i < count; i++) {
		waitpid(pids[i], &status, 0);
		last = WIFEXITED(status) ? WEXITSTATUS(status) :
					   128 + WTERMSIG(status);
		for (n = 0; n < 3; n++)
			if (orders[i].streams[n].kind != STREAM_PIPE) {
				if (n)
					collect(&orders[i].streams[n],
						fds[i][n]);
				close(fds[i][n]);
			}
	}
	job->status = last;
	return 0;
}

static void op_ended(struct shell *shell, struct job *job)
{
	(void)shell;
	job->state = JOB_ENDED;
}

static void op_drop(struct shell *shell, struct job *job)
{
	(void)shell;
	(void)job;
}

static int op_kill(struct shell *shell, const char *pid)
{
	return shell_fail(shell, 1, pid, "there is no such process");
}

static int op_job(struct shell *shell, struct job *job)
{
	(void)shell;
	(void)job;
	return 0;
}

static int op_migrate(struct shell *shell, const char *pid,
		      const char *machine)
{
	(void)machine;
	return op_kill(shell, pid);
}

static int op_migrate_job(struct shell *shell, struct job *job,
			  const char *machine)
{
	(void)machine;
	return op_job(shell, job);
}

static const char *op_machine(struct shell *shell, const char *text)
{
	(void)shell;
	return strspn(text, "0123456789") == strlen(text) ? NULL :
		"this is no machine";
}

static const char *op_folder(struct shell *shell)
{
	(void)shell;
	return getcwd(folder, sizeof(folder)) ? folder : "/";
}

static int op_change(struct shell *shell, const char *path)
{
	return chdir(path) ? shell_fail(shell, 1, path, strerror(errno)) : 0;
}

static int op_create(struct shell *shell, const char *path, bool append)
{
	int fd = open(path, O_WRONLY | O_CREAT | (append ? 0 : O_TRUNC), 0666);

	if (fd < 0)
		return shell_fail(shell, 2, path, strerror(errno));
	close(fd);
	return 0;
}

static int op_append(struct shell *shell, const char *path, const char *bytes,
		     size_t length)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	op_write(shell, fd, bytes, length);
	close(fd);
	return 0;
}

static int op_load(struct shell *shell, const char *path, struct text *text)
{
	int fd = open(path, O_RDONLY);
	char bytes[512];
	ssize_t got;

	if (fd < 0)
		return shell_fail(shell, 2, path, strerror(errno));
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		text_add(text, bytes, (size_t)got);
	close(fd);
	return 0;
}

static enum file_kind op_kind(struct shell *shell, const char *path,
			      unsigned long *size)
{
	struct stat stat_of;

	(void)shell;
	if (stat(path, &stat_of))
		return FILE_NONE;
	*size = (unsigned long)stat_of.st_size;
	if (S_ISREG(stat_of.st_mode))
		return FILE_REGULAR;
	return S_ISDIR(stat_of.st_mode) ? FILE_FOLDER : FILE_OTHER;
}

static void op_list(struct shell *shell, const char *path, folder_fn fn,
		    void *arg)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	(void)shell;
	while (dir && (entry = readdir(dir)))
		fn(arg, entry->d_name);
	if (dir)
		closedir(dir);
}

static int op_processes(struct shell *shell, char **argv)
{
	(void)shell;
	(void)argv;
	return 0;
}

static bool op_interrupted(struct shell *shell)
{
	(void)shell;
	return false;
}

static const struct system_ops ops = {
	.write = op_write, .read_line = op_read_line, .start = op_start,
	.wait = op_ended, .look = op_ended, .drop = op_drop,
	.kill = op_kill, .kill_job = op_job, .suspend = op_job,
	.resume = op_job, .migrate = op_migrate,
	.migrate_job = op_migrate_job, .machine = op_machine,
	.folder = op_folder, .change = op_change, .create = op_create,
	.append = op_append, .load = op_load, .kind = op_kind,
	.list = op_list, .processes = op_processes,
	.interrupted = op_interrupted,
};

int main(int argc, char *argv[], char *envp[])
{
	struct shell shell;
	int text = argc > 2 && !strcmp(argv[1], "-c");
	int status;

	if (argc < 2)
		return 2;
	shell_begin(&shell, &ops, NULL);
	for (; *envp; envp++) {
		size_t name = strcspn(*envp, "=");

		variable_set(&shell.variables, *envp, name, *envp + name + 1);
		variable_export(&shell.variables, *envp, name);
	}
	if (text && argc > 3)
		shell.name = argv[3];
	text += text && argc > 3;
	shell_params(&shell, argv + 2 + text, argc - 2 - text);
	status = text ? shell_run(&shell, argv[2]) :
			shell_script(&shell, argv[1]);
	shell_end(&shell);
	return status;
}
