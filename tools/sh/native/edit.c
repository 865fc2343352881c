// SPDX-License-Identifier: GPL-2.0
/*
 * Lines from a terminal: editing and history by libedit. While it waits for a
 * key, what guests in the background print comes through; then the line is
 * drawn again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <histedit.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "../lang/jobs.h"
#include "../lang/parse.h"
#include "complete.h"
#include "system.h"

enum {
	REMEMBERED = 1000,	/* lines of history */
	REDRAW = 0x1e,		/* the key that draws the line again: Ctrl-^ */
};

/**
 * struct editor - the editor
 * @system: the system
 * @el: libedit's
 * @history: libedit's
 * @path: the history's file, or NULL
 * @more: a command goes on
 * @waits: for a key
 * @printed: something was printed meanwhile
 * @interrupted: Ctrl-C has ended the line
 */
static struct editor {
	struct system *system;
	EditLine *el;
	History *history;
	char *path;
	bool more;
	bool waits;
	bool printed;
	bool interrupted;
} editor;

static char *prompt(EditLine *el)
{
	static char text[PATH_MAX + 32];

	(void)el;
	if (editor.more)
		return strcpy(text, "> ");
	snprintf(text, sizeof(text), "m%u:%s$ ",
		 demos_here(editor.system->demos),
		 text_get(&editor.system->folder));
	return text;
}

/**
 * edit_printing - something is about to be printed
 * @system: the system
 */
void edit_printing(struct system *system)
{
	(void)system;
	if (!editor.waits || editor.printed)
		return;
	editor.printed = true;
	if (write(STDOUT_FILENO, "\r\033[K", 4) < 0)
		return;
}

/* Wait for a key; false: Ctrl-C came instead, or the terminal is gone */
static bool await_key(void)
{
	struct demos *demos = editor.system->demos;
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = demos_fd(demos), .events = POLLIN },
	};

	for (;;) {
		if (demos_dispatch(demos) < 0)
			fds[1].fd = -1;
		if (editor.printed)
			return true;
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return false;
		editor.interrupted = signals_interrupted();
		if (editor.interrupted)
			return false;
		if (fds[0].revents)
			return true;
	}
}

/* Of a character in the locale's encoding */
static int read_wide(wchar_t *wide)
{
	mbstate_t state = { 0 };
	size_t length = (size_t)-2;
	char c;

	while (length == (size_t)-2) {
		if (read(STDIN_FILENO, &c, 1) != 1)
			return 0;
		length = mbrtowc(wide, &c, 1, &state);
	}
	if (length == (size_t)-1)
		*wide = (unsigned char)c;
	return 1;
}

static int get_key(EditLine *el, wchar_t *key)
{
	bool fine;

	(void)el;
	editor.waits = true;
	fine = await_key();
	editor.waits = false;
	if (!fine)
		return -1;
	if (editor.printed) {
		editor.printed = false;
		*key = REDRAW;
		return 1;
	}
	return read_wide(key);
}

static unsigned char complete_key(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	struct text insert = { 0 };
	bool listed;

	(void)key;
	listed = complete(editor.system, line->buffer, line->cursor, &insert);
	if (insert.length && !insert.failed)
		el_insertstr(el, text_get(&insert));
	text_free(&insert);
	return listed ? CC_REDISPLAY : CC_REFRESH;
}

/* ---- history */

static void open_history(void)
{
	const char *chosen = getenv("DEMOS_HISTORY"), *home = getenv("HOME");
	HistEvent event;

	editor.history = history_init();
	if (!editor.history)
		return;
	history(editor.history, &event, H_SETSIZE, REMEMBERED);
	history(editor.history, &event, H_SETUNIQUE, 1);
	if (chosen)
		editor.path = strdup(chosen);
	else if (home && asprintf(&editor.path, "%s/.demos_history", home) < 0)
		editor.path = NULL;
	if (editor.path)
		history(editor.history, &event, H_LOAD, editor.path);
}

static void remember(const char *line)
{
	HistEvent event;

	if (!editor.history || !line[strspn(line, " \t\n")])
		return;
	history(editor.history, &event, editor.more ? H_APPEND : H_ENTER,
		line);
}

static void close_history(void)
{
	HistEvent event;

	if (editor.history && editor.path)
		history(editor.history, &event, H_SAVE, editor.path);
	if (editor.history)
		history_end(editor.history);
	free(editor.path);
}

/**
 * edit_history - history: print the lines that were typed
 * @shell: the shell
 * @argv: its arguments
 *
 * Return: 0
 */
int edit_history(struct shell *shell, char **argv)
{
	HistEvent event;
	int more;

	(void)argv;
	if (!editor.history)
		return 0;
	for (more = history(editor.history, &event, H_LAST); more >= 0;
	     more = history(editor.history, &event, H_PREV))
		shell_print(shell, event.str);
	return 0;
}

/* ---- commands */

/* Is a command complete, right or wrong? */
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

/* false: there are no more */
static bool read_command(struct text *source)
{
	const char *line;
	int length;

	editor.more = false;
	do {
		editor.interrupted = false;
		line = el_gets(editor.el, &length);
		if (!line || length <= 0)
			break;
		remember(line);
		text_add(source, line, length);
		editor.more = !is_complete(text_get(source));
	} while (editor.more);
	if (!editor.interrupted)
		return line && length > 0;
	text_cut(source, 0);
	signals_clear();
	editor.system->shell->status = STATUS_INTERRUPTED;
	return write(STDOUT_FILENO, "^C\n", 3) == 3;
}

static void run_command(struct shell *shell, const char *source)
{
	signals_clear();
	shell->interrupted = false;
	shell_run(shell, source);
	if (shell->interrupted)
		shell_print(shell, "\n");
	shell->interrupted = false;
	signals_clear();
	if (shell->leaving != LEAVE_SHELL)
		shell->leaving = LEAVE_NOT;
}

static int warn_of_jobs(struct shell *shell)
{
	struct job *job;

	jobs_look(shell);
	for (job = shell->jobs; job; job = job->next)
		if (job->state != JOB_ENDED)
			return shell_fail(shell, 0, "jobs go on",
					  "see demosctl ps");
	return 0;
}

static void loop(struct shell *shell)
{
	struct text source = { 0 };

	while (shell->leaving != LEAVE_SHELL) {
		system_look(editor.system);
		jobs_notice(shell);
		text_cut(&source, 0);
		source.failed = false;
		if (!read_command(&source)) {
			shell_print(shell, "exit\n");
			break;
		}
		run_command(shell, text_get(&source));
	}
	text_free(&source);
	warn_of_jobs(shell);
}

static bool begin(struct system *system)
{
	editor.system = system;
	editor.el = el_init("demos-sh", stdin, stdout, stderr);
	if (!editor.el)
		return false;
	open_history();
	el_set(editor.el, EL_PROMPT, prompt);
	el_set(editor.el, EL_EDITOR, "emacs");
	el_set(editor.el, EL_SIGNAL, 0);
	el_set(editor.el, EL_GETCFN, get_key);
	if (editor.history)
		el_set(editor.el, EL_HIST, history, editor.history);
	el_set(editor.el, EL_ADDFN, "demos-complete", "complete a word",
	       complete_key);
	el_set(editor.el, EL_BIND, "^I", "demos-complete", NULL);
	el_set(editor.el, EL_BIND, "^^", "ed-redisplay", NULL);
	el_set(editor.el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_source(editor.el, NULL);
	return true;
}

/**
 * edit_run - carry out what a person types
 * @system: the system
 *
 * Return: the exit status.
 */
int edit_run(struct system *system)
{
	if (!begin(system))
		return shell_fail(system->shell, STATUS_FAILED,
				  "the terminal cannot be used", NULL);
	loop(system->shell);
	close_history();
	el_end(editor.el);
	editor.el = NULL;
	editor.history = NULL;
	return system->shell->status;
}
