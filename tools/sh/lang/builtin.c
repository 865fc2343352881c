// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that the shell carries out itself.
 */
#include <stdlib.h>
#include <string.h>

#include "exec.h"
#include "lex.h"

static int misuse(struct shell *shell, const char *name, const char *expected)
{
	return shell_fail(shell, STATUS_MISUSED, name, expected);
}

/**
 * builtin_number - read a number
 * @shell: the shell
 * @text: the number, in decimal
 * @number: gets it
 *
 * Return: 0, or an exit status: it is none, and that was said.
 */
int builtin_number(struct shell *shell, const char *text, long *number)
{
	char *end;

	*number = strtol(text, &end, 10);
	if (*text && !*end)
		return 0;
	return misuse(shell, text, "a number is expected");
}

static int do_nothing(struct shell *shell, char **argv)
{
	(void)shell;
	(void)argv;
	return 0;
}

static int do_false(struct shell *shell, char **argv)
{
	(void)shell;
	(void)argv;
	return STATUS_FAILED;
}

static int do_cd(struct shell *shell, char **argv)
{
	const char *home = variable_get(&shell->variables, "HOME", 4);
	const char *path = argv[1];

	if (!path)
		path = home ? home : "/";
	if (path == argv[1] && argv[2])
		return misuse(shell, "cd", "one folder is expected");
	return shell->ops->change(shell, path);
}

static int do_pwd(struct shell *shell, char **argv)
{
	(void)argv;
	shell_print(shell, shell->ops->folder(shell));
	shell_print(shell, "\n");
	return 0;
}

static int do_exit(struct shell *shell, char **argv)
{
	long status = shell->status;

	if (argv[1] && builtin_number(shell, argv[1], &status))
		status = STATUS_MISUSED;
	shell->leaving = LEAVE_SHELL;
	return (int)(status & 255);
}

/* The words up to the next NULL, with blanks between */
static void join(struct text *text, char **argv)
{
	for (; *argv; argv++) {
		text_string(text, *argv);
		if (argv[1])
			text_char(text, ' ');
	}
}

static int do_echo(struct shell *shell, char **argv)
{
	bool line = !argv[1] || strcmp(argv[1], "-n");
	struct text text = { 0 };

	join(&text, argv + (line ? 1 : 2));
	if (line)
		text_char(&text, '\n');
	shell_print(shell, text_get(&text));
	text_free(&text);
	return 0;
}

static int do_eval(struct shell *shell, char **argv)
{
	struct text text = { 0 };

	join(&text, argv + 1);
	shell->status = 0;
	shell_run(shell, text_get(&text));
	text_free(&text);
	return shell->status;
}

static int do_source(struct shell *shell, char **argv)
{
	if (!argv[1])
		return misuse(shell, ".", "a file is expected");
	return shell_script(shell, argv[1]);
}

static int count_words(char **argv)
{
	int count = 0;

	while (argv[count])
		count++;
	return count;
}

static void run_script(struct shell *shell, void *arg)
{
	char **argv = arg;

	shell->name = argv[0];
	if (shell_params(shell, argv + 1, count_words(argv + 1)))
		shell->status = shell_script(shell, argv[0]);
}

/**
 * builtin_script - carry out a script as if it were a program
 * @shell: the shell
 * @argv: the path of its file, its arguments
 *
 * Return: its exit status.
 */
int builtin_script(struct shell *shell, char **argv)
{
	return shell_apart(shell, run_script, argv);
}

/* ---- variables */

static void print_variables(struct shell *shell, bool exported)
{
	struct text text = { 0 };

	variables_print(&shell->variables, exported, &text);
	shell_print(shell, text_get(&text));
	text_free(&text);
}

static int export_one(struct shell *shell, const char *text)
{
	size_t length = lex_name(text);
	bool fine;

	if (!length || (text[length] && text[length] != '='))
		return misuse(shell, text, "this is no name of a variable");
	fine = variable_export(&shell->variables, text, length);
	if (fine && text[length])
		fine = variable_set(&shell->variables, text, length,
				    text + length + 1);
	return fine ? 0 : shell_fail(shell, STATUS_FAILED, "no memory", NULL);
}

static int do_export(struct shell *shell, char **argv)
{
	int status = 0;

	if (!argv[1] || (!strcmp(argv[1], "-p") && !argv[2])) {
		print_variables(shell, true);
		return 0;
	}
	while (*++argv && !status)
		status = export_one(shell, *argv);
	return status;
}

static int do_unset(struct shell *shell, char **argv)
{
	while (*++argv)
		variable_unset(&shell->variables, *argv);
	return 0;
}

static bool set_option(struct shell *shell, char letter, bool on)
{
	switch (letter) {
	case 'e':
		shell->exit_on_failure = on;
		return true;
	case 'u':
		shell->strict = on;
		return true;
	case 'x':
		shell->trace = on;
		return true;
	default:
		return false;
	}
}

static int do_set(struct shell *shell, char **argv)
{
	const char *letter;
	bool params = false;

	if (!argv[1])
		print_variables(shell, false);
	for (argv++; *argv && !params; argv++) {
		if ((**argv != '-' && **argv != '+') || !(*argv)[1])
			break;
		params = !strcmp(*argv, "--");
		for (letter = *argv + 1; *letter && !params; letter++)
			if (!set_option(shell, *letter, **argv == '-'))
				return misuse(shell, "set",
					      "-e, -u, -x or -- is expected");
	}
	if ((*argv || params) &&
	    !shell_params(shell, argv, count_words(argv)))
		return STATUS_FAILED;
	return 0;
}

static int do_shift(struct shell *shell, char **argv)
{
	long count = 1;

	if (argv[1] && builtin_number(shell, argv[1], &count))
		return STATUS_MISUSED;
	if (count < 0 || count > shell->count)
		return misuse(shell, "shift", "there are not so many");
	return shell_params(shell, shell->params + count,
			    shell->count - (int)count) ? 0 : STATUS_FAILED;
}

/* ---- read */

static void read_buffer(const struct stream *in, struct text *line)
{
	const char *from = text_get(in->buffer) + *in->at;
	size_t left = in->buffer->length - *in->at;
	const char *end = left ? memchr(from, '\n', left) : NULL;

	if (end)
		left = (size_t)(end - from) + 1;
	text_add(line, from, left);
	*in->at += left;
}

static int read_line(struct shell *shell, struct text *line)
{
	const struct stream *in = &shell->streams[0];
	struct text all = { 0 };
	size_t at = 0;
	struct stream file = { .kind = STREAM_BUFFER, .buffer = &all,
			       .at = &at };
	int status = 0;

	if (in->kind == STREAM_BUFFER) {
		read_buffer(in, line);
	} else if (in->kind == STREAM_FILE) {
		status = shell->ops->load(shell, in->path, &all);
		read_buffer(&file, line);
		text_free(&all);
	} else {
		shell->ops->read_line(shell, line);
	}
	return status;
}

static char *skip_blanks(char *text)
{
	while (lex_is_blank(*text) || *text == '\n')
		text++;
	return text;
}

/* A word for each variable, and the rest for the last */
static int split_line(struct shell *shell, char *at, char **names)
{
	char *end, old;
	bool fine = true;

	for (; *names && fine; names++) {
		at = skip_blanks(at);
		end = at + (names[1] ? strcspn(at, " \t\n") : strlen(at));
		while (!names[1] && end > at && strchr(" \t\n", end[-1]))
			end--;
		old = *end;
		*end = '\0';
		fine = variable_set(&shell->variables, *names, strlen(*names),
				    at);
		*end = old;
		at = end;
	}
	return fine ? 0 : shell_fail(shell, STATUS_FAILED, "no memory", NULL);
}

static int do_read(struct shell *shell, char **argv)
{
	struct text line = { 0 };
	char empty[1] = "";
	bool ends;
	int status;

	if (argv[1] && !strcmp(argv[1], "-r"))
		argv++;
	if (!argv[1] || argv[1][lex_name(argv[1])])
		return misuse(shell, "read",
			      "the name of a variable is expected");
	status = read_line(shell, &line);
	ends = !line.length || line.bytes[line.length - 1] != '\n';
	if (!status)
		status = split_line(shell, line.bytes ? line.bytes : empty,
				    argv + 1);
	text_free(&line);
	return status ? status : ends;
}

/* ---- loops */

static int leave_loops(struct shell *shell, char **argv, enum leaving how)
{
	long levels = 1;

	if (argv[1] && builtin_number(shell, argv[1], &levels))
		return STATUS_MISUSED;
	if (levels < 1)
		return misuse(shell, argv[0], "1 or more is expected");
	if (!shell->loops)
		return 0;
	shell->levels = levels < shell->loops ? (int)levels : shell->loops;
	shell->leaving = how;
	return 0;
}

static int do_break(struct shell *shell, char **argv)
{
	return leave_loops(shell, argv, LEAVE_BREAK);
}

static int do_continue(struct shell *shell, char **argv)
{
	return leave_loops(shell, argv, LEAVE_CONTINUE);
}

static const struct {
	const char *name;
	builtin_fn fn;
} builtins[] = {
	{ ".", do_source }, { ":", do_nothing }, { "[", builtin_test },
	{ "bg", builtin_bg }, { "break", do_break }, { "cd", do_cd },
	{ "continue", do_continue }, { "echo", do_echo }, { "eval", do_eval },
	{ "exit", do_exit }, { "export", do_export }, { "false", do_false },
	{ "fg", builtin_fg }, { "help", builtin_help },
	{ "jobs", builtin_jobs }, { "kill", builtin_kill },
	{ "migrate", builtin_migrate }, { "ps", builtin_ps },
	{ "pwd", do_pwd }, { "read", do_read }, { "set", do_set },
	{ "shift", do_shift }, { "test", builtin_test },
	{ "true", do_nothing }, { "unset", do_unset },
	{ "wait", builtin_wait },
};

/**
 * builtin_find - find a builtin
 * @shell: the shell
 * @name: its name
 *
 * Return: the builtin, or NULL: there is none.
 */
builtin_fn builtin_find(const struct shell *shell, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(builtins); i++)
		if (!strcmp(builtins[i].name, name))
			return builtins[i].fn;
	return shell->ops->builtin ? shell->ops->builtin(name) : NULL;
}

/**
 * builtin_name - the names of all builtins
 * @n: from 0
 *
 * Return: the name, or NULL: there are not so many.
 */
const char *builtin_name(size_t n)
{
	return n < ARRAY_SIZE(builtins) ? builtins[n].name : NULL;
}
