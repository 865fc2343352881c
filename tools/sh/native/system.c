// SPDX-License-Identifier: GPL-2.0
/*
 * The shell becomes a process, finds the system processes, and gets the table
 * of operations.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../demosctl/example.h"
#include "guest.h"
#include "system.h"

/* Variables of Linux that the shell and its programs have, too */
static const char *const imported[] = { "USER", "TERM", "LANG" };

static void write_all(int fd, const char *bytes, size_t length)
{
	ssize_t wrote;

	while (length) {
		wrote = write(fd, bytes, length);
		if (wrote < 0 && errno != EINTR)
			return;
		if (wrote < 0)
			continue;
		bytes += wrote;
		length -= wrote;
	}
}

static void op_write(struct shell *shell, int stream, const char *bytes,
		     size_t length)
{
	edit_printing(shell->system);
	write_all(stream, bytes, length);
}

/* Byte by byte: what follows is for others that read the same file */
static void op_read_line(struct shell *shell, struct text *text)
{
	char c = 0;
	ssize_t got;

	(void)shell;
	while (c != '\n') {
		got = read(STDIN_FILENO, &c, 1);
		if (got < 0 && errno == EINTR && !signals_interrupted())
			continue;
		if (got <= 0)
			return;
		text_char(text, c);
	}
}

static bool op_interrupted(struct shell *shell)
{
	(void)shell;
	if (!signals_interrupted())
		return false;
	signals_clear();
	return true;
}

const struct system_ops native_ops = {
	.write = op_write, .read_line = op_read_line, .start = launch,
	.wait = control_wait, .look = control_look, .drop = control_drop,
	.kill = control_kill, .kill_job = control_kill_job,
	.suspend = control_suspend, .resume = control_resume,
	.migrate = control_migrate, .migrate_job = control_migrate_job,
	.machine = control_machine,
	.folder = file_folder, .change = file_change, .create = file_create,
	.append = file_append, .load = file_load, .kind = file_kind,
	.list = file_list, .script = launch_script,
	.processes = control_processes,
	.interrupted = op_interrupted, .builtin = foreign_builtin,
};

/**
 * system_fail - say that the last call of libdemos has failed
 * @system: the system
 * @what: could not be done
 *
 * Return: an exit status.
 */
int system_fail(struct system *system, const char *what)
{
	return shell_fail(system->shell, STATUS_FAILED, what,
			  demos_error(system->demos));
}

/**
 * system_look - look for the file system, if it was not there yet
 * @system: the system
 */
void system_look(struct system *system)
{
	if (!system->root)
		demos_sb_lookup(system->demos, system->sb, DEMOS_FS_NAME,
				&system->root);
}

static int find(struct system *system)
{
	struct demos *demos = system->demos;
	struct shell *shell = system->shell;

	if (demos_boot_find(demos, SYSTEM_PATIENCE, &system->sb))
		return shell_fail(shell, STATUS_FAILED,
				  "no machine that can be reached has a switchboard",
				  "see demosctl status");
	if (demos_find(demos, DEMOS_PM_NAME, SYSTEM_PATIENCE, &system->pm))
		return shell_fail(shell, STATUS_FAILED,
				  "there is no process manager",
				  "start demos-pm; see demosctl status");
	system_look(system);
	return 0;
}

/* The installed programs are in bin/ beside the examples */
static void add_installed(struct text *path)
{
	char room[PATH_MAX];
	const char *folder = example_folder(room), *slash;

	if (!folder)
		return;
	slash = strrchr(folder, '/');
	text_string(path, ":" LINUX_PREFIX);
	text_add(path, folder, slash ? (size_t)(slash - folder) : 0);
	text_string(path, slash ? "/bin:" LINUX_PREFIX : "bin:" LINUX_PREFIX);
	text_string(path, folder);
}

/* PATH: programs of the file system, then those that are installed */
static void set_variables(struct shell *shell)
{
	const char *value = getenv("DEMOS_PATH");
	struct text path = { 0 };
	size_t i;

	text_string(&path, value && *value ? value : "/bin");
	if (!value || !*value)
		add_installed(&path);
	variable_set(&shell->variables, "PATH", 4, text_get(&path));
	text_free(&path);
	for (i = 0; i < ARRAY_SIZE(imported); i++) {
		value = getenv(imported[i]);
		if (!value)
			continue;
		variable_set(&shell->variables, imported[i],
			     strlen(imported[i]), value);
		variable_export(&shell->variables, imported[i],
				strlen(imported[i]));
	}
}

static void set_folder(struct system *system)
{
	char path[PATH_MAX];

	if (system->root) {
		text_string(&system->folder, "/");
	} else {
		text_string(&system->folder, LINUX_PREFIX);
		text_string(&system->folder,
			    getcwd(path, sizeof(path)) ? path : "/");
	}
}

/* Is standard error another file than standard output? */
static bool is_apart(void)
{
	struct stat out, err;

	return !fstat(STDOUT_FILENO, &out) && !fstat(STDERR_FILENO, &err) &&
	       (out.st_dev != err.st_dev || out.st_ino != err.st_ino);
}

/**
 * system_begin - become a process and find the system
 * @system: to fill; to be given to system_end() even if this fails
 * @shell: the shell
 *
 * Return: 0 or an exit status.
 */
int system_begin(struct system *system, struct shell *shell)
{
	int status;

	memset(system, 0, sizeof(*system));
	system->shell = shell;
	system->poll = -1;
	system->apart = is_apart();
	if (demos_open(&system->demos) ||
	    demos_attach(system->demos, "demos-sh"))
		return system_fail(system, "this is no machine of DEMOS");
	if (signals_begin(system) || inlet_begin(system))
		return system_fail(system, "the shell cannot begin");
	status = find(system);
	if (!status) {
		set_variables(shell);
		set_folder(system);
	}
	return status;
}

/**
 * system_end - end what system_begin() began
 * @system: the system
 */
void system_end(struct system *system)
{
	demos_close(system->demos);
	text_free(&system->folder);
	if (system->poll >= 0)
		close(system->poll);
}
