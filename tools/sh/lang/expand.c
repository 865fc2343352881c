// SPDX-License-Identifier: GPL-2.0
/*
 * Expansion. A word is read once, from left to right; its field grows in
 * @field, where a \ stands before each character that quotes have made plain
 * and that would mean something in a pattern.
 */
#include <string.h>

#include "expand.h"
#include "lex.h"
#include "pattern.h"

/**
 * struct expansion - the expansion of words
 * @shell: the shell
 * @arena: for the fields
 * @field: the field that grows
 * @any: it is there, though it may be empty
 * @split: blanks in values end fields, and patterns become names
 * @first: the fields
 * @end: where the next one goes
 * @failed: and why has been said
 */
struct expansion {
	struct shell *shell;
	struct arena *arena;
	struct text field;
	bool any;
	bool split;
	struct field *first;
	struct field **end;
	bool failed;
};

static void expand_part(struct expansion *e, const char *at, const char *end,
			bool quoted);

static void fail(struct expansion *e, const char *what, const char *why)
{
	if (!e->failed)
		e->shell->status = shell_fail(e->shell, STATUS_MISUSED, what,
					      why);
	e->failed = true;
}

static void put_plain(struct expansion *e, char c)
{
	if (c && strchr("*?[]\\-!^", c))
		text_char(&e->field, '\\');
	text_char(&e->field, c);
	e->any = true;
}

static void end_field(struct expansion *e)
{
	struct field *field;
	char *copy;

	if (!e->any)
		return;
	e->any = false;
	copy = arena_copy(e->arena, text_get(&e->field), e->field.length);
	field = arena_get(e->arena, sizeof(*field));
	text_cut(&e->field, 0);
	if (!copy || !field) {
		fail(e, "no memory", NULL);
		return;
	}
	if (e->split && pattern_is(copy)) {
		e->end = glob(e->shell, e->arena, copy, e->end);
		if (!e->end) {
			e->end = &e->first;
			fail(e, "no memory", NULL);
		}
		return;
	}
	pattern_plain(copy);
	field->text = copy;
	*e->end = field;
	e->end = &field->next;
}

/* A value outside of quotes: its * is a pattern's, its \ is only a \ */
static void put_value(struct expansion *e, const char *value, bool quoted)
{
	for (; *value; value++) {
		if (quoted || !e->split || *value == '\\') {
			put_plain(e, *value);
		} else if (lex_is_blank(*value) || *value == '\n') {
			end_field(e);
		} else {
			text_char(&e->field, *value);
			e->any = true;
		}
	}
}

/* $* and $@: fields of their own, but for "$*" */
static void put_params(struct expansion *e, char which, bool quoted)
{
	struct shell *shell = e->shell;
	bool apart = e->split && (which == '@' || !quoted);
	int i;

	for (i = 0; i < shell->count; i++) {
		put_value(e, shell->params[i], quoted);
		if (quoted)
			e->any = true;
		if (i + 1 == shell->count)
			break;
		if (apart)
			end_field(e);
		else
			put_plain(e, ' ');
	}
}

/* ---- variables */

static const char *number(struct expansion *e, long value)
{
	struct text text = { 0 };
	char *copy;

	text_number(&text, value);
	copy = arena_copy(e->arena, text_get(&text), text.length);
	text_free(&text);
	return copy ? copy : "";
}

static const char *param(const struct shell *shell, const char *name,
			 size_t length)
{
	long n = 0;

	for (; length && n <= shell->count; name++, length--)
		n = n * 10 + (*name - '0');
	if (!n)
		return shell->name;
	return n <= shell->count ? shell->params[n - 1] : NULL;
}

/* The value of a name of @length bytes, but for * and @; NULL: none */
static const char *value_of(struct expansion *e, const char *name,
			    size_t length)
{
	const struct shell *shell = e->shell;

	switch (*name) {
	case '?':
		return number(e, shell->status);
	case '#':
		return number(e, shell->count);
	case '!':
		return *shell->last ? shell->last : NULL;
	case '-':
		return "";
	}
	if (*name >= '0' && *name <= '9')
		return param(shell, name, length);
	return variable_get(&shell->variables, name, length);
}

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* How long is the name behind $ or ${? 0: there is none */
static size_t name_length(const char *text, bool braces)
{
	size_t length = lex_name(text);

	if (length)
		return length;
	length = digits(text);
	if (length)
		return braces ? length : 1;
	return *text && strchr("?#!@*-", *text) ? 1 : 0;
}

static bool is_set(struct expansion *e, const char *name, size_t length)
{
	if (*name == '@' || *name == '*')
		return e->shell->count;
	return value_of(e, name, length);
}

static void put_variable(struct expansion *e, const char *name, size_t length,
			 bool quoted)
{
	const char *value;

	if (*name == '@' || *name == '*') {
		put_params(e, *name, quoted);
		return;
	}
	value = value_of(e, name, length);
	if (value)
		put_value(e, value, quoted);
	else if (e->shell->strict)
		fail(e, arena_copy(e->arena, name, length), "is not set");
}

static void put_length(struct expansion *e, const char *name, bool quoted)
{
	size_t length = name_length(name, true);
	const char *value;

	if (!length || name[length] != '}') {
		fail(e, "${# }", "the name of a variable is expected");
		return;
	}
	value = value_of(e, name, length);
	put_value(e, number(e, value ? (long)strlen(value) : 0), quoted);
}

/* ${x:=word}: set the variable, then use it */
static void put_default(struct expansion *e, const char *name, size_t length,
			const char *word, const char *end, bool quoted)
{
	char *text = arena_copy(e->arena, word, (size_t)(end - word));
	char *value = text ? expand_one(e->shell, e->arena, text) : NULL;

	if (!value || !lex_name(name) ||
	    !variable_set(&e->shell->variables, name, length, value))
		fail(e, "${ := }", "the variable cannot be set");
	else
		put_value(e, value, quoted);
}

static void refuse_unset(struct expansion *e, const char *name, size_t length,
			 const char *word, const char *end)
{
	char *text = arena_copy(e->arena, word, (size_t)(end - word));
	char *why = text ? expand_one(e->shell, e->arena, text) : NULL;

	fail(e, arena_copy(e->arena, name, length),
	     why && *why ? why : "is not set");
	if (!e->shell->interactive)
		e->shell->leaving = LEAVE_SHELL;
}

/* ${x:-word} and its like; @at is behind the name, @end at the } */
static void put_choice(struct expansion *e, const char *name, size_t length,
		       const char *at, const char *end, bool quoted)
{
	bool colon = *at == ':', there = is_set(e, name, length);
	const char *value = there ? value_of(e, name, length) : NULL;

	if (colon) {
		at++;
		if (there && value && !*value)
			there = false;
	}
	switch (*at) {
	case '+':
		if (there)
			expand_part(e, at + 1, end, quoted);
		return;
	case '-':
	case '=':
	case '?':
		break;
	default:
		fail(e, "${ }", "this is not known here");
		return;
	}
	if (there)
		put_variable(e, name, length, quoted);
	else if (*at == '-')
		expand_part(e, at + 1, end, quoted);
	else if (*at == '=')
		put_default(e, name, length, at + 1, end, quoted);
	else
		refuse_unset(e, name, length, at + 1, end);
}

static void put_braces(struct expansion *e, const char *name, const char *end,
		       bool quoted)
{
	size_t length = name_length(name, true);

	if (*name == '#' && name + 1 < end) {
		put_length(e, name + 1, quoted);
		return;
	}
	if (!length || name + length > end) {
		fail(e, "${ }", "the name of a variable is expected");
		return;
	}
	if (name + length == end)
		put_variable(e, name, length, quoted);
	else
		put_choice(e, name, length, name + length, end, quoted);
}

/* ---- $( ) and $(( )) */

static void put_arithmetic(struct expansion *e, char *source)
{
	char *text = expand_one(e->shell, e->arena, source);
	const char *wrong;
	long value;

	if (!text) {
		e->failed = true;
		return;
	}
	wrong = arith(e->shell, text, &value);
	if (wrong)
		fail(e, text, wrong);
	else
		put_value(e, number(e, value), true);
}

static void put_output(struct expansion *e, const char *source, bool quoted)
{
	struct text output = { 0 };

	if (shell_capture(e->shell, source, &output))
		e->failed = true;
	while (output.length && output.bytes[output.length - 1] == '\n')
		text_cut(&output, output.length - 1);
	put_value(e, text_get(&output), quoted);
	text_free(&output);
}

/* What is between $( and its ) */
static void put_command(struct expansion *e, const char *at, const char *end,
			bool quoted)
{
	bool sum = *at == '(' && end[-1] == ')' && end - at >= 2;
	char *source = sum ? arena_copy(e->arena, at + 1,
					(size_t)(end - at - 2)) :
			     arena_copy(e->arena, at, (size_t)(end - at));

	if (!source)
		fail(e, "no memory", NULL);
	else if (sum)
		put_arithmetic(e, source);
	else
		put_output(e, source, quoted);
}

/* Of a $; returns where it goes on */
static const char *put_dollar(struct expansion *e, const char *at, bool quoted)
{
	size_t length = name_length(at + 1, false);
	const char *end;

	if (at[1] == '(' || at[1] == '{') {
		end = at + lex_dollar(at, 0);
		if (at[1] == '(')
			put_command(e, at + 2, end - 1, quoted);
		else
			put_braces(e, at + 2, end - 1, quoted);
		return end;
	}
	if (length)
		put_variable(e, at + 1, length, quoted);
	else
		put_plain(e, '$');
	return at + 1 + length;
}

/* ---- quotes */

static const char *put_single(struct expansion *e, const char *at)
{
	e->any = true;
	for (at++; *at && *at != '\''; at++)
		put_plain(e, *at);
	return *at ? at + 1 : at;
}

static const char *put_backslash(struct expansion *e, const char *at,
				 bool quoted)
{
	if (at[1] == '\n')
		return at + 2;
	if (!at[1] || (quoted && !strchr("$`\"\\", at[1]))) {
		put_plain(e, '\\');
		return at + 1;
	}
	put_plain(e, at[1]);
	return at + 2;
}

static const char *double_end(const char *at)
{
	while (*at && *at != '"') {
		if (*at == '$')
			at += lex_dollar(at, 0);
		else
			at += *at == '\\' && at[1] ? 2 : 1;
	}
	return at;
}

static const char *put_double(struct expansion *e, const char *at)
{
	const char *end = double_end(at + 1);

	/* "$@" without arguments is nothing */
	if (end - at != 3 || strncmp(at + 1, "$@", 2))
		e->any = true;
	expand_part(e, at + 1, end, true);
	return *end ? end + 1 : end;
}

static void expand_part(struct expansion *e, const char *at, const char *end,
			bool quoted)
{
	while (at < end && !e->failed) {
		if (*at == '$') {
			at = put_dollar(e, at, quoted);
		} else if (*at == '\\') {
			at = put_backslash(e, at, quoted);
		} else if (*at == '"') {
			at = put_double(e, at);
		} else if (*at == '\'' && !quoted) {
			at = put_single(e, at);
		} else if (quoted) {
			put_plain(e, *at++);
		} else {
			text_char(&e->field, *at++);
			e->any = true;
		}
	}
}

static bool finish(struct expansion *e)
{
	end_field(e);
	if (e->field.failed)
		fail(e, "a word is too long", NULL);
	text_free(&e->field);
	return !e->failed;
}

static char **flatten(struct expansion *e)
{
	const struct field *field;
	size_t count = 0;
	char **argv;

	for (field = e->first; field; field = field->next)
		count++;
	argv = arena_get(e->arena, (count + 1) * sizeof(*argv));
	if (!argv) {
		fail(e, "no memory", NULL);
		return NULL;
	}
	count = 0;
	for (field = e->first; field; field = field->next)
		argv[count++] = field->text;
	return argv;
}

/**
 * expand_words - expand words to arguments
 * @shell: the shell
 * @arena: for the arguments
 * @words: the words
 *
 * Return: the arguments, NULL after the last; NULL: it failed, and the shell's
 * status says how.
 */
char **expand_words(struct shell *shell, struct arena *arena,
		    const struct word *words)
{
	struct expansion e = { .shell = shell, .arena = arena, .split = true };

	e.end = &e.first;
	for (; words && !e.failed; words = words->next) {
		expand_part(&e, words->text,
			    words->text + strlen(words->text), false);
		end_field(&e);
	}
	return finish(&e) ? flatten(&e) : NULL;
}

/**
 * expand_one - expand a word to one string
 * @shell: the shell
 * @arena: for the string
 * @text: the word
 *
 * Return: the string; NULL: it failed, and the shell's status says how.
 */
char *expand_one(struct shell *shell, struct arena *arena, const char *text)
{
	struct expansion e = { .shell = shell, .arena = arena };

	e.end = &e.first;
	e.any = true;
	expand_part(&e, text, text + strlen(text), false);
	e.any = true;
	return finish(&e) ? e.first->text : NULL;
}
