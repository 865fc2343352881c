// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl __complete WORD...: what the last word, which may be empty, can
 * become; for the shells. The words before it are complete.
 *
 * Each candidate is a line: the word, a tab, what it means. The line ":files"
 * says that it may be the name of a file. Options and operands come from the
 * commands' tables; what their values are called there decides what completes
 * them.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../daemon/lib/demos_text.h"
#include "complete.h"
#include "example.h"
#include "files.h"
#include "help.h"
#include "system.h"

#define PATIENCE	2	/* seconds; more would look as if it hung */

/**
 * struct line - the command line
 * @command: which, NULL: not known
 * @word: to be completed
 * @option: bytes before @word of the same word: "--option=", or 0
 * @argc: of the words after the command's name, up to @word
 * @argv: these words
 */
struct line {
	const struct command *command;
	const char *word;
	int option;
	int argc;
	char **argv;
};

static void offer(const struct line *line, const char *word,
		  const char *meaning)
{
	if (strncmp(word, line->word, strlen(line->word)))
		return;
	printf("%.*s%s\t%s\n", line->option, line->word - line->option, word,
	       meaning);
}

/* ---- values, by what the tables call them */

static void offer_guests(const struct line *line)
{
	struct demos_managed *list;
	struct manager manager;
	char pid[DEMOS_PID_TEXT];
	int count, i;

	if (!manager_open(&manager)) {
		count = demos_pm_list(manager.demos, manager.pm, &list);
		for (i = 0; i < count; i++) {
			demos_pid_format(list[i].pid, pid);
			offer(line, list[i].name, pid);
			offer(line, pid, list[i].name);
		}
		if (count >= 0)
			free(list);
	}
	manager_close(&manager);
}

/* Behind the last comma, if there are several */
static void offer_machine(const struct line *line, unsigned int machine,
			  const char *meaning)
{
	const char *comma = strrchr(line->word, ',');
	int before = comma ? comma + 1 - line->word : 0;
	char text[256];

	snprintf(text, sizeof(text), "%.*s%u", before, line->word, machine);
	offer(line, text, meaning);
}

static void offer_peers(const struct line *line)
{
	struct demos_peer_info *peers;
	struct demos_machine_info here;
	struct demos *demos;
	int count, i;

	if (system_open(&demos))
		return;
	if (!demos_machine_get(demos, &here) &&
	    strncmp(line->command->name, "peer", 4))
		offer_machine(line, here.id, "this machine");
	count = demos_peers(demos, &peers);
	for (i = 0; i < count; i++)
		offer_machine(line, peers[i].machine,
			      demos_peer_state_name(peers[i].state));
	if (count >= 0)
		free(peers);
	demos_close(demos);
}

static void offer_limits(const struct line *line)
{
	int i;

	for (i = 0; i < __DEMOS_LIMIT_MAX; i++)
		offer(line, demos_limit_name(i), "limit");
}

static void offer_events(const struct line *line)
{
	int i;

	for (i = 0; i < __DEMOS_EVENT_MAX; i++)
		offer(line, demos_event_name(i), "event");
}

static void offer_colours(const struct line *line)
{
	offer(line, "auto", "on a terminal, unless NO_COLOR is set");
	offer(line, "always", "");
	offer(line, "never", "");
}

/* Names of fields behind the first part of the word, @end behind them */
static void offer_fields(const struct line *line, int before, const char *end)
{
	const struct field *field;
	char word[256];

	for (field = line->command->fields; field && field->key; field++) {
		snprintf(word, sizeof(word), "%.*s%s%s", before, line->word,
			 field->key, end);
		offer(line, word, field->title);
	}
}

static void offer_columns(const struct line *line)
{
	const char *comma = strrchr(line->word, ',');

	offer_fields(line, comma ? comma + 1 - line->word : 0, "");
}

static void offer_order(const struct line *line)
{
	const char *comma = strrchr(line->word, ',');
	int before = comma ? comma + 1 - line->word : 0;

	offer_fields(line, before + (line->word[before] == '-'), "");
}

static void offer_filters(const struct line *line)
{
	offer_fields(line, 0, "=");
}

static void offer_files(const struct line *line)
{
	(void)line;
	puts(":files");
}

/* Names in the folder of the file system that the word begins with */
static void offer_paths(const struct line *line)
{
	const char *slash = strrchr(line->word, '/');
	int before = slash ? slash + 1 - line->word : 0;
	struct demos_file_entry *entries;
	char path[FILES_PATH], word[FILES_PATH];
	struct files files;
	int count, i;

	snprintf(path, sizeof(path), "/%.*s", before, line->word);
	if (!files_open(&files)) {
		count = demos_fs_list(files.demos, files.root, path, &entries);
		for (i = 0; i < count; i++) {
			if (files_is_self(entries[i].name))
				continue;
			snprintf(word, sizeof(word), "%.*s%s%s", before,
				 line->word, entries[i].name,
				 S_ISDIR(entries[i].mode) ? "/" : "");
			offer(line, word, S_ISDIR(entries[i].mode) ? "folder" :
								     "file");
		}
		if (count >= 0)
			free(entries);
	}
	files_close(&files);
}

static void offer_programs(const struct line *line)
{
	char room[PATH_MAX];
	const char *folder = example_folder(room);
	DIR *examples = folder ? opendir(folder) : NULL;
	const struct dirent *entry;

	offer_files(line);
	while (examples && (entry = readdir(examples)))
		if (entry->d_name[0] != '.')
			offer(line, entry->d_name, "example");
	if (examples)
		closedir(examples);
}

static const struct {
	const char *called;
	void (*offer)(const struct line *line);
} kinds[] = {
	{ "PID", offer_guests },
	{ "MACHINE", offer_peers },
	{ "MACHINES", offer_peers },
	{ "ID", offer_peers },
	{ "LIMIT", offer_limits },
	{ "EVENT", offer_events },
	{ "WHEN", offer_colours },
	{ "COLUMNS", offer_columns },
	{ "FIELDS", offer_order },
	{ "FIELD=VALUE", offer_filters },
	{ "PROGRAM", offer_programs },
	{ "FILE", offer_files },
	{ "PATH", offer_files },
	{ "/PATH", offer_paths },
	{ "ARG", offer_files },
};

static void offer_value(const struct line *line, const char *called,
			size_t length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].called) == length &&
		    !strncmp(kinds[i].called, called, length))
			kinds[i].offer(line);
}

/* ---- options and operands */

static void offer_options(const struct line *line)
{
	const struct choice *choice;
	char word[64];
	int n;

	for (n = 0; (choice = command_choice(line->command, n)); n++) {
		snprintf(word, sizeof(word), "--%s", choice->name);
		offer(line, word, choice->meaning);
	}
}

static bool is_option(const struct choice *choice, const char *word)
{
	if (word[0] == '-' && word[1] == '-')
		return !strcmp(word + 2, choice->name);
	return word[0] == '-' && word[1] == choice->letter && !word[2];
}

/* The option whose value is the word after @word; NULL: none */
static const struct choice *awaits_value(const struct command *command,
					 const char *word)
{
	const struct choice *choice;
	int n;

	for (n = 0; (choice = command_choice(command, n)); n++)
		if (is_option(choice, word))
			return choice->value && *choice->value != '[' ?
			       choice : NULL;
	return NULL;
}

/* How many operands stand before the word */
static int operands_before(const struct line *line)
{
	int i, n = 0;

	for (i = 0; i < line->argc - 1; i++) {
		if (n && line->command->passes)
			return n + line->argc - 1 - i;
		if (awaits_value(line->command, line->argv[i]))
			i++;
		else if (*line->argv[i] != '-')
			n++;
	}
	return n;
}

/* What the table calls the operand that the word is */
static const char *operand_called(const struct line *line, size_t *length)
{
	const char *called = line->command->operands;
	int n = operands_before(line);

	for (;;) {
		called += strspn(called, " []");
		*length = strcspn(called, " [].");
		/* "PID...": all that follow are of this kind */
		if (!n-- || !strncmp(called + *length, "...", 3))
			return called;
		called += *length;
		if (!*called)
			return called;
	}
}

/* "--option=value" is one word: only the value is to be completed */
static const struct choice *split_option(struct line *line)
{
	const char *equals = strchr(line->word, '=');
	const struct choice *choice;
	char option[64];

	if (!equals || strncmp(line->word, "--", 2))
		return NULL;
	snprintf(option, sizeof(option), "%.*s", (int)(equals - line->word),
		 line->word);
	choice = awaits_value(line->command, option);
	if (choice) {
		line->option = equals + 1 - line->word;
		line->word = equals + 1;
	}
	return choice;
}

static void offer_arguments(struct line *line)
{
	const struct choice *choice = NULL;
	bool passed = line->command->passes && operands_before(line);
	const char *called;
	size_t length;

	if (line->argc > 1 && !passed)
		choice = awaits_value(line->command,
				      line->argv[line->argc - 2]);
	if (!choice && !passed)
		choice = split_option(line);
	if (choice) {
		offer_value(line, choice->value, strlen(choice->value));
	} else if (*line->word == '-' && !passed) {
		offer_options(line);
	} else {
		called = operand_called(line, &length);
		offer_value(line, called, length);
	}
}

/* ---- commands */

static bool is_group(const char *name, const char *word, size_t length)
{
	return strlen(word) == length && !strncmp(name, word, length) &&
	       name[length] == ' ';
}

/* The first word of a command, or its second after the first */
static void offer_commands(const struct command *const *commands,
			   const struct line *line)
{
	const char *name, *group = "";
	char word[32];
	size_t first;

	for (; *commands; commands++) {
		name = (*commands)->name;
		first = strcspn(name, " ");
		if (line->argc == 2 && is_group(name, line->argv[0], first))
			offer(line, name + first + 1, (*commands)->summary);
		if (line->argc > 1 || is_group(group, word, first))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)first, name);
		group = name;
		offer(line, word, name[first] ? "" : (*commands)->summary);
	}
	if (line->argc > 1)
		return;
	offer(line, command_help.name, command_help.summary);
	if (*line->word == '-') {
		offer(line, "--help", "show all commands");
		offer(line, "--machine", "the machine with this door");
		offer(line, "--version", "show the version");
	}
}

/* The value of the option, before a command */
static void offer_door(struct line *line)
{
	const char *equals = strchr(line->word, '=');

	if (line->argc == 1 && !equals) {
		offer(line, "--machine", "the machine with this door");
		return;
	}
	if (line->argc == 1)
		line->option = equals + 1 - line->word;
	line->word += line->option;
	offer_files(line);
}

/* Which machine is it about? Options before the command are taken off */
static void take_machine(struct line *line)
{
	const char *path;
	int i;

	for (i = 0; i < line->argc - 1; i++) {
		int count = line->argc - 1 - i;
		char **words = line->argv + i;

		path = is_machine_option(*words) ?
		       machine_option(&count, &words) : NULL;
		if (path)
			choose_machine(path);
	}
	while (line->argc > 1 && is_machine_option(*line->argv) &&
	       machine_option(&line->argc, &line->argv))
		;
}

static void find_command(const struct command *const *commands,
			 struct line *line)
{
	int words;

	for (; *commands; commands++) {
		words = command_words(*commands, line->argc - 1, line->argv);
		if (!words)
			continue;
		line->command = *commands;
		line->argc -= words;
		line->argv += words;
		return;
	}
}

/**
 * complete - print what a word can become
 * @commands: all, NULL after the last
 * @argc: of @argv
 * @argv: the words after "demosctl", the one to be completed last
 *
 * Nothing is said about errors, and a machine that does not answer ends the
 * program after PATIENCE: the shell waits for it.
 *
 * Return: DONE.
 */
int complete(const struct command *const *commands, int argc, char **argv)
{
	struct line line = { .argc = argc, .argv = argv };

	if (!argc || !freopen("/dev/null", "w", stderr))
		return DONE;
	alarm(PATIENCE);
	line.word = argv[argc - 1];
	take_machine(&line);
	if (!line.argc || is_machine_option(*line.argv)) {
		offer_door(&line);
		return DONE;
	}
	if (line.argc > 1 &&
	    command_words(&command_help, line.argc, line.argv)) {
		line.argc--;
		line.argv++;
	} else {
		find_command(commands, &line);
	}
	if (line.command)
		offer_arguments(&line);
	else
		offer_commands(commands, &line);
	return DONE;
}
