// SPDX-License-Identifier: GPL-2.0
/*
 * The help. Commands whose names begin with the same word and have a second one
 * ("peer add") are a group.
 */
#include <string.h>

#include "colour.h"
#include "help.h"
#include "near.h"

static const char footer[] =
	"PID is a process identifier (3.17), or a guest's name if only one guest has it.\n"
	"Each command takes --help, and explains its options. Commands that show\n"
	"something print JSON with -j (--json); what tables show can be chosen, filtered,\n"
	"sorted and watched (see 'demosctl help ps'). --machine PATH, before or after the\n"
	"command, speaks to the machine that is a process with its door at PATH; without\n"
	"it, $DEMOS_MACHINE; without that, this network namespace.\n";

static const struct choice options[] = {
	COLOUR_CHOICE('c'),
	{ 0 }
};

const struct command command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.most = 2,
	.summary = "explain a command",
	.details =
	"COMMAND is a command, or the first word of several (peer), which are listed.\n"
	"Without it all commands are listed.",
	.options = options,
};

/**
 * command_words - see if words are the name of a command
 * @command: the command
 * @argc: of @argv
 * @argv: the words
 *
 * Return: how many of the words name it: 0, or as many as its name has.
 */
int command_words(const struct command *command, int argc, char **argv)
{
	size_t first = strcspn(command->name, " ");

	if (argc < 1 || strlen(argv[0]) != first ||
	    memcmp(argv[0], command->name, first))
		return 0;
	if (!command->name[first])
		return 1;
	return argc > 1 && !strcmp(argv[1], command->name + first + 1) ? 2 : 0;
}

/* Is @word the first of the two words of its name? */
static bool in_group(const struct command *command, const char *word)
{
	size_t length = strlen(word);

	return !strncmp(command->name, word, length) &&
	       command->name[length] == ' ';
}

static void print_usage(bool colour, const char *usage)
{
	colour_print(stdout, colour, BOLD, "usage:");
	printf(" demosctl %s", usage);
}

static void print_summary(const struct command *command)
{
	char line[80];

	snprintf(line, sizeof(line), "%s%s%s", command->name,
		 *command->operands ? " " : "", command->operands);
	printf("  %-24s %s\n", line, command->summary);
}

/**
 * help_list - print what commands there are
 * @commands: the commands, NULL after the last
 * @colour: with colour
 */
void help_list(const struct command *const *commands, bool colour)
{
	print_usage(colour, "COMMAND [OPTION]... [OPERAND]...\n\n");
	for (; *commands; commands++)
		print_summary(*commands);
	print_summary(&command_help);
	printf("\n%s", footer);
}

static void print_option(const struct choice *choice)
{
	const char *value = choice->value ? choice->value : "";
	char line[40], letter[8] = "    ";

	if (choice->letter >= ' ')
		snprintf(letter, sizeof(letter), "-%c, ", choice->letter);
	if (*value == '[')
		snprintf(line, sizeof(line), "%s--%s[=%s", letter,
			 choice->name, value + 1);
	else
		snprintf(line, sizeof(line), "%s--%s%s%s", letter,
			 choice->name, *value ? " " : "", value);
	printf("  %-25s %s\n", line, choice->meaning);
}

/* The columns that -o takes, in lines of up to 80 characters */
static void print_columns(const struct field *field, bool colour)
{
	int at = 8;

	printf("\n");
	colour_print(stdout, colour, BOLD, "COLUMNS:");
	for (; field->key; field++) {
		if (at + strlen(field->key) + 2 > 80)
			at = printf("\n        ") - 1;
		at += printf(" %s%s", field->key, field[1].key ? "," : "\n");
	}
}

/**
 * help_command - explain a command
 * @command: the command
 * @colour: with colour
 */
void help_command(const struct command *command, bool colour)
{
	const struct choice *choice;
	int n;

	print_usage(colour, command->name);
	printf(" [OPTION]...%s%s\n\n%s\n", *command->operands ? " " : "",
	       command->operands, command->summary);
	if (command->details)
		printf("\n%s\n", command->details);
	printf("\n");
	for (n = 0; (choice = command_choice(command, n)); n++)
		print_option(choice);
	if (command->fields)
		print_columns(command->fields, colour);
}

/**
 * help_group - list the commands of a group
 * @commands: all commands, NULL after the last
 * @word: the group's name
 * @colour: with colour
 *
 * Return: is there such a group?
 */
bool help_group(const struct command *const *commands, const char *word,
		bool colour)
{
	char usage[80];
	bool found = false;

	for (; *commands; commands++) {
		if (!in_group(*commands, word))
			continue;
		snprintf(usage, sizeof(usage),
			 "%s COMMAND [OPTION]... [OPERAND]...\n\n", word);
		if (!found)
			print_usage(colour, usage);
		found = true;
		print_summary(*commands);
	}
	if (found)
		printf("\n'demosctl help %s COMMAND' explains one.\n", word);
	return found;
}

/* The words that may stand where the first, or the second, unknown one does */
static void try_all(const struct command *const *commands, struct near *near,
		    const char *group)
{
	static char firsts[64][16];
	size_t n = 0;

	if (!group)
		near_try(near, command_help.name);
	for (; *commands && n < 64; commands++) {
		const char *name = (*commands)->name;

		if (group && in_group(*commands, group))
			near_try(near, name + strlen(group) + 1);
		if (group)
			continue;
		snprintf(firsts[n], sizeof(firsts[n]), "%.*s",
			 (int)strcspn(name, " "), name);
		near_try(near, firsts[n++]);
	}
}

/**
 * help_unknown - say that words name no command
 * @commands: those there are, NULL after the last
 * @argc: of @argv
 * @argv: the words, at least one
 *
 * Return: MISUSED.
 */
int help_unknown(const struct command *const *commands, int argc, char **argv)
{
	char hint[NEAR_TEXT], otherwise[64];
	const struct command *const *command = commands;
	struct near near;

	while (*command && !in_group(*command, argv[0]))
		command++;
	if (*command && argc > 1) {
		near_begin(&near, argv[1], strlen(argv[1]));
		try_all(commands, &near, argv[0]);
		snprintf(otherwise, sizeof(otherwise),
			 "see 'demosctl help %s'", argv[0]);
		return fail(MISUSED, "%s: there is no '%s'%s", argv[0],
			    argv[1], near_hint(&near, otherwise, hint));
	}
	near_begin(&near, argv[0], strlen(argv[0]));
	try_all(commands, &near, NULL);
	return fail(MISUSED, "there is no command '%s'%s", argv[0],
		    near_hint(&near, "see 'demosctl help'", hint));
}

/**
 * help_topic - explain what the user asks about
 * @commands: all commands, NULL after the last
 * @arguments: of the command help
 *
 * Return: DONE, or MISUSED after saying why.
 */
int help_topic(const struct command *const *commands,
	       const struct arguments *arguments)
{
	char **words = (char **)arguments->operands;
	const struct command *const *command;
	bool colour;
	int status = colour_choose(arguments->values['c'], &colour);

	if (status)
		return status;
	if (!arguments->count) {
		help_list(commands, colour);
		return DONE;
	}
	for (command = commands; *command; command++) {
		if (command_words(*command, arguments->count, words) !=
		    arguments->count)
			continue;
		help_command(*command, colour);
		return DONE;
	}
	if (command_words(&command_help, arguments->count, words)) {
		help_command(&command_help, colour);
		return DONE;
	}
	if (arguments->count == 1 && help_group(commands, words[0], colour))
		return DONE;
	return help_unknown(commands, arguments->count, words);
}
