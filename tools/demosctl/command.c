// SPDX-License-Identifier: GPL-2.0
/*
 * Checks a command line against a command's table.
 */
#include <getopt.h>
#include <string.h>

#include "../../daemon/lib/demos.h"
#include "command.h"
#include "parse.h"

#define OPTIONS_MAX	8

/* getopt's two forms of a command's options */
struct forms {
	char letters[2 * OPTIONS_MAX + 2];
	struct option names[OPTIONS_MAX + 1];
};

static void add_option(struct forms *forms, int n, char letter,
		       const char *name, bool has_value)
{
	char *end = forms->letters + strlen(forms->letters);

	*end++ = letter;
	if (has_value)
		*end++ = ':';
	*end = '\0';
	forms->names[n] = (struct option){
		.name = name,
		.has_arg = has_value ? required_argument : no_argument,
		.val = letter,
	};
}

static const struct choice json_options[] = {
	{ 'j', "json", NULL, "print all fields as JSON" },
	{ 0 }
};

static const struct choice table_options[] = {
	{ 'o', "output", "COLUMNS", "print only these, separated by commas" },
	{ 'n', "no-headings", NULL, "leave out the headings" },
	{ 'c', "color", "WHEN", "use colour: auto, always or never" },
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
		command->shows || command->fields ? json_options : NULL,
		command->fields ? table_options : NULL,
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
	forms->letters[0] = ':';
	for (n = 0; n < OPTIONS_MAX; n++) {
		choice = command_choice(command, n);
		if (!choice)
			break;
		add_option(forms, n, choice->letter, choice->name,
			   choice->value);
	}
}

static int take_table(const struct command *command,
		      struct arguments *arguments)
{
	const char *columns = arguments->values['o'];
	const char *when = arguments->values['c'];
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
	status = table_colour(table, when ? when : "auto");
	if (!status)
		status = table_choose(table, command->fields, columns);
	return status;
}

static int take_operands(const struct command *command, int argc, char **argv,
			 struct arguments *arguments)
{
	int i;

	if (argc < command->least)
		return fail(MISUSED, "%s needs: %s (see 'demosctl help %s')",
			    command->name, command->operands, command->name);
	if (argc > command->most)
		return fail(MISUSED,
			    "%s: unexpected operand '%s' (see 'demosctl help %s')",
			    command->name, argv[command->most],
			    command->name);
	arguments->count = argc;
	for (i = 0; i < argc; i++)
		arguments->operands[i] = argv[i];
	return DONE;
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
	struct forms forms;
	int letter, status;

	make_forms(command, &forms);
	memset(arguments, 0, sizeof(*arguments));
	optind = 0;
	opterr = 0;
	while ((letter = getopt_long(argc, argv, forms.letters, forms.names,
				     NULL)) != -1) {
		if (letter == '?')
			return fail(MISUSED,
				    "%s: there is no option '%s' (see 'demosctl help %s')",
				    command->name, argv[optind - 1],
				    command->name);
		if (letter == ':')
			return fail(MISUSED, "%s: option '%s' needs a value",
				    command->name, argv[optind - 1]);
		arguments->values[letter] = optarg ? optarg : "";
	}
	arguments->json = arguments->values['j'];
	status = take_operands(command, argc - optind, argv + optind,
			       arguments);
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
