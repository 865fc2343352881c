// SPDX-License-Identifier: GPL-2.0
/*
 * test and [: the forms of up to four words that POSIX defines, and -a and -o
 * between them.
 */
#include <string.h>

#include "exec.h"

/**
 * struct condition - words to be tested
 * @shell: the shell
 * @at: the next word; NULL: there are no more
 * @wrong: they make no sense
 */
struct condition {
	struct shell *shell;
	char **at;
	bool wrong;
};

static bool wrong(struct condition *condition, const char *what,
		  const char *why)
{
	if (!condition->wrong)
		shell_fail(condition->shell, STATUS_MISUSED, what, why);
	condition->wrong = true;
	return false;
}

static bool is_file(struct condition *condition, char letter, const char *path)
{
	unsigned long size = 0;
	enum file_kind kind = condition->shell->ops->kind(condition->shell,
							  path, &size);

	switch (letter) {
	case 'f':
		return kind == FILE_REGULAR;
	case 'd':
		return kind == FILE_FOLDER;
	case 's':
		return kind != FILE_NONE && size;
	default:
		return kind != FILE_NONE;
	}
}

static bool is_unary(const char *word)
{
	return word[0] == '-' && word[1] && !word[2] &&
	       strchr("nzefdsrwx", word[1]);
}

static bool unary(struct condition *condition)
{
	char letter = condition->at[0][1];
	const char *word = condition->at[1];

	condition->at += 2;
	if (letter == 'n' || letter == 'z')
		return !*word == (letter == 'z');
	return is_file(condition, letter, word);
}

static const char *const numeric[] = {
	"-eq", "-ne", "-lt", "-le", "-gt", "-ge", NULL
};

static int find_numeric(const char *word)
{
	int i;

	for (i = 0; numeric[i]; i++)
		if (!strcmp(word, numeric[i]))
			return i;
	return -1;
}

static bool compare(struct condition *condition, int which)
{
	long a, b;

	if (builtin_number(condition->shell, condition->at[0], &a) ||
	    builtin_number(condition->shell, condition->at[2], &b)) {
		condition->wrong = true;
		return false;
	}
	switch (which) {
	case 0:
		return a == b;
	case 1:
		return a != b;
	case 2:
		return a < b;
	case 3:
		return a <= b;
	case 4:
		return a > b;
	default:
		return a >= b;
	}
}

static bool is_binary(const char *word)
{
	return !strcmp(word, "=") || !strcmp(word, "!=") ||
	       find_numeric(word) >= 0;
}

static bool binary(struct condition *condition)
{
	char **at = condition->at;
	bool result;

	if (find_numeric(at[1]) >= 0)
		result = compare(condition, find_numeric(at[1]));
	else
		result = !strcmp(at[0], at[2]) == (*at[1] == '=');
	condition->at += 3;
	return result;
}

static bool primary(struct condition *condition)
{
	char **at = condition->at;
	bool not = false, result;

	while (at[0] && !strcmp(at[0], "!") && at[1] &&
	       !(is_binary(at[1]) && at[2])) {
		not = !not;
		at++;
	}
	condition->at = at;
	if (!at[0])
		return wrong(condition, "test", "a word is expected");
	if (at[1] && at[2] && is_binary(at[1]))
		result = binary(condition);
	else if (at[1] && is_unary(at[0]))
		result = unary(condition);
	else
		result = **condition->at++;
	return result != not;
}

static bool all(struct condition *condition)
{
	bool result = primary(condition);

	while (!condition->wrong && *condition->at &&
	       !strcmp(*condition->at, "-a")) {
		condition->at++;
		result &= primary(condition);
	}
	return result;
}

static bool any(struct condition *condition)
{
	bool result = all(condition);

	while (!condition->wrong && *condition->at &&
	       !strcmp(*condition->at, "-o")) {
		condition->at++;
		result |= all(condition);
	}
	return result;
}

/* The words without test, or without [ and ] */
static char **take_words(struct shell *shell, char **argv)
{
	size_t last = 0;

	while (argv[last + 1])
		last++;
	if (strcmp(argv[0], "["))
		return argv + 1;
	if (!last || strcmp(argv[last], "]")) {
		shell_fail(shell, STATUS_MISUSED, "[", "']' is expected");
		return NULL;
	}
	argv[last] = NULL;
	return argv + 1;
}

/**
 * builtin_test - test, [
 * @shell: the shell
 * @argv: its arguments
 *
 * Return: 0: it is so; 1: it is not; 2: that makes no sense.
 */
int builtin_test(struct shell *shell, char **argv)
{
	struct condition condition = { .shell = shell };
	bool result;

	condition.at = take_words(shell, argv);
	if (!condition.at)
		return STATUS_MISUSED;
	if (!*condition.at)
		return 1;
	result = any(&condition);
	if (!condition.wrong && *condition.at)
		wrong(&condition, *condition.at, "test does not know this");
	return condition.wrong ? STATUS_MISUSED : !result;
}
