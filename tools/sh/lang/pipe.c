// SPDX-License-Identifier: GPL-2.0
/*
 * Simple commands, and pipes of commands. Programs that stand side by side in a
 * pipe are started together, with links between them. Builtins and ( ) { } if
 * for while run in the shell itself, one after the other: such a command gets
 * the output of what stands before it as a whole, and its own is kept for what
 * stands behind it.
 */
#include <string.h>

#include "exec.h"
#include "expand.h"
#include "jobs.h"
#include "lex.h"

/**
 * struct element - a command in a pipe
 * @node: the command
 * @words: of a simple command, but assignments
 * @argv: these, expanded; NULL: it is no simple command
 * @builtin: it is one
 * @machine: where it runs, as the user says it; NULL: anywhere
 */
struct element {
	const struct node *node;
	const struct word *words;
	char **argv;
	builtin_fn builtin;
	const char *machine;
};

/**
 * struct pipeline - a pipe
 * @shell: the shell
 * @arena: for what lives as long as the pipe runs
 * @text: the whole command
 * @length: of @text
 * @source: of the commands
 * @background: do not wait for the end
 * @count: of @elements
 * @elements: its commands
 */
struct pipeline {
	struct shell *shell;
	struct arena arena;
	const char *text;
	size_t length;
	const char *source;
	bool background;
	int count;
	struct element elements[SH_PROCESSES_MAX];
};

/* ---- assignments */

static bool is_assignment(const char *text)
{
	return lex_name(text) && text[lex_name(text)] == '=';
}

static bool assign(struct shell *shell, struct arena *arena, const char *text,
		   bool exported)
{
	size_t length = lex_name(text);
	char *value = expand_one(shell, arena, text + length + 1);

	if (!value)
		return false;
	if (variable_set(&shell->variables, text, length, value) &&
	    (!exported || variable_export(&shell->variables, text, length)))
		return true;
	shell->status = shell_fail(shell, STATUS_FAILED, "no memory", NULL);
	return false;
}

/* Those before a command are for it alone, and it gets them */
static bool assign_all(struct pipeline *pipe, const struct element *element,
		       bool exported)
{
	const struct word *word = element->node->words;

	for (; word != element->words; word = word->next)
		if (!assign(pipe->shell, &pipe->arena, word->text, exported))
			return false;
	return true;
}

/* ---- elements */

static void trace(struct shell *shell, char **argv)
{
	struct text text = { 0 };

	text_char(&text, '+');
	for (; *argv; argv++) {
		text_char(&text, ' ');
		text_string(&text, *argv);
	}
	text_char(&text, '\n');
	shell_write(shell, 2, text_get(&text), text.length);
	text_free(&text);
}

/* on MACHINE COMMAND */
static bool take_machine(struct shell *shell, struct element *element)
{
	static const char form[] = "MACHINE COMMAND ARGUMENT... is expected";
	const char *wrong;

	if (!element->argv[1] || !element->argv[2]) {
		shell->status = shell_fail(shell, STATUS_MISUSED, "on", form);
		return false;
	}
	wrong = shell->ops->machine(shell, element->argv[1]);
	if (wrong) {
		shell->status = shell_fail(shell, STATUS_MISUSED,
					   element->argv[1], wrong);
		return false;
	}
	element->machine = element->argv[1];
	element->argv += 2;
	return true;
}

/* A command that is a script runs in the shell, too */
static void take_script(struct pipeline *pipe, struct element *element)
{
	struct shell *shell = pipe->shell;
	struct text path = { 0 };
	char *copy;

	if (shell->ops->script &&
	    shell->ops->script(shell, *element->argv, &path)) {
		copy = arena_copy(&pipe->arena, text_get(&path), path.length);
		if (copy) {
			*element->argv = copy;
			element->builtin = builtin_script;
		}
	}
	text_free(&path);
}

static bool expand(struct pipeline *pipe, struct element *element)
{
	struct shell *shell = pipe->shell;

	element->words = element->node->words;
	while (element->words && is_assignment(element->words->text))
		element->words = element->words->next;
	element->argv = expand_words(shell, &pipe->arena, element->words);
	if (!element->argv)
		return false;
	if (shell->trace && *element->argv)
		trace(shell, element->argv);
	if (*element->argv && !strcmp(*element->argv, "on"))
		return take_machine(shell, element);
	if (*element->argv)
		element->builtin = builtin_find(shell, *element->argv);
	if (*element->argv && !element->builtin)
		take_script(pipe, element);
	return true;
}

static bool add(struct pipeline *pipe, const struct node *node)
{
	struct element *element;

	if (pipe->count == SH_PROCESSES_MAX) {
		pipe->shell->status =
			shell_fail(pipe->shell, STATUS_MISUSED,
				   "a pipe has at most 16 commands", NULL);
		return false;
	}
	element = &pipe->elements[pipe->count++];
	element->node = node;
	return node->kind != NODE_SIMPLE || expand(pipe, element);
}

static bool is_program(const struct element *element)
{
	return element->argv && *element->argv && !element->builtin;
}

/* ---- commands that run in the shell */

static void run_builtin(struct pipeline *pipe, const struct element *element)
{
	struct shell *shell = pipe->shell;
	struct variables before;
	bool keep = element->words != element->node->words;

	if (keep && !variables_copy(&before, &shell->variables)) {
		shell->status = shell_fail(shell, STATUS_FAILED, "no memory",
					   NULL);
		return;
	}
	if (assign_all(pipe, element, true))
		shell->status = element->builtin(shell, element->argv);
	if (keep) {
		variables_free(&shell->variables);
		shell->variables = before;
	}
}

/* The status is that of the last $( ), if there is one */
static void run_assignments(struct pipeline *pipe,
			    const struct element *element)
{
	const struct word *word = element->node->words;
	bool command = false;

	for (; word; word = word->next)
		command |= !!strstr(word->text, "$(");
	if (!command)
		pipe->shell->status = 0;
	assign_all(pipe, element, false);
}

static void run_here(struct pipeline *pipe, const struct element *element)
{
	struct shell *shell = pipe->shell;
	struct stream before[3], streams[3];

	if (!element->argv) {
		exec_node(shell, element->node, pipe->source);
		return;
	}
	memcpy(before, shell->streams, sizeof(before));
	memcpy(streams, before, sizeof(streams));
	if (!redirect(shell, &pipe->arena, element->node->redirects, streams))
		return;
	memcpy(shell->streams, streams, sizeof(streams));
	if (element->builtin)
		run_builtin(pipe, element);
	else
		run_assignments(pipe, element);
	memcpy(shell->streams, before, sizeof(before));
}

/**
 * struct part - a command of a pipe that runs in the shell
 * @pipe: the pipe
 * @element: the command
 */
struct part {
	struct pipeline *pipe;
	const struct element *element;
};

static void run_part(struct shell *shell, void *arg)
{
	const struct part *part = arg;

	(void)shell;
	run_here(part->pipe, part->element);
}

/* ---- programs */

static bool order(struct pipeline *pipe, const struct element *element,
		  struct program_order *to)
{
	struct shell *shell = pipe->shell;
	struct variables before;
	bool fine;

	if (!variables_copy(&before, &shell->variables)) {
		shell->status = shell_fail(shell, STATUS_FAILED, "no memory",
					   NULL);
		return false;
	}
	fine = assign_all(pipe, element, true);
	to->argv = element->argv;
	to->machine = element->machine;
	to->environ = fine ? variables_environ(&shell->variables,
					       &pipe->arena) : NULL;
	variables_free(&shell->variables);
	shell->variables = before;
	if (fine && !to->environ)
		shell->status = shell_fail(shell, STATUS_FAILED, "no memory",
					   NULL);
	return to->environ && redirect(shell, &pipe->arena,
				       element->node->redirects, to->streams);
}

static void begin_background(struct shell *shell, struct job *job)
{
	if (job->count)
		strcpy(shell->last, job->pids[job->count - 1]);
	job_add(shell, job);
	if (shell->interactive)
		job_print(shell, 2, job, true);
	shell->status = 0;
}

static void launch(struct pipeline *pipe, struct program_order *orders,
		   int count, bool background)
{
	struct shell *shell = pipe->shell;
	struct job *job = job_new(shell, pipe->text, pipe->length);
	int status;

	if (!job) {
		shell->status = STATUS_FAILED;
		return;
	}
	status = shell->ops->start(shell, orders, count, job);
	if (status) {
		shell->status = status;
		job_free(shell, job);
	} else if (background) {
		begin_background(shell, job);
	} else {
		job_foreground(shell, job);
	}
}

/* @count programs from element @from on; they begin and end with the shell's */
static void run_programs(struct pipeline *pipe, int from, int count,
			 bool background)
{
	static const struct stream link = { .kind = STREAM_PIPE };
	struct program_order orders[SH_PROCESSES_MAX];
	struct shell *shell = pipe->shell;
	int i;

	memset(orders, 0, sizeof(orders));
	for (i = 0; i < count; i++) {
		memcpy(orders[i].streams, shell->streams,
		       sizeof(orders[i].streams));
		if (i)
			orders[i].streams[0] = link;
		if (i + 1 < count)
			orders[i].streams[1] = link;
		if (!order(pipe, &pipe->elements[from + i], &orders[i]))
			return;
	}
	launch(pipe, orders, count, background);
}

/* ---- pipes */

/* From element @from on: how many can run together? */
static int together(const struct pipeline *pipe, int from)
{
	int count = 0;

	while (from + count < pipe->count &&
	       is_program(&pipe->elements[from + count]))
		count++;
	return count;
}

static int run_some(struct pipeline *pipe, int from)
{
	struct part part = { pipe, &pipe->elements[from] };
	int count = together(pipe, from);

	if (!count) {
		shell_apart(pipe->shell, run_part, &part);
		return 1;
	}
	run_programs(pipe, from, count,
		     pipe->background && from + count == pipe->count);
	return count;
}

/* The text between commands that do not run together */
static void run_parts(struct pipeline *pipe)
{
	struct shell *shell = pipe->shell;
	struct stream in = shell->streams[0], out = shell->streams[1];
	struct text texts[2] = { { 0 } }, *full = &texts[0], *next = &texts[1];
	struct text *other;
	size_t at = 0;
	int i = 0, some;

	while (i < pipe->count && !shell->interrupted) {
		some = together(pipe, i);
		if (i + (some ? some : 1) < pipe->count)
			shell->streams[1] = (struct stream){
				.kind = STREAM_BUFFER, .buffer = next };
		else
			shell->streams[1] = out;
		i += run_some(pipe, i);
		if (next->failed) {
			shell->status =
				shell_fail(shell, STATUS_FAILED,
					   "a text in a pipe is too long",
					   NULL);
			break;
		}
		text_free(full);
		other = full;
		full = next;
		next = other;
		at = 0;
		shell->streams[0] = (struct stream){
			.kind = STREAM_BUFFER, .buffer = full, .at = &at };
	}
	text_free(&texts[0]);
	text_free(&texts[1]);
	shell->streams[0] = in;
	shell->streams[1] = out;
}

/* A builtin in the background ends at once */
static void run(struct pipeline *pipe)
{
	struct part part = { pipe, &pipe->elements[0] };

	if (pipe->count > 1)
		run_parts(pipe);
	else if (is_program(&pipe->elements[0]))
		run_programs(pipe, 0, 1, pipe->background);
	else if (pipe->background)
		shell_apart(pipe->shell, run_part, &part);
	else
		run_here(pipe, &pipe->elements[0]);
}

/**
 * exec_pipe - carry out a simple command, or a pipe
 * @shell: gets its status
 * @node: the command
 * @source: where it is from
 * @background: do not wait for it
 */
void exec_pipe(struct shell *shell, const struct node *node,
	       const char *source, bool background)
{
	struct pipeline pipe = {
		.shell = shell, .source = source, .background = background,
		.text = source + node->begin, .length = node->length,
	};
	const struct node *at;
	bool fine = true;

	if (node->kind != NODE_PIPE)
		fine = add(&pipe, node);
	else
		for (at = node->first; fine && at; at = at->next)
			fine = add(&pipe, at);
	if (fine)
		run(&pipe);
	arena_free(&pipe.arena);
}
