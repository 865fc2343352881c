// SPDX-License-Identifier: GPL-2.0
/*
 * Which file a guest's program is from. Its path, size and digest are in a note
 * that the process manager keeps with the guest: so whoever looks at the guest
 * later, on a machine that has the same file there, can name places in its
 * source. A file that has changed would tell wrong ones, and is not used.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "origin.h"

enum { PATH_SHOWN = 120 };	/* most bytes of a path that are shown */

/**
 * struct noted - what a note says
 * @machine: where the file was
 * @size: bytes of the file
 * @digest: of its bytes
 * @path: of the file
 */
struct noted {
	unsigned int machine;
	size_t size;
	unsigned long long digest;
	const char *path;
};

/* FNV-1a: against confusion, not against an attack */
static unsigned long long digest(const struct z8k_coff *coff)
{
	unsigned long long hash = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < coff->size; i++)
		hash = (hash ^ coff->data[i]) * 0x100000001b3;
	return hash;
}

/**
 * origin_note - have the process manager note which file a program is from
 * @manager: the process manager
 * @pid: the guest
 * @path: of the file
 * @program: from that file
 *
 * Nothing happens if it cannot, for instance because its path is too long: the
 * guest runs all the same.
 */
void origin_note(struct manager *manager, __u64 pid, const char *path,
		 const struct program *program)
{
	char note[DEMOS_PM_NOTE_MAX + 1];
	char *full = realpath(path, NULL);
	int length;

	if (!full)
		return;
	length = snprintf(note, sizeof(note),
			  "program %u %zu %016llx %s",
			  demos_here(manager->demos),
			  (size_t)program->coff.size,
			  digest(&program->coff), full);
	free(full);
	if (length < (int)sizeof(note))
		demos_pm_note(manager->demos, manager->pm, pid, note);
}

static bool parse(const char *note, struct noted *noted)
{
	int at = 0;

	if (sscanf(note, "program %u %zu %llx %n", &noted->machine,
		   &noted->size, &noted->digest, &at) != 3 || !at)
		return false;
	noted->path = note + at;
	return *noted->path == '/';
}

static bool is_same(const struct program *program, const struct noted *noted)
{
	return program->coff.size == noted->size &&
	       digest(&program->coff) == noted->digest;
}

/* Read the file; if it is of no use, say why behind its path */
static void read_program(struct origin *origin, const struct noted *noted,
			 unsigned int here)
{
	size_t length = strlen(origin->text);
	char error[PROGRAM_ERROR];
	bool read = !program_open(&origin->program, noted->path, error);

	if (read && is_same(&origin->program, noted))
		return;
	if (read)
		program_free(&origin->program);
	origin->program.data = NULL;
	if (noted->machine != here)
		snprintf(origin->text + length, ORIGIN_TEXT - length,
			 " on machine %u", noted->machine);
	else
		snprintf(origin->text + length, ORIGIN_TEXT - length,
			 read ? " (it has changed since)" :
				" (it cannot be read now)");
}

/**
 * origin_find - find the file that a guest's program is from
 * @manager: the process manager
 * @pid: the guest
 * @origin: to fill, for origin_free()
 */
void origin_find(struct manager *manager, __u64 pid, struct origin *origin)
{
	char note[DEMOS_PM_NOTE_MAX + 1];
	struct noted noted;
	size_t length;

	memset(origin, 0, sizeof(*origin));
	if (demos_pm_note_get(manager->demos, manager->pm, pid, LOOK_PATIENCE,
			      note) || !parse(note, &noted))
		return;
	length = strlen(noted.path);
	snprintf(origin->text, ORIGIN_TEXT, "%s%.*s",
		 length > PATH_SHOWN ? "..." : "", PATH_SHOWN,
		 noted.path + (length > PATH_SHOWN ? length - PATH_SHOWN : 0));
	read_program(origin, &noted, demos_here(manager->demos));
}

/**
 * origin_free - undo origin_find()
 * @origin: origin
 */
void origin_free(struct origin *origin)
{
	program_free(&origin->program);
}

/**
 * origin_place - name a place in the source of a guest's program
 * @origin: from origin_find()
 * @address: linear address of an instruction
 * @text: room for the place
 *
 * Return: @text: "main+0x12 (hello.c:7)"; "" if nothing is known.
 */
const char *origin_place(const struct origin *origin, __u32 address,
			 char text[Z8K_PLACE_TEXT])
{
	struct z8k_symbols symbols;
	struct z8k_place place;

	text[0] = '\0';
	if (!origin->program.data)
		return text;
	z8k_symbols_open(&symbols, &origin->program.coff);
	if (z8k_symbols_find(&symbols, address, &place))
		z8k_place_text(&place, text);
	return text;
}
