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
	char letters[2 * OPTIONS_MAX + 4];
	struct option names[OPTIONS_MAX + 2];
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

static void make_forms(const struct command *command, struct forms *forms)
{
	const struct choice *choice = command->options;
	int n = 0;

	memset(forms, 0, sizeof(*forms));
	forms->letters[0] = ':';
	for (; choice && choice->letter && n < OPTIONS_MAX; choice++, n++)
		add_option(forms, n, choice->letter, choice->name,
			   choice->value);
	if (command->shows)
		add_option(forms, n, 'j', "json", false);
}

static int take_operands(const struct command *command, int argc, char **argv,
			 struct arguments *arguments)
{
	int i;

	if (argc < command->least)
		return fail(MISUSED, "%s wants: %s (see 'demosctl help %s')",
			    command->name, command->operands, command->name);
	if (argc > command->most)
		return fail(MISUSED,
			    "%s: '%s' is too much (see 'demosctl help %s')",
			    command->name, argv[command->most],
			    command->name);
	arguments->count = argc;
	for (i = 0; i < argc; i++)
		arguments->operands[i] = argv[i];
	return DONE;
}

/**
 * arguments_parse - read what stands behind a command's name
 * @command: the command
 * @argc: of @argv
 * @argv: its name (any word), options and operands; is permuted
 * @arguments: gets them
 *
 * Return: DONE, or MISUSED after saying why.
 */
int arguments_parse(const struct command *command, int argc, char **argv,
		    struct arguments *arguments)
{
	struct forms forms;
	int letter;

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
			return fail(MISUSED, "%s: option '%s' wants a value",
				    command->name, argv[optind - 1]);
		arguments->values[letter] = optarg ? optarg : "";
	}
	arguments->json = arguments->values['j'] && command->shows;
	return take_operands(command, argc - optind, argv + optind, arguments);
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
		    "'%s' is no machine id: it is a number from 1 to %d",
		    text, DEMOS_MACHINE_MAX);
}

/**
 * argument_number - read a number
 * @what: it is for
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
	return fail(MISUSED, "%s '%s': it is a number from %llu to %llu",
		    what, text, min, max);
}
