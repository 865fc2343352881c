// SPDX-License-Identifier: GPL-2.0
/*
 * Checks a command line against a command's table.
 */
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../daemon/lib/demos.h"
#include "colour.h"
#include "command.h"
#include "near.h"
#include "parse.h"
#include "patience.h"

#define OPTIONS_MAX	20

/* getopt's two forms of a command's options */
struct forms {
	char letters[3 * OPTIONS_MAX + 3];
	struct option names[OPTIONS_MAX + 1];
};

static void add_option(struct forms *forms, int n, const struct choice *choice)
{
	char *end = forms->letters + strlen(forms->letters);
	int has_value = no_argument, i;

	if (choice->value)
		has_value = *choice->value == '[' ? optional_argument :
						    required_argument;
	if (choice->letter >= ' ') {
		*end++ = choice->letter;
		for (i = 0; i < has_value; i++)
			*end++ = ':';
		*end = '\0';
	}
	forms->names[n] = (struct option){
		.name = choice->name,
		.has_arg = has_value,
		.val = choice->letter,
	};
}

static const struct choice json_options[] = {
	{ 'j', "json", NULL, "print all fields as JSON" },
	{ 0 }
};

static const struct choice wait_options[] = {
	{ 't', "timeout", "SECONDS", "give up then, with exit status 124" },
	{ 0 }
};

static const struct choice table_options[] = {
	{ 'o', "output", "COLUMNS", "print only these, separated by commas" },
	{ 'n', "no-headings", NULL, "leave out the headings" },
	COLOUR_CHOICE('c'),
	{ 'w', "watch", "[SECONDS]", "show it each second, until Ctrl-C" },
	{ 0 }
};

static const struct choice row_options[] = {
	{ 'f', "filter", "FIELD=VALUE", "print only these rows (also: !=)" },
	{ LONG('s'), "sort", "FIELDS", "sort rows; -FIELD: greatest first" },
	{ 0 }
};

static const struct choice common_options[] = {
	{ LONG('m'), "machine", "PATH", "the machine with this door" },
	{ 'h', "help", NULL, "explain the command" },
	{ 'V', "version", NULL, "print the version" },
	{ 0 }
};

/**
 * command_choice - go through the options of a command
 * @command: the command
 * @n: which, from 0
 *
 * Return: the option, NULL: there are no more.
 */
const struct choice *command_choice(const struct command *command, int n)
{
	const struct choice *const lists[] = {
		command->options,
		command->waits ? wait_options : NULL,
		command->shows || command->fields ? json_options : NULL,
		command->fields ? table_options : NULL,
		command->fields && !command->single ? row_options : NULL,
		common_options,
	};
	const struct choice *choice;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (choice = lists[i]; choice && choice->letter; choice++)
			if (!n--)
				return choice;
	return NULL;
}

static void make_forms(const struct command *command, struct forms *forms)
{
	const struct choice *choice;
	int n;

	memset(forms, 0, sizeof(*forms));
	strcpy(forms->letters, command->passes ? "+:" : ":");
	for (n = 0; n < OPTIONS_MAX; n++) {
		choice = command_choice(command, n);
		if (!choice)
			break;
		add_option(forms, n, choice);
	}
}

static int take_watch(struct arguments *arguments, const char *text)
{
	double seconds = 1;
	char *end = "";

	if (!text)
		return DONE;
	if (*text)
		seconds = strtod(text, &end);
	if (*end || !(seconds >= 0.1 && seconds <= 86400))
		return fail(MISUSED,
			    "--watch '%s': use seconds from 0.1 to 86400",
			    text);
	arguments->watch = seconds * 1000;
	return DONE;
}

static int take_table(const struct command *command,
		      struct arguments *arguments)
{
	const char *columns = arguments->values['o'];
	const char *sort = arguments->values[LONG('s')];
	struct table *table = &arguments->table;
	int status;

	table->json = arguments->json;
	table->bare = arguments->values['n'];
	if (columns && table->json)
		return fail(MISUSED,
			    "%s: JSON always has all columns: leave out --output or --json",
			    command->name);
	table->chosen = columns;
	if (!columns)
		columns = command->columns;
	status = colour_choose(arguments->values['c'], &table->colour);
	if (!status)
		status = table_choose(table, command->fields, columns);
	if (!status && sort)
		status = rows_sort(&table->rows, command->fields, sort);
	return status ? status :
			take_watch(arguments, arguments->values['w']);
}

static int take_timeout(const struct arguments *arguments)
{
	const char *text = arguments->values['t'];
	__u64 seconds;
	int status;

	if (!text)
		return DONE;
	status = argument_number("--timeout", text, 1, 1000000, &seconds);
	if (!status)
		patience_limit(seconds);
	return status;
}

static int take_operands(const struct command *command, int argc, char **argv,
			 struct arguments *arguments)
{
	if (argc < command->least)
		return fail(MISUSED, "%s needs: %s (see 'demosctl help %s')",
			    command->name, command->operands, command->name);
	if (argc > command->most)
		return fail(MISUSED,
			    "%s: unexpected operand '%s' (see 'demosctl help %s')",
			    command->name, argv[command->most],
			    command->name);
	arguments->count = argc;
	arguments->operands = (const char *const *)argv;
	return DONE;
}

static int unknown_option(const struct command *command,
			  const struct forms *forms, const char *word)
{
	const char *name = word + strspn(word, "-");
	char hint[NEAR_TEXT], otherwise[64], dashed[32];
	const struct option *option;
	struct near near;

	near_begin(&near, name, strcspn(name, "="));
	for (option = forms->names; option->name && word[1] == '-'; option++)
		near_try(&near, option->name);
	if (near.best) {
		snprintf(dashed, sizeof(dashed), "--%s", near.best);
		near.best = dashed;
	}
	snprintf(otherwise, sizeof(otherwise), "see 'demosctl help %s'",
		 command->name);
	return fail(MISUSED, "%s: there is no option '%s'%s", command->name,
		    word, near_hint(&near, otherwise, hint));
}

/*
 * The option that getopt() does not take. It leaves a word of several letters
 * (-xj) only after the last one, so that argv says nothing about a letter.
 */
static int refuse_option(const struct command *command,
			 const struct forms *forms, const char *word)
{
	const unsigned char c = optopt;
	const char letter[] = { '-', isprint(c) ? c : '?', 0 };
	const struct option *option = forms->names;

	while (option->name && option->val != optopt)
		option++;
	/* Nothing: an unknown name; a known letter: --json=VALUE */
	return unknown_option(command, forms,
			      !optopt || option->name ? word : letter);
}

static int take_repeated(const struct command *command,
			 struct arguments *arguments, const char *value)
{
	int n = 0;

	while (arguments->repeated[n])
		n++;
	if (n == REPEATED_MAX)
		return fail(MISUSED, "%s: more than %d of an option",
			    command->name, REPEATED_MAX);
	arguments->repeated[n] = value;
	return DONE;
}

/* Return: DONE, or MISUSED after saying why */
static int take_options(const struct command *command, int argc, char **argv,
			struct arguments *arguments)
{
	struct forms forms;
	int letter, status = DONE;

	make_forms(command, &forms);
	optind = 0;
	opterr = 0;
	while (!status && (letter = getopt_long(argc, argv, forms.letters,
						forms.names, NULL)) != -1) {
		if (letter == '?')
			return refuse_option(command, &forms,
					     argv[optind - 1]);
		if (letter == ':')
			return fail(MISUSED, "%s: option '%s' needs a value",
				    command->name, argv[optind - 1]);
		arguments->values[letter] = optarg ? optarg : "";
		if (letter == 'f' && command->fields && !command->single)
			status = rows_filter(&arguments->table.rows,
					     command->fields, optarg);
		if (letter == command->repeats)
			status = take_repeated(command, arguments, optarg);
	}
	return status;
}

/**
 * choose_machine - speak to another machine than $DEMOS_MACHINE says
 * @path: of its door; "": it is this network namespace
 *
 * libdemos looks in the environment.
 */
void choose_machine(const char *path)
{
	setenv(DEMOS_MACHINE_VARIABLE, path, 1);
}

/**
 * is_machine_option - does a word begin the option --machine?
 * @word: the word
 *
 * Return: does it?
 */
bool is_machine_option(const char *word)
{
	return !strcmp(word, "--machine") || !strncmp(word, "--machine=", 10);
}

/**
 * machine_option - take the option --machine off a command line
 * @argc: of @argv; at least 1
 * @argv: begins with it; gets what follows it
 *
 * Return: its value; NULL: that is missing.
 */
const char *machine_option(int *argc, char ***argv)
{
	const char *equals = strchr(**argv, '=');
	int words = equals ? 1 : 2;

	if (*argc < words)
		return NULL;
	*argc -= words;
	*argv += words;
	return equals ? equals + 1 : (*argv)[-1];
}

/**
 * arguments_parse - parse what follows a command's name
 * @command: the command
 * @argc: of @argv
 * @argv: a word for the name, options and operands; is reordered
 * @arguments: gets them
 *
 * Return: DONE, or MISUSED after saying why.
 */
int arguments_parse(const struct command *command, int argc, char **argv,
		    struct arguments *arguments)
{
	int status;

	memset(arguments, 0, sizeof(*arguments));
	status = take_options(command, argc, argv, arguments);
	if (status)
		return status;
	if (arguments->values[LONG('m')])
		choose_machine(arguments->values[LONG('m')]);
	arguments->json = arguments->values['j'];
	arguments->help = arguments->values['h'];
	arguments->version = arguments->values['V'];
	if (arguments->help || arguments->version)
		return DONE;
	status = take_operands(command, argc - optind, argv + optind,
			       arguments);
	if (!status && command->waits)
		status = take_timeout(arguments);
	if (!status && command->fields)
		status = take_table(command, arguments);
	return status;
}

/**
 * argument_machine - read a machine id
 * @text: from the command line
 * @machine: gets it
 *
 * Return: DONE, or MISUSED after saying why.
 */
int argument_machine(const char *text, uint16_t *machine)
{
	if (!demos_machine_parse(text, machine))
		return DONE;
	return fail(MISUSED,
		    "'%s' is not a machine id: use a number from 1 to %d",
		    text, DEMOS_MACHINE_MAX);
}

/**
 * argument_number - read a number
 * @what: the number's name, for the message
 * @text: from the command line
 * @min: least that is accepted
 * @max: most that is accepted
 * @number: gets it
 *
 * Return: DONE, or MISUSED after saying why.
 */
int argument_number(const char *what, const char *text, __u64 min,
		    __u64 max, __u64 *number)
{
	if (parse_number(text, min, max, number))
		return DONE;
	return fail(MISUSED, "%s '%s': use a number from %llu to %llu",
		    what, text, min, max);
}
