// SPDX-License-Identifier: GPL-2.0
/*
 * Which rows are shown, and in which order; and the words that were meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../daemon/lib/demos.h"
#include "../command.h"
#include "../near.h"
#include "../record.h"
#include "tap.h"

static const struct field fields[] = {
	{ "pid", "PID" },
	{ "pc", "PC" },
	{ "name", "NAME" },
	{ "memory", "MEMORY" },
	{ "rights", "RIGHTS" },
	{ "held", "HELD" },
	{ 0 }
};

static const struct command command = { .name = "test", .fields = fields };

static struct json_object *rows;

static void add(__u64 pid, const char *name, __u64 memory, const char *right)
{
	struct json_object *record = json_object_new_object();
	struct json_object *rights = json_object_new_array();

	record_pid(record, "pid", pid);
	record_text(record, "name", name);
	if (memory)
		record_number(record, "memory", memory);
	if (right) {
		record_append(rights, "dup");
		record_append(rights, right);
	}
	json_object_object_add(record, "rights", rights);
	record_flag(record, "held", right);
	json_object_array_add(rows, record);
}

/* Do the options @line show the pids @expected, in this order? */
static bool shows(const char *line, const char *expected)
{
	char words[128], *argv[16] = { "test", "-n", "-o", "pid" }, *text;
	struct arguments arguments;
	int argc = 4;
	size_t size, i;
	FILE *to;
	bool same;

	snprintf(words, sizeof(words), "%s", line);
	for (text = strtok(words, " "); text; text = strtok(NULL, " "))
		argv[argc++] = text;
	if (arguments_parse(&command, argc, argv, &arguments))
		return false;
	to = open_memstream(&text, &size);
	table_print(to, rows, &arguments.table);
	fclose(to);
	for (i = 0; i < size; i++)
		if (text[i] == '\n')
			text[i] = ' ';
	same = !strcmp(text, expected);
	if (!same)
		printf("# expected: %s\n# got: %s\n", expected, text);
	free(text);
	return same;
}

static void test_sort(void)
{
	ok(shows("", "1.10 1.9 2.1 1.126 "), "as they are");
	ok(shows("--sort pid", "1.9 1.10 1.126 2.1 "), "pids by value");
	ok(shows("--sort -PID", "2.1 1.126 1.10 1.9 "), "downward");
	ok(shows("--sort memory", "2.1 1.126 1.9 1.10 "),
	   "numbers by value, a row without one last");
	ok(shows("--sort -memory", "1.9 2.1 1.126 1.10 "),
	   "downward, a row without one still last; others stay in order");
	ok(shows("--sort memory,-name", "2.1 1.126 1.9 1.10 "),
	   "by two columns");
	ok(shows("--sort name", "1.9 1.126 2.1 1.10 "),
	   "the numbers in names by value");
	ok(!shows("--sort memry", "") && !shows("--sort pid,", "") &&
	   !shows("--sort -", ""), "columns that do not exist");
	ok(!shows("--sort pid,pid,pid,pid,pid,pid,pid,pid,pid", ""),
	   "more columns than can be");
}

static void test_filter(void)
{
	ok(shows("--filter name=server2", "1.126 "), "a value");
	ok(shows("-f Name=SERVER2", "1.126 "), "in any case");
	ok(shows("-f name!=server2", "1.10 1.9 2.1 "), "not a value");
	ok(shows("-f name=server*", "2.1 1.126 "), "a pattern");
	ok(shows("-f name=server", ""), "no part of a value");
	ok(shows("-f name=@(a|x)", "1.10 1.9 "), "one of two values");
	ok(shows("-f name=server* -f memory!=9", ""), "both must hold");
	ok(shows("-f memory=-", "1.10 "), "no value");
	ok(shows("-f memory=", ""), "an empty value");
	ok(shows("-f held=yes", "1.9 2.1 ") &&
	   shows("-f held=true", "1.9 2.1 "),
	   "yes as in a table, and as in JSON");
	ok(shows("-f rights=pass", "1.9 "), "a word of a list");
	ok(shows("-f rights=dup,*", "1.9 2.1 "), "a whole list");
	ok(shows("--filter name=server* --sort pid", "1.126 2.1 "),
	   "filtered and sorted");
	ok(!shows("-f name", "") && !shows("-f =a", "") &&
	   !shows("-f !=a", "") && !shows("-f nme=a", ""), "not a filter");
	ok(!shows("-fpc= -fpc= -fpc= -fpc= -fpc= -fpc= -fpc= -fpc= -fpc=",
		  ""), "more filters than can be");
}

/* After how many ms does @option repeat the command? -1: it is refused */
static int repeats(const char *option)
{
	struct arguments a;
	char *argv[2];

	argv[0] = (char *)command.name;
	argv[1] = (char *)option;
	return arguments_parse(&command, 2, argv, &a) ? -1 : a.watch;
}

static void test_watch(void)
{
	ok(repeats("--watch=0.5") == 500 && repeats("-w") == 1000 &&
	   repeats("-w5") == 5000 && !repeats("-n"), "how often to watch");
	ok(repeats("--watch=0") < 0 && repeats("-wx") < 0 &&
	   repeats("-wnan") < 0, "a time that is none");
}

/* What may @word have been meant for? */
static const char *meant(const char *word)
{
	static const char *const words[] = {
		"machine", "peer", "ps", "show", "suspend", "migrate", "kill",
	};
	struct near near;
	size_t i;

	near_begin(&near, word, strlen(word));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		near_try(&near, words[i]);
	return near.best ? near.best : "";
}

static void test_near(void)
{
	char longest[200];

	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	ok(!strcmp(meant("migrat"), "migrate") &&
	   !strcmp(meant("sp"), "ps") && !strcmp(meant("shwo"), "show") &&
	   !strcmp(meant("killl"), "kill") && !strcmp(meant("Mach"), "machine"),
	   "words that were meant");
	ok(!*meant("frobnicate") && !*meant("x") && !*meant("") &&
	   !*meant(longest), "words that nothing is near to");
}

int main(void)
{
	/* Refusals go to standard error, where they would only distract */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	rows = json_object_new_array();
	add(DEMOS_PID(1, 10), "x", 0, NULL);
	add(DEMOS_PID(1, 9), "a", 10000, "pass");
	add(DEMOS_PID(2, 1), "server10", 9, "once");
	add(DEMOS_PID(1, 126), "server2", 9, NULL);
	test_sort();
	test_filter();
	test_watch();
	test_near();
	json_object_put(rows);
	return tap_end();
}
