// SPDX-License-Identifier: GPL-2.0
/*
 * demos-sh: the command interpreter, for a terminal of Linux.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../../version.h"
#include "system.h"

static const char usage[] =
"usage: demos-sh [-c COMMANDS [NAME [ARG...]]] | [SCRIPT [ARG...]]\n"
"Commands of DEMOS, from the terminal, a text or a file; see demos-sh(1), and\n"
"'help' in the shell. Beside a file system, linux:PATH is a file of Linux.\n";

/**
 * struct call - how the shell was called
 * @commands: after -c, or NULL
 * @script: a file, or NULL
 * @params: the arguments
 * @count: of @params
 */
struct call {
	const char *commands;
	const char *script;
	char **params;
	int count;
};

/* 0, or an exit status; -1: all is done */
static int take_options(int argc, char **argv, struct call *call)
{
	int at = 1;

	if (at < argc && (!strcmp(argv[at], "--help") ||
			  !strcmp(argv[at], "-h")))
		return fputs(usage, stdout) < 0 ? STATUS_FAILED : -1;
	if (at < argc && (!strcmp(argv[at], "--version") ||
			  !strcmp(argv[at], "-V")))
		return printf("demos-sh %s\n", DEMOS_VERSION) < 0 ?
			STATUS_FAILED : -1;
	if (at < argc && !strcmp(argv[at], "-c")) {
		if (at + 1 == argc) {
			fputs("demos-sh: commands must follow -c\n", stderr);
			return STATUS_MISUSED;
		}
		call->commands = argv[at + 1];
		at += 2;
	} else if (at < argc && argv[at][0] == '-' && argv[at][1]) {
		fprintf(stderr, "demos-sh: there is no option '%s'\n%s",
			argv[at], usage);
		return STATUS_MISUSED;
	}
	if (at < argc)
		call->script = argv[at++];
	call->params = argv + at;
	call->count = argc - at;
	return 0;
}

static int run_input(struct shell *shell)
{
	struct text source = { 0 };
	char bytes[4096];
	ssize_t got;

	while ((got = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		text_add(&source, bytes, got);
	if (source.failed || memchr(text_get(&source), '\0', source.length))
		shell->status = shell_fail(shell, STATUS_NOT_PROGRAM,
					   "standard input",
					   "this is not a text");
	else
		shell_run(shell, text_get(&source));
	text_free(&source);
	return shell->status;
}

static int run(struct system *system, const struct call *call)
{
	struct shell *shell = system->shell;

	if (!shell_params(shell, call->params, call->count))
		return STATUS_FAILED;
	if (call->script)
		shell->name = call->script;
	if (call->commands)
		return shell_run(shell, call->commands);
	if (call->script)
		return shell_script(shell, call->script);
	return shell->interactive ? edit_run(system) : run_input(shell);
}

int main(int argc, char *argv[])
{
	struct call call = { 0 };
	struct system system;
	struct shell shell;
	int status = take_options(argc, argv, &call);

	if (status)
		return status < 0 ? 0 : status;
	setlocale(LC_CTYPE, "");
	shell_begin(&shell, &native_ops, &system);
	shell.name = "demos-sh";
	shell.interactive = !call.commands && !call.script &&
			    isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	status = system_begin(&system, &shell);
	if (!status)
		status = run(&system, &call);
	shell_end(&shell);
	system_end(&system);
	return status;
}
