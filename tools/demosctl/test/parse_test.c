// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers, names and command lines.
 */
#include <stdio.h>
#include <string.h>

#include "../command.h"
#include "../parse.h"
#include "tap.h"

static void test_numbers(void)
{
	static const struct {
		const char *text;
		bool good;
		__u64 number;
	} cases[] = {
		{ "0", true, 0 },
		{ "17", true, 17 },
		{ "0x1F", true, 31 },
		{ "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "", false, 0 },
		{ "-1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1k", false, 0 },
		{ "0x", false, 0 },
		{ "0x-1", false, 0 },
		{ "x", false, 0 },
	};
	__u64 number, expected;
	size_t i;
	bool good;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		number = 99;
		expected = number;
		if (cases[i].good)
			expected = cases[i].number;
		good = parse_number(cases[i].text, 0, UINT64_MAX, &number);
		ok(good == cases[i].good && number == expected, "number '%s'",
		   cases[i].text);
	}
	ok(!parse_number("4", 5, 9, &number) &&
	   parse_number("5", 5, 9, &number) &&
	   parse_number("9", 5, 9, &number) &&
	   !parse_number("10", 5, 9, &number), "limits of a number");
}

static void test_names(void)
{
	ok(parse_name("server"), "a name");
	ok(parse_name("1.x") && parse_name("17"), "names like numbers");
	ok(!parse_name(""), "no name");
	ok(!parse_name("a b") && !parse_name("a\n") && !parse_name("\xc3\xa4"),
	   "names that do not fit a column of a table");
	ok(!parse_name("3.17"), "a name like a process identifier");
	ok(parse_name("1234567890123456789012345678901") &&
	   !parse_name("12345678901234567890123456789012"),
	   "length of a name");
}

/* ---- command lines */

static const struct choice options[] = {
	{ 'o', "on", "MACHINE", "where" },
	{ 'w', "wait", NULL, "wait" },
	{ 0 }
};

static const struct command command = {
	.name = "test",
	.operands = "ONE [TWO]",
	.least = 1,
	.most = 2,
	.options = options,
	.shows = true,
};

static const struct choice passing_options[] = {
	{ 'e', "env", "NAME", "a name" },
	{ 'w', "wait", NULL, "wait" },
	{ 0 }
};

static const struct command passing = {
	.name = "pass",
	.operands = "PROGRAM [ARG...]",
	.least = 1,
	.most = OPERANDS_MAX,
	.passes = true,
	.repeats = 'e',
	.options = passing_options,
	.shows = true,
};

/* Read "test @line" */
static int parse_as(const struct command *wanted, const char *line,
		    struct arguments *arguments)
{
	static char words[2048], *argv[600];
	int argc = 1;
	char *word;

	argv[0] = "test";
	snprintf(words, sizeof(words), "%s", line);
	for (word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return arguments_parse(wanted, argc, argv, arguments);
}

static int parse(const char *line, struct arguments *arguments)
{
	return parse_as(&command, line, arguments);
}

static void test_arguments(void)
{
	struct arguments a;

	ok(!parse("x", &a) && a.count == 1 && !strcmp(a.operands[0], "x") &&
	   !a.operands[1] && !a.json && !a.values['w'], "an operand");
	ok(!parse("x --on 2 y -w -j", &a) && a.count == 2 && a.json &&
	   a.values['w'] && !strcmp(a.values['o'], "2") &&
	   !strcmp(a.operands[1], "y"), "options between operands");
	ok(!parse("--on=2 -- -x", &a) && !strcmp(a.operands[0], "-x"),
	   "an operand like an option");
	ok(parse("", &a) == MISUSED, "too few operands");
	ok(parse("a b c", &a) == MISUSED, "too many operands");
	ok(parse("a --off", &a) == MISUSED && parse("a -z", &a) == MISUSED,
	   "options that do not exist");
	ok(parse("a --on", &a) == MISUSED, "an option without its value");
	ok(parse("a --wait=1", &a) == MISUSED, "a value for a flag");
}

static void test_passing(void)
{
	static char many[2048];
	struct arguments a;
	int i;

	ok(!parse_as(&passing, "-w prog -w --env x -- -j", &a) &&
	   a.values['w'] && !a.json && !a.repeated[0] && a.count == 6 &&
	   !strcmp(a.operands[1], "-w") && !strcmp(a.operands[4], "--") &&
	   !a.operands[6], "options behind a program are the program's");
	ok(!parse_as(&passing, "-- -w x", &a) && !a.values['w'] &&
	   a.count == 2 && !strcmp(a.operands[0], "-w"),
	   "-- before the program");
	ok(!parse_as(&passing, "-e a -w --env=b -ec p -e d", &a) &&
	   !strcmp(a.repeated[0], "a") && !strcmp(a.repeated[1], "b") &&
	   !strcmp(a.repeated[2], "c") && !a.repeated[3] && a.count == 3,
	   "an option given three times");
	for (i = 0; i < REPEATED_MAX; i++)
		strcat(many, "-ex ");
	strcat(many, "p");
	ok(!parse_as(&passing, many, &a) && a.repeated[REPEATED_MAX - 1] &&
	   !a.repeated[REPEATED_MAX], "as often as possible");
	strcpy(strrchr(many, 'p'), "-ex p");
	ok(parse_as(&passing, many, &a) == MISUSED, "once more");
}

static void test_machines(void)
{
	uint16_t machine = 0;

	ok(!argument_machine("65534", &machine) && machine == 65534,
	   "a machine id");
	ok(argument_machine("0", &machine) == MISUSED &&
	   argument_machine("65535", &machine) == MISUSED &&
	   argument_machine("m1", &machine) == MISUSED && machine == 65534,
	   "invalid machine ids");
}

int main(void)
{
	/* Refusals go to standard error, where they would only distract */
	if (!freopen("/dev/null", "w", stderr))
		return 1;
	test_numbers();
	test_names();
	test_arguments();
	test_passing();
	test_machines();
	return tap_end();
}
