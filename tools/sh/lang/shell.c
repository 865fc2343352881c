// SPDX-License-Identifier: GPL-2.0
/*
 * The shell: begins, ends, runs sources.
 */
#include <stdlib.h>
#include <string.h>

#include "exec.h"
#include "jobs.h"
#include "parse.h"
#include "shell.h"

/* Scripts that call scripts, and $( ) */
enum { SCRIPTS_MAX = SH_DEPTH_MAX / 4 };

/**
 * shell_begin - begin a shell
 * @shell: to fill
 * @ops: the system
 * @system: its data
 */
void shell_begin(struct shell *shell, const struct system_ops *ops,
		 void *system)
{
	memset(shell, 0, sizeof(*shell));
	shell->ops = ops;
	shell->system = system;
	shell->name = "sh";
	shell->streams[1].console = 1;
	shell->streams[2].console = 2;
}

/**
 * shell_end - free what a shell holds
 * @shell: the shell
 */
void shell_end(struct shell *shell)
{
	jobs_free(shell);
	variables_free(&shell->variables);
	params_free(shell->params);
}

/**
 * params_free - free arguments of a shell
 * @params: the arguments, or NULL
 */
void params_free(char **params)
{
	char **at;

	for (at = params; at && *at; at++)
		free(*at);
	free(params);
}

/**
 * params_copy - copy arguments of a shell
 * @params: the arguments
 * @count: how many
 *
 * Return: the copy, for params_free(); NULL: no memory.
 */
char **params_copy(char *const *params, int count)
{
	char **copy = calloc((size_t)count + 1, sizeof(*copy));
	int i;

	for (i = 0; copy && i < count; i++) {
		copy[i] = malloc(strlen(params[i]) + 1);
		if (!copy[i]) {
			params_free(copy);
			return NULL;
		}
		strcpy(copy[i], params[i]);
	}
	return copy;
}

/**
 * shell_params - set $1, $2 ...
 * @shell: the shell
 * @params: what they become; may be a part of what they are
 * @count: how many
 *
 * Return: false: no memory; that was said.
 */
bool shell_params(struct shell *shell, char **params, int count)
{
	char **copy = params_copy(params, count);

	if (!copy) {
		shell_fail(shell, STATUS_FAILED, "no memory", NULL);
		return false;
	}
	params_free(shell->params);
	shell->params = copy;
	shell->count = count;
	return true;
}

/**
 * shell_write - write to a stream of the shell
 * @shell: the shell
 * @stream: 1 or 2
 * @bytes: what
 * @length: of @bytes
 */
void shell_write(struct shell *shell, int stream, const char *bytes,
		 size_t length)
{
	const struct stream *to = &shell->streams[stream];

	if (to->kind == STREAM_BUFFER)
		text_add(to->buffer, bytes, length);
	else if (to->kind == STREAM_FILE)
		shell->ops->append(shell, to->path, bytes, length);
	else
		shell->ops->write(shell, to->console, bytes, length);
}

/**
 * shell_print - print a text on standard output
 * @shell: the shell
 * @text: the text
 */
void shell_print(struct shell *shell, const char *text)
{
	shell_write(shell, 1, text, strlen(text));
}

/**
 * shell_fail - say on standard error that something has failed
 * @shell: the shell
 * @status: exit status
 * @what: has failed
 * @why: or NULL
 *
 * Return: @status
 */
int shell_fail(struct shell *shell, int status, const char *what,
	       const char *why)
{
	struct text text = { 0 };

	text_string(&text, shell->name);
	text_string(&text, ": ");
	text_string(&text, what ? what : "");
	if (why) {
		text_string(&text, ": ");
		text_string(&text, why);
	}
	text_char(&text, '\n');
	shell_write(shell, 2, text_get(&text), text.length);
	text_free(&text);
	return status;
}

/* Carry out what can be parsed; a wrong line ends the source */
static void run(struct shell *shell, const char *source)
{
	struct arena arena = { 0 };
	struct parser parser;
	enum parsed parsed;
	struct node *tree;

	parse_begin(&parser, source);
	do {
		parsed = parse_next(&parser, &arena, &tree);
		if (parsed == PARSED_COMMAND)
			exec_node(shell, tree, source);
		arena_free(&arena);
	} while (parsed == PARSED_COMMAND && !shell->leaving &&
		 !shell->interrupted);
	if (parsed == PARSED_WRONG || parsed == PARSED_INCOMPLETE)
		shell->status = shell_fail(shell, STATUS_MISUSED,
					   text_get(&parser.error), NULL);
	parse_end(&parser);
}

/**
 * shell_run - carry out commands
 * @shell: the shell
 * @source: the commands
 *
 * Return: the exit status, which is also the shell's.
 */
int shell_run(struct shell *shell, const char *source)
{
	if (shell->depth >= SCRIPTS_MAX)
		return shell->status = shell_fail(shell, STATUS_FAILED,
				"scripts call each other too deeply", NULL);
	shell->depth++;
	run(shell, source);
	shell->depth--;
	return shell->status;
}

/**
 * shell_script - carry out the commands of a file
 * @shell: the shell
 * @path: of the file
 *
 * Return: the exit status.
 */
int shell_script(struct shell *shell, const char *path)
{
	struct text source = { 0 };
	int status = shell->ops->load(shell, path, &source);

	if (!status && memchr(text_get(&source), '\0', source.length))
		status = shell_fail(shell, STATUS_NOT_PROGRAM, path,
				    "this is not a text");
	if (!status) {
		shell->status = 0;
		status = shell_run(shell, text_get(&source));
	}
	text_free(&source);
	return status;
}

/**
 * shell_apart - carry out a command so that it does not change the shell
 * @shell: the shell
 * @fn: carries it out
 * @arg: for @fn
 *
 * Variables, arguments and folder are as before. To leave the shell there ends
 * only the command.
 *
 * Return: the exit status, which is also the shell's.
 */
int shell_apart(struct shell *shell, void (*fn)(struct shell *shell, void *arg),
		void *arg)
{
	struct shell before = *shell;
	struct text folder = { 0 };
	bool fine;

	text_string(&folder, shell->ops->folder(shell));
	shell->params = params_copy(before.params, before.count);
	fine = variables_copy(&shell->variables, &before.variables);
	if (!fine || !shell->params || folder.failed) {
		shell->status = shell_fail(shell, STATUS_FAILED, "no memory",
					   NULL);
	} else {
		shell->loops = 0;
		fn(shell, arg);
	}
	variables_free(&shell->variables);
	params_free(shell->params);
	shell->variables = before.variables;
	shell->params = before.params;
	shell->count = before.count;
	shell->loops = before.loops;
	shell->name = before.name;
	shell->leaving = before.leaving;
	shell->trace = before.trace;
	shell->strict = before.strict;
	shell->exit_on_failure = before.exit_on_failure;
	if (strcmp(shell->ops->folder(shell), text_get(&folder)))
		shell->ops->change(shell, text_get(&folder));
	text_free(&folder);
	return shell->status;
}

static void run_source(struct shell *shell, void *arg)
{
	shell_run(shell, arg);
}

/**
 * shell_capture - carry out commands and get their output
 * @shell: the shell
 * @source: the commands
 * @text: gets the output
 *
 * Return: 0, or an exit status: not all of the output could be kept. The
 * shell's status is that of the commands.
 */
int shell_capture(struct shell *shell, const char *source, struct text *text)
{
	struct stream before = shell->streams[1];

	shell->streams[1] = (struct stream){ .kind = STREAM_BUFFER,
					     .buffer = text };
	shell_apart(shell, run_source, (char *)source);
	shell->streams[1] = before;
	if (!text->failed)
		return 0;
	return shell->status = shell_fail(shell, STATUS_FAILED, "$( )",
					  "the output is too long");
}
