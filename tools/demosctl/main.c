// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl: shows and controls a DEMOS/MP machine.
 *
 * Every command is in the table below and in a file of its own.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct command *const commands[] = {
	&command_machine_up,
	&command_machine_down,
	&command_machine_show,
	&command_key_generate,
	&command_peer_add,
	&command_peer_del,
	&command_peer_list,
	&command_peer_refusals,
	&command_peer_show,
	&command_peer_reset,
	&command_run,
	&command_ps,
	&command_show,
	&command_links,
	&command_migrate,
	&command_suspend,
	&command_resume,
	&command_kill,
	&command_wait,
	&command_names,
	&command_monitor,
	&command_stats,
	&command_limits,
	&command_forwards,
};

static const char footer[] =
	"PID is a process identifier (3.17), or a guest's name if only one guest has it.\n"
	"Commands that show something print JSON with -j (--json). Tables take\n"
	"-o COLUMNS and --no-headings, too (see 'demosctl help COMMAND').\n";

#define COUNT	ARRAY_SIZE(commands)

/* How many words of @argv name @command: 0, or all words of its name */
static int matches(const struct command *command, int argc, char **argv)
{
	size_t first = strcspn(command->name, " ");

	if (argc < 1 || strlen(argv[0]) != first ||
	    memcmp(argv[0], command->name, first))
		return 0;
	if (!command->name[first])
		return 1;
	return argc > 1 && !strcmp(argv[1], command->name + first + 1) ? 2 : 0;
}

/* Does the name of @command begin with the word @word? */
static int begins(const struct command *command, const char *word)
{
	size_t length = strlen(word);

	return !strncmp(command->name, word, length) &&
	       (command->name[length] == ' ' || !command->name[length]);
}

static void print_summary(const struct command *command)
{
	char line[80];

	snprintf(line, sizeof(line), "%s%s%s", command->name,
		 *command->operands ? " " : "", command->operands);
	printf("  %-24s %s\n", line, command->summary);
}

static int print_commands(void)
{
	size_t i;

	printf("usage: demosctl COMMAND [OPTION]... [OPERAND]...\n\n");
	for (i = 0; i < COUNT; i++)
		print_summary(commands[i]);
	print_summary(&(struct command){
		.name = "help", .operands = "[COMMAND]",
		.summary = "explain a command",
	});
	printf("\n%s", footer);
	return DONE;
}

static void print_option(const struct choice *choice)
{
	char line[40];

	snprintf(line, sizeof(line), "-%c, --%s%s%s", choice->letter,
		 choice->name, choice->value ? " " : "",
		 choice->value ? choice->value : "");
	printf("  %-22s %s\n", line, choice->meaning);
}

/* The columns that -o takes, in lines of up to 80 characters */
static void print_columns(const struct field *field)
{
	int at = printf("\nCOLUMNS:");

	for (; field->key; field++) {
		if (at + strlen(field->key) + 2 > 80)
			at = printf("\n        ") - 1;
		at += printf(" %s%s", field->key, field[1].key ? "," : "\n");
	}
}

static void print_command(const struct command *command)
{
	const struct choice *choice = command_choice(command, 0);
	int n;

	printf("usage: demosctl %s%s%s%s\n\n%s\n", command->name,
	       choice ? " [OPTION]..." : "", *command->operands ? " " : "",
	       command->operands, command->summary);
	if (command->details)
		printf("\n%s\n", command->details);
	if (choice)
		printf("\n");
	for (n = 0; (choice = command_choice(command, n)); n++)
		print_option(choice);
	if (command->fields)
		print_columns(command->fields);
}

static int print_help(int argc, char **argv)
{
	size_t i, found = 0;

	if (!argc)
		return print_commands();
	for (i = 0; i < COUNT; i++) {
		if (!begins(commands[i], argv[0]) ||
		    (argc > 1 && !matches(commands[i], argc, argv)))
			continue;
		if (found++)
			printf("\n");
		print_command(commands[i]);
	}
	if (found)
		return DONE;
	return fail(MISUSED,
		    "there is no command '%s%s%s' (see 'demosctl help')",
		    argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
}

static int unknown(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < COUNT; i++) {
		if (!begins(commands[i], argv[0]))
			continue;
		if (argc > 1)
			return fail(MISUSED,
				    "%s: there is no '%s' (see 'demosctl help %s')",
				    argv[0], argv[1], argv[0]);
		return fail(MISUSED,
			    "'%s' needs a second word (see 'demosctl help %s')",
			    argv[0], argv[0]);
	}
	return fail(MISUSED, "there is no command '%s' (see 'demosctl help')",
		    argv[0]);
}

static int dispatch(int argc, char **argv)
{
	struct arguments arguments;
	size_t i;
	int words, status;

	if (!strcmp(argv[0], "help") || !strcmp(argv[0], "--help") ||
	    !strcmp(argv[0], "-h"))
		return print_help(argc - 1, argv + 1);
	for (i = 0; i < COUNT; i++) {
		words = matches(commands[i], argc, argv);
		if (!words)
			continue;
		status = arguments_parse(commands[i], argc - words + 1,
					 argv + words - 1, &arguments);
		return status ? status : commands[i]->run(&arguments);
	}
	return unknown(argc, argv);
}

int main(int argc, char **argv)
{
	output_begin();
	if (argc > 1)
		return output_end(dispatch(argc - 1, argv + 1));
	print_commands();
	return output_end(MISUSED);
}
