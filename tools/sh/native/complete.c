// SPDX-License-Identifier: GPL-2.0
/*
 * Completes commands, files, machines, jobs and processes, by where the word
 * stands. Words with quotes are left alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lang/exec.h"
#include "complete.h"

/* More than that are no help */
enum { SHOWN = 100 };

/**
 * struct matches - words that begin as the one before the cursor does
 * @system: the system
 * @word: that word
 * @length: of @word
 * @folder: bytes of @word that are the path of a folder
 * @count: of the matches
 * @common: what all have in common
 * @all: all of them, with blanks between
 * @end: goes behind a single match
 */
struct matches {
	struct system *system;
	const char *word;
	size_t length;
	size_t folder;
	unsigned int count;
	struct text common;
	struct text all;
	char end;
};

/* The same word twice is one: a builtin and a program, or two folders' */
static bool is_known(const struct matches *matches, const char *name)
{
	const char *at = text_get(&matches->all);
	size_t length = strlen(name);

	while ((at = strstr(at, name))) {
		if (!strncmp(at + length, "  ", 2) &&
		    (at == matches->all.bytes || at[-1] == ' '))
			return true;
		at++;
	}
	return false;
}

/* @name stands for the word behind its folder */
static void match(struct matches *matches, const char *name)
{
	size_t length = matches->length - matches->folder, same = 0;
	const char *common;

	if (strncmp(name, matches->word + matches->folder, length) ||
	    is_known(matches, name))
		return;
	if (!matches->count++) {
		text_string(&matches->common, name);
	} else {
		common = text_get(&matches->common);
		while (common[same] && common[same] == name[same])
			same++;
		text_cut(&matches->common, same);
	}
	if (matches->count > SHOWN)
		return;
	text_string(&matches->all, name);
	text_string(&matches->all, "  ");
}

/* ---- files */

static void match_file(void *arg, const char *name)
{
	struct matches *matches = arg;

	if (*name == '.' && matches->word[matches->folder] != '.')
		return;
	match(matches, name);
}

static char *folder_of(const struct matches *matches, size_t length)
{
	char *path = strndup(matches->word, length);

	if (path && length > 1 && path[length - 1] == '/')
		path[length - 1] = '\0';
	return path;
}

static void end_of_file(struct matches *matches)
{
	struct text path = { 0 };
	unsigned long size;

	text_add(&path, matches->word, matches->folder);
	text_string(&path, text_get(&matches->common));
	if (file_kind(matches->system->shell, text_get(&path), &size) ==
	    FILE_FOLDER)
		matches->end = '/';
	text_free(&path);
}

static size_t last_slash(const char *word, size_t length)
{
	size_t prefix = strlen(LINUX_PREFIX);

	while (length && word[length - 1] != '/')
		length--;
	if (!length && !strncmp(word, LINUX_PREFIX, prefix))
		return prefix;
	return length;
}

static void match_files(struct matches *matches)
{
	char *folder;

	matches->folder = last_slash(matches->word, matches->length);
	folder = matches->folder ? folder_of(matches, matches->folder) :
				   strdup(".");
	if (!folder)
		return;
	file_list(matches->system->shell, folder, match_file, matches);
	free(folder);
	if (!matches->folder)
		match(matches, LINUX_PREFIX);
	if (matches->count == 1)
		end_of_file(matches);
	if (matches->count == 1 && !matches->folder &&
	    !strcmp(text_get(&matches->common), LINUX_PREFIX))
		matches->end = '\0';
}

/* ---- commands */

static void match_program(void *arg, const char *name)
{
	const char *point = strrchr(name, '.');
	char plain[256];

	if (*name == '.')
		return;
	if (point && !strcmp(point, ".z8002"))
		return;
	snprintf(plain, sizeof(plain), "%s", name);
	if (point && !strcmp(point, ".z8001") &&
	    (size_t)(point - name) < sizeof(plain))
		plain[point - name] = '\0';
	match(arg, plain);
}

static void match_folder(struct matches *matches, const char *path,
			 size_t length)
{
	char *folder = strndup(path, length);

	if (!folder)
		return;
	file_list(matches->system->shell, folder, match_program, matches);
	free(folder);
}

static void match_commands(struct matches *matches)
{
	static const char *const more[] = {
		"on", "if", "for", "while", "until", "demosctl", "history",
		"linux",
	};
	const char *path = variable_get(&matches->system->shell->variables,
					"PATH", 4);
	size_t i, length;

	for (i = 0; builtin_name(i); i++)
		match(matches, builtin_name(i));
	for (i = 0; i < ARRAY_SIZE(more); i++)
		match(matches, more[i]);
	for (; path && *path; path += length + (path[length] == ':')) {
		length = path_length(path);
		match_folder(matches, path, length);
	}
}

/* ---- machines, jobs, processes */

static void match_machines(struct matches *matches)
{
	struct system *system = matches->system;
	struct demos_managed_machine *list;
	char text[16];
	int count, i;

	count = demos_pm_machines(system->demos, system->pm, SYSTEM_PATIENCE,
				  &list);
	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%u", list[i].machine);
		match(matches, text);
	}
	if (count >= 0)
		free(list);
}

static void match_jobs(struct matches *matches)
{
	const struct job *job;
	char text[16];

	for (job = matches->system->shell->jobs; job; job = job->next) {
		snprintf(text, sizeof(text), "%%%d", job->number);
		match(matches, text);
	}
}

static void match_processes(struct matches *matches)
{
	struct system *system = matches->system;
	struct demos_managed *list;
	char text[DEMOS_PID_TEXT];
	int count, i;

	match_jobs(matches);
	count = demos_pm_list(system->demos, system->pm, &list);
	for (i = 0; i < count; i++)
		if (!list[i].ended)
			match(matches, demos_pid_format(list[i].pid, text));
	if (count >= 0)
		free(list);
}

/* ---- what stands there? */

/* The words of the command before the last one; 0: that is a command */
static int words_before(const char *line, const char *word, char first[16])
{
	const char *at = line, *begin;
	int count = 0;

	*first = '\0';
	while (at < word) {
		if (strchr(";&|({", *at)) {
			count = 0;
			at++;
			continue;
		}
		if (*at == ' ' || *at == '\t') {
			at++;
			continue;
		}
		begin = at;
		while (at < word && !strchr(" \t;&|({", *at))
			at++;
		if (!count++)
			snprintf(first, 16, "%.*s", (int)(at - begin), begin);
	}
	return count;
}

static bool is_one_of(const char *word, const char *list)
{
	const char *at = strstr(list, word);

	return *word && at && at[strlen(word)] == ' ' &&
	       (at == list || at[-1] == ' ');
}

static bool begins_command(const char *first, int before)
{
	if (!strcmp(first, "on"))
		return before == 2;
	return !before ||
	       (before == 1 && is_one_of(first,
			"if then else elif while until do ! linux "));
}

static void find(struct matches *matches, const char *line)
{
	char first[16];
	int before = words_before(line, matches->word, first);

	matches->end = ' ';
	if (begins_command(first, before) && !strchr(matches->word, '/'))
		match_commands(matches);
	else if ((!strcmp(first, "on") && before == 1) ||
		 (!strcmp(first, "migrate") && before == 2))
		match_machines(matches);
	else if (is_one_of(first, "kill wait fg bg migrate "))
		match_processes(matches);
	else
		match_files(matches);
}

static bool show(const struct matches *matches)
{
	printf("\n%s%s\n", text_get(&matches->all),
	       matches->count > SHOWN ? "..." : "");
	fflush(stdout);
	return true;
}

/**
 * complete - complete the word before the cursor
 * @system: the system
 * @line: the line
 * @cursor: in the line
 * @insert: gets what is to be inserted
 *
 * Return: true: there are several, which were listed.
 */
bool complete(struct system *system, const char *line, const char *cursor,
	      struct text *insert)
{
	struct matches matches = { .system = system };
	char *copy = strndup(line, cursor - line), *word;
	bool listed = false;
	size_t typed;

	if (!copy)
		return false;
	word = copy + strlen(copy);
	while (word > copy && !strchr(" \t;&|<>({", word[-1]))
		word--;
	matches.word = word;
	matches.length = strlen(word);
	if (!strpbrk(word, "'\"\\$"))
		find(&matches, copy);
	typed = matches.length - matches.folder;
	if (matches.count && matches.common.length > typed)
		text_string(insert, text_get(&matches.common) + typed);
	else if (matches.count > 1)
		listed = show(&matches);
	if (matches.count == 1 && matches.end)
		text_char(insert, matches.end);
	text_free(&matches.common);
	text_free(&matches.all);
	free(copy);
	return listed;
}
