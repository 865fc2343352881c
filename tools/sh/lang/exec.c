// SPDX-License-Identifier: GPL-2.0
/*
 * Carries out trees. Recursion is as deep as the tree, which the parser bounds.
 */
#include <string.h>

#include "exec.h"
#include "expand.h"
#include "lex.h"

/* Is there a reason not to carry out what comes next? */
static bool is_over(struct shell *shell)
{
	if (!shell->interrupted && shell->ops->interrupted(shell))
		shell->interrupted = true;
	if (shell->interrupted && shell->status < STATUS_SIGNAL)
		shell->status = STATUS_INTERRUPTED;
	return shell->leaving || shell->interrupted;
}

static void exec_list(struct shell *shell, const struct node *node,
		      const char *source)
{
	for (; node && !is_over(shell); node = node->next)
		exec_node(shell, node, source);
}

/* Only its status matters */
static void exec_condition(struct shell *shell, const struct node *node,
			   const char *source)
{
	shell->testing++;
	exec_node(shell, node, source);
	shell->testing--;
}

static void exec_chain(struct shell *shell, const struct node *node,
		       const char *source)
{
	for (; node && !is_over(shell); node = node->next) {
		if (node->joint == JOINT_AND && shell->status)
			continue;
		if (node->joint == JOINT_OR && !shell->status)
			continue;
		if (node->next)
			exec_condition(shell, node, source);
		else
			exec_node(shell, node, source);
	}
}

static void exec_if(struct shell *shell, const struct node *node,
		    const char *source)
{
	for (; node && node->kind == NODE_IF; node = node->third) {
		exec_condition(shell, node->first, source);
		if (is_over(shell))
			return;
		if (!shell->status) {
			exec_node(shell, node->second, source);
			return;
		}
	}
	shell->status = 0;
	if (node)
		exec_node(shell, node, source);
}

/* After a turn of a loop: does it go on? */
static bool goes_on(struct shell *shell)
{
	if (shell->leaving == LEAVE_BREAK || shell->leaving == LEAVE_CONTINUE) {
		if (shell->levels > 1) {
			shell->levels--;
			return false;
		}
		if (shell->leaving == LEAVE_BREAK) {
			shell->leaving = LEAVE_NOT;
			return false;
		}
		shell->leaving = LEAVE_NOT;
	}
	return !is_over(shell);
}

static void exec_for_words(struct shell *shell, const struct node *node,
			   char **words, const char *source)
{
	const char *name = node->words->text;

	shell->status = 0;
	for (; *words && !is_over(shell); words++) {
		if (!variable_set(&shell->variables, name, strlen(name),
				  *words)) {
			shell->status = shell_fail(shell, STATUS_FAILED,
						   "no memory", NULL);
			return;
		}
		exec_node(shell, node->first, source);
		if (!goes_on(shell))
			return;
	}
}

static void exec_for(struct shell *shell, const struct node *node,
		     const char *source)
{
	const struct word given = { .text = (char *)"\"$@\"" };
	struct arena arena = { 0 };
	char **words = expand_words(shell, &arena, node->given ? &given :
							node->words->next);

	if (words)
		exec_for_words(shell, node, words, source);
	arena_free(&arena);
}

static void exec_while(struct shell *shell, const struct node *node,
		       const char *source)
{
	bool until = node->kind == NODE_UNTIL;
	int status = 0;

	while (!is_over(shell)) {
		exec_condition(shell, node->first, source);
		if (shell->leaving || shell->interrupted) {
			if (!goes_on(shell))
				return;
			continue;
		}
		if (!shell->status == until)
			break;
		exec_node(shell, node->second, source);
		status = shell->status;
		if (!goes_on(shell))
			return;
	}
	if (!is_over(shell))
		shell->status = status;
}

static void exec_loop(struct shell *shell, const struct node *node,
		      const char *source)
{
	shell->loops++;
	if (node->kind == NODE_FOR)
		exec_for(shell, node, source);
	else
		exec_while(shell, node, source);
	shell->loops--;
}

/**
 * struct inside - a ( )
 * @node: what is between the brackets
 * @source: of it
 */
struct inside {
	const struct node *node;
	const char *source;
};

static void exec_inside(struct shell *shell, void *arg)
{
	const struct inside *inside = arg;

	exec_node(shell, inside->node, inside->source);
}

static void exec_subshell(struct shell *shell, const struct node *node,
			  const char *source)
{
	struct inside inside = { node->first, source };

	shell_apart(shell, exec_inside, &inside);
}

static void exec_kind(struct shell *shell, const struct node *node,
		      const char *source)
{
	switch (node->kind) {
	case NODE_IF:
		exec_if(shell, node, source);
		break;
	case NODE_FOR:
	case NODE_WHILE:
	case NODE_UNTIL:
		exec_loop(shell, node, source);
		break;
	case NODE_SUBSHELL:
		exec_subshell(shell, node, source);
		break;
	default:
		exec_node(shell, node->first, source);
	}
}

/* A file that several commands read, each goes on where the last one ended */
static bool load(struct shell *shell, struct stream *in, struct text *text,
		 size_t *at)
{
	int status;

	if (in->kind != STREAM_FILE)
		return true;
	status = shell->ops->load(shell, in->path, text);
	if (status)
		shell->status = status;
	*in = (struct stream){ .kind = STREAM_BUFFER, .buffer = text,
			       .at = at };
	return !status;
}

/* With the redirections behind it */
static void exec_compound(struct shell *shell, const struct node *node,
			  const char *source)
{
	struct stream before[3], streams[3];
	struct arena arena = { 0 };
	struct text text = { 0 };
	size_t at = 0;

	memcpy(before, shell->streams, sizeof(before));
	memcpy(streams, before, sizeof(streams));
	if (redirect(shell, &arena, node->redirects, streams) &&
	    load(shell, &streams[0], &text, &at)) {
		memcpy(shell->streams, streams, sizeof(streams));
		exec_kind(shell, node, source);
		memcpy(shell->streams, before, sizeof(before));
	}
	text_free(&text);
	arena_free(&arena);
}

static void refuse_background(struct shell *shell)
{
	static const char why[] =
		"only programs and pipes of them run in the background";

	shell->status = shell_fail(shell, STATUS_FAILED, "&", why);
}

static void exec_background(struct shell *shell, const struct node *node,
			    const char *source)
{
	const struct node *what = node->first;

	if (what->kind == NODE_PIPE || what->kind == NODE_SIMPLE)
		exec_pipe(shell, what, source, true);
	else
		refuse_background(shell);
}

static bool is_tested(const struct node *node)
{
	return node->kind == NODE_NOT || node->kind == NODE_CHAIN ||
	       node->kind == NODE_BACKGROUND;
}

/**
 * exec_node - carry out a command
 * @shell: gets its status
 * @node: the command
 * @source: where it is from
 */
void exec_node(struct shell *shell, const struct node *node,
	       const char *source)
{
	if (is_over(shell))
		return;
	switch (node->kind) {
	case NODE_SIMPLE:
	case NODE_PIPE:
		exec_pipe(shell, node, source, false);
		break;
	case NODE_NOT:
		exec_condition(shell, node->first, source);
		if (!shell->interrupted)
			shell->status = !shell->status;
		break;
	case NODE_CHAIN:
		exec_chain(shell, node->first, source);
		break;
	case NODE_LIST:
		exec_list(shell, node->first, source);
		break;
	case NODE_BACKGROUND:
		exec_background(shell, node, source);
		break;
	default:
		exec_compound(shell, node, source);
		return;
	}
	if (shell->status && shell->exit_on_failure && !shell->testing &&
	    node->kind != NODE_LIST && !is_tested(node))
		shell->leaving = LEAVE_SHELL;
}
