// SPDX-License-Identifier: GPL-2.0
/*
 * sh: the command interpreter as a guest.
 *
 *	sh [SCRIPT [ARGUMENT...]] | -c COMMANDS
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lang/parse.h"
#include "guest.h"

HEAP(24000U);

static char folder[256] = "/";

static int refuse(struct shell *shell, const char *path)
{
	return shell_fail(shell, STATUS_MISUSED, path, strerror(errno));
}

static void op_write(struct shell *shell, int stream, const char *bytes,
		     size_t length)
{
	FILE *to = stream == 2 ? stderr : stdout;

	(void)shell;
	fwrite(bytes, 1, length, to);
	fflush(to);
}

static void op_read_line(struct shell *shell, struct text *text)
{
	char line[128];

	(void)shell;
	while (fgets(line, sizeof(line), stdin)) {
		text_string(text, line);
		if (strchr(line, '\n'))
			return;
	}
}

static void op_wait(struct shell *shell, struct job *job)
{
	const demos_pid_t *pids = job->handle;
	int i;

	(void)shell;
	job->status = STATUS_FAILED;
	for (i = 0; pids && i < job->count; i++)
		job->status = pm_wait(pids[i]);
	job->state = JOB_ENDED;
}

static void op_look(struct shell *shell, struct job *job)
{
	(void)shell;
	(void)job;
}

static void op_drop(struct shell *shell, struct job *job)
{
	(void)shell;
	free(job->handle);
	job->handle = NULL;
}

static int about(struct shell *shell, unsigned int op, const char *text,
		 unsigned int machine)
{
	demos_pid_t pid;

	if (!pid_parse(text, &pid))
		return shell_fail(shell, STATUS_MISUSED, text,
				  "this is no process identifier");
	return pm_about(shell, op, pid, machine, text);
}

static int op_kill(struct shell *shell, const char *pid)
{
	return about(shell, DEMOS_PM_KILL, pid, 0);
}

static int for_all(struct shell *shell, struct job *job, unsigned int op,
		   unsigned int machine)
{
	int i, status = 0;

	for (i = 0; i < job->count; i++)
		status |= about(shell, op, job->pids[i], machine);
	return status;
}

static int op_kill_job(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_KILL, 0);
}

static int op_suspend(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_SUSPEND, 0);
}

static int op_resume(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_RESUME, 0);
}

static int op_migrate(struct shell *shell, const char *pid,
		      const char *machine)
{
	return about(shell, DEMOS_PM_MIGRATE, pid,
		     (unsigned int)atoi(machine));
}

static int op_migrate_job(struct shell *shell, struct job *job,
			  const char *machine)
{
	return for_all(shell, job, DEMOS_PM_MIGRATE,
		       (unsigned int)atoi(machine));
}

static const char *op_machine(struct shell *shell, const char *text)
{
	(void)shell;
	return atoi(text) ? NULL : "a machine is meant by its number";
}

static const char *op_folder(struct shell *shell)
{
	(void)shell;
	return getcwd(folder, sizeof(folder)) ? folder : "/";
}

static int op_change(struct shell *shell, const char *path)
{
	return chdir(path) ? refuse(shell, path) : 0;
}

static int op_create(struct shell *shell, const char *path, bool append)
{
	FILE *file = fopen(path, append ? "a" : "w");

	if (!file)
		return refuse(shell, path);
	fclose(file);
	return 0;
}

static int op_append(struct shell *shell, const char *path, const char *bytes,
		     size_t length)
{
	FILE *file = fopen(path, "a");

	if (!file)
		return refuse(shell, path);
	fwrite(bytes, 1, length, file);
	return fclose(file) ? refuse(shell, path) : 0;
}

static int op_load(struct shell *shell, const char *path, struct text *text)
{
	FILE *file = fopen(path, "r");
	char bytes[128];
	size_t got;

	if (!file)
		return refuse(shell, path);
	while ((got = fread(bytes, 1, sizeof(bytes), file)))
		text_add(text, bytes, got);
	fclose(file);
	errno = EFBIG;
	return text->failed ? refuse(shell, path) : 0;
}

static enum file_kind op_kind(struct shell *shell, const char *path,
			      unsigned long *size)
{
	struct stat info;

	(void)shell;
	if (stat(path, &info))
		return FILE_NONE;
	*size = (unsigned long)info.st_size;
	return S_ISDIR(info.st_mode) ? FILE_FOLDER : FILE_REGULAR;
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

static bool op_interrupted(struct shell *shell)
{
	(void)shell;
	return false;
}

static const struct system_ops ops = {
	.write = op_write, .read_line = op_read_line, .start = spawn,
	.wait = op_wait, .look = op_look, .drop = op_drop, .kill = op_kill,
	.kill_job = op_kill_job, .suspend = op_suspend, .resume = op_resume,
	.migrate = op_migrate, .migrate_job = op_migrate_job,
	.machine = op_machine, .folder = op_folder, .change = op_change,
	.create = op_create, .append = op_append, .load = op_load,
	.kind = op_kind, .list = op_list, .processes = pm_processes,
	.interrupted = op_interrupted,
};

static bool is_complete(const char *source)
{
	struct arena arena = { 0 };
	struct parser parser;
	enum parsed parsed;
	struct node *tree;

	parse_begin(&parser, source);
	do {
		parsed = parse_next(&parser, &arena, &tree);
		arena_free(&arena);
	} while (parsed == PARSED_COMMAND);
	parse_end(&parser);
	return parsed != PARSED_INCOMPLETE;
}

static void print_prompt(struct shell *shell, bool more)
{
	const char *streams = getenv("DEMOS_STREAMS");

	if (streams && *streams != 'c')
		return;
	printf(more ? "> " : "%s$ ", op_folder(shell));
	fflush(stdout);
}

static int run_lines(struct shell *shell)
{
	struct text source = { 0 };
	size_t before;

	do {
		print_prompt(shell, source.length);
		before = source.length;
		op_read_line(shell, &source);
		if (source.length == before)
			break;
		if (!is_complete(text_get(&source)))
			continue;
		shell_run(shell, text_get(&source));
		text_free(&source);
		if (shell->leaving != LEAVE_SHELL)
			shell->leaving = LEAVE_NOT;
	} while (!shell->leaving);
	text_free(&source);
	return shell->status;
}

/*
 * Our programs have duplicates of our console. When one is destroyed, the
 * process manager takes the console for closed, and would not wait for what we
 * have written last. An answer over the console, whatever it is, says that all
 * before has arrived.
 */
static void finish_output(void)
{
	struct demos_console_read request = { .op = DEMOS_CONSOLE_READ };
	struct demos_message message;
	char said[DEMOS_DATA_MAX];

	fflush(stdout);
	call(DEMOS_LINK_CONSOLE, &request, sizeof(request), said, sizeof(said),
	     &message);
}

int main(int argc, char *argv[])
{
	bool commands = argc > 2 && !strcmp(argv[1], "-c");
	struct shell shell;
	int status;

	shell_begin(&shell, &ops, NULL);
	status = pm_begin(&shell);
	if (!status)
		shell_params(&shell, argv + (argc > 1 ? 2 : 1),
			     argc > 1 ? argc - 2 : 0);
	if (!status && commands)
		status = shell_run(&shell, argv[2]);
	else if (!status && argc > 1)
		status = shell_script(&shell, argv[1]);
	else if (!status)
		status = run_lines(&shell);
	shell_end(&shell);
	finish_output();
	return status;
}
