// SPDX-License-Identifier: GPL-2.0
/*
 * Patterns become names of files. A path is walked part by part; what is known
 * of it is in @path.
 */
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "pattern.h"

/* More names than that are no command line */
#define NAMES_MAX	(SH_TEXT_MAX / 16)
#define PATH_MOST	1024

/**
 * struct walk - a search for names
 * @shell: the shell
 * @arena: for the names
 * @first: names that were found
 * @end: where the next one goes
 * @count: of the names
 * @failed: no memory, or too many names
 */
struct walk {
	struct shell *shell;
	struct arena *arena;
	struct field *first;
	struct field **end;
	unsigned long count;
	bool failed;
};

/**
 * struct folder - names in a folder that match
 * @walk: the search
 * @path: of the folder, with a final / if there is a path
 * @pattern: for the name
 * @rest: of the whole pattern, behind the name; "": nothing
 */
struct folder {
	struct walk *walk;
	const char *path;
	const char *pattern;
	const char *rest;
};

static void search(struct walk *walk, const char *path, const char *pattern);

static void found(struct walk *walk, const char *path)
{
	struct field *field = arena_get(walk->arena, sizeof(*field));

	if (!field || ++walk->count > NAMES_MAX) {
		walk->failed = true;
		return;
	}
	field->text = arena_copy(walk->arena, path, strlen(path));
	walk->failed |= !field->text;
	*walk->end = field;
	walk->end = &field->next;
}

/* A pattern that ends with / means folders */
static void found_folder(struct walk *walk, const char *path)
{
	unsigned long size;

	if (walk->shell->ops->kind(walk->shell, path, &size) == FILE_FOLDER)
		found(walk, path);
}

static void try_name(void *arg, const char *name)
{
	const struct folder *folder = arg;
	struct text path = { 0 };

	if (folder->walk->failed || !strcmp(name, ".") || !strcmp(name, ".."))
		return;
	if (*name == '.' && *folder->pattern != '.')
		return;
	if (!pattern_match(folder->pattern, name))
		return;
	text_string(&path, folder->path);
	text_string(&path, name);
	if (path.failed || path.length >= PATH_MOST)
		folder->walk->failed = true;
	else if (*folder->rest)
		search(folder->walk, text_get(&path), folder->rest);
	else
		found(folder->walk, text_get(&path));
	text_free(&path);
}

static void list(struct walk *walk, const char *path, char *part,
		 const char *rest)
{
	struct folder folder = {
		.walk = walk, .path = path, .pattern = part, .rest = rest,
	};

	walk->shell->ops->list(walk->shell, *path ? path : ".", try_name,
			       &folder);
}

/* A part that is only a name */
static void descend(struct walk *walk, const char *path, char *part,
		    const char *rest)
{
	struct text next = { 0 };
	unsigned long size;

	pattern_plain(part);
	text_string(&next, path);
	text_string(&next, part);
	if (next.failed)
		walk->failed = true;
	else if (*rest)
		search(walk, text_get(&next), rest);
	else if (walk->shell->ops->kind(walk->shell, text_get(&next), &size) !=
		 FILE_NONE)
		found(walk, text_get(&next));
	text_free(&next);
}

/*
 * Names below @path, which match @pattern. Its depth is that of the path, which
 * has at most PATH_MOST bytes.
 */
static void search(struct walk *walk, const char *path, const char *pattern)
{
	struct text here = { 0 };
	size_t length;
	char *part;

	text_string(&here, path);
	for (; *pattern == '/'; pattern++)
		text_char(&here, '/');
	length = strcspn(pattern, "/");
	part = arena_copy(walk->arena, pattern, length);
	if (!part || here.failed || here.length >= PATH_MOST)
		walk->failed = true;
	else if (!length)
		found_folder(walk, text_get(&here));
	else if (pattern_is(part))
		list(walk, text_get(&here), part, pattern + length);
	else
		descend(walk, text_get(&here), part, pattern + length);
	text_free(&here);
}

static int compare(const void *a, const void *b)
{
	return strcmp((*(struct field *const *)a)->text,
		      (*(struct field *const *)b)->text);
}

static bool sort(struct walk *walk)
{
	struct field **array = malloc(walk->count * sizeof(*array));
	struct field *field = walk->first;
	unsigned long i;

	if (!array)
		return false;
	for (i = 0; i < walk->count; i++, field = field->next)
		array[i] = field;
	qsort(array, walk->count, sizeof(*array), compare);
	walk->end = &walk->first;
	for (i = 0; i < walk->count; i++) {
		*walk->end = array[i];
		walk->end = &array[i]->next;
	}
	*walk->end = NULL;
	free(array);
	return true;
}

/**
 * glob - the files that a pattern means
 * @shell: the shell
 * @arena: for them
 * @pattern: the pattern; changed
 * @end: where they are put
 *
 * Without such files, the pattern is a name itself.
 *
 * Return: where the next field goes; NULL: no memory.
 */
struct field **glob(struct shell *shell, struct arena *arena, char *pattern,
		    struct field **end)
{
	struct walk walk = { .shell = shell, .arena = arena };

	walk.end = &walk.first;
	search(&walk, "", pattern);
	if (!walk.failed && !walk.count) {
		pattern_plain(pattern);
		found(&walk, pattern);
	}
	if (walk.failed || !sort(&walk))
		return NULL;
	*end = walk.first;
	return walk.end;
}
