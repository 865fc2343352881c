// SPDX-License-Identifier: GPL-2.0
/*
 * Guests: memory, program, link table, end.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arguments.h"
#include "coff.h"
#include "stage.h"

#define STACK		1024
#define STACK_SEGMENT	127		/* of a Z8001 */

static void segment_grow(struct guest *guest, unsigned int number, uint32_t end)
{
	struct z8k_segment *segment = &guest->segments[number];
	unsigned int i;

	if (!segment->pages) {
		segment->pages = calloc(Z8K_SEGMENT_PAGES, sizeof(u8 *));
		for (i = 0; i < Z8K_SEGMENT_PAGES; i++)
			segment->pages[i] = calloc(1, Z8K_PAGE_SIZE);
	}
	segment->attr |= Z8K_SEG_VALID;
	if ((end - 1) >> Z8K_BLOCK_SHIFT > segment->limit)
		segment->limit = (end - 1) >> Z8K_BLOCK_SHIFT;
}

static void put_arguments(struct guest *guest, enum z8k_model model, u32 end)
{
	u8 bytes[Z8K_ARGUMENTS_MAX];
	size_t size = z8k_arguments_size(model, guest->argv, stage.environ);
	u32 sp = end - size;

	if (size > sizeof(bytes) || size > Z8K_ADDR_OFF(end))
		errx(254, "%s: too many arguments", guest->path);
	z8k_arguments_put(model, sp, guest->argv, stage.environ, bytes);
	z8k_mem_write(&guest->memory, sp, bytes, size, 0, NULL);
	guest->cpu.r[14] = Z8K_ADDR_SEG(sp) << 8;
	guest->cpu.r[15] = Z8K_ADDR_OFF(sp);
}

static void place_stack(struct guest *guest, enum z8k_model model)
{
	unsigned int number = model == Z8K_Z8001 ? STACK_SEGMENT : 0;
	u32 end = STACK + z8k_arguments_size(model, guest->argv,
					     stage.environ);

	if (!number)
		end += (guest->segments[0].limit + 1) << Z8K_BLOCK_SHIFT;
	segment_grow(guest, number, end);
	put_arguments(guest, model, Z8K_ADDR(number, end));
}

static void load_sections(struct guest *guest, const struct z8k_coff *coff)
{
	struct z8k_coff_section section;
	unsigned int i;

	for (i = 0; i < coff->nsections; i++) {
		z8k_coff_section(coff, i, &section);
		if (section.kind == Z8K_COFF_OTHER || !section.size)
			continue;
		segment_grow(guest, Z8K_ADDR_SEG(section.addr),
			     Z8K_ADDR_OFF(section.addr) + section.size);
		if (section.data)
			z8k_mem_write(&guest->memory, section.addr,
				      section.data, section.size,
				      Z8K_MEM_FORCE, NULL);
		if (section.kind == Z8K_COFF_TEXT && coff->model == Z8K_Z8001)
			guest->segments[Z8K_ADDR_SEG(section.addr)].attr |=
				Z8K_SEG_READONLY;
	}
}

static void load(struct guest *guest)
{
	struct z8k_coff coff;
	const char *reason;
	struct stat stat;
	unsigned int i;
	FILE *file;
	u8 *data;

	file = fopen(guest->path, "r");
	if (!file || fstat(fileno(file), &stat))
		err(254, "%s", guest->path);
	data = malloc(stat.st_size + 1);
	if (fread(data, 1, stat.st_size, file) != (size_t)stat.st_size)
		err(254, "%s", guest->path);
	fclose(file);
	reason = z8k_coff_open(&coff, data, stat.st_size);
	if (reason)
		errx(254, "%s: %s", guest->path, reason);

	for (i = 0; i < Z8K_SPACES; i++) {
		guest->memory.seg[i] = guest->segments;
		guest->memory.nsegs[i] = Z8K_MAX_SEGMENTS;
	}
	z8k_cpu_init(&guest->cpu, coff.model);
	load_sections(guest, &coff);
	place_stack(guest, coff.model);
	guest->cpu.pc = Z8K_ADDR_OFF(coff.entry);
	guest->cpu.pc_seg = Z8K_ADDR_SEG(coff.entry);
	free(data);
}

/**
 * guest_link - find a link
 * @guest: whose link table
 * @name: anything
 *
 * Return: the link, or NULL if none has that name.
 */
struct link *guest_link(struct guest *guest, uint32_t name)
{
	uint32_t slot = (name & 0xffff) - 1;

	if (slot >= STAGE_LINKS || guest->links[slot].to == NOBODY ||
	    guest->generation[slot] != name >> 16)
		return NULL;
	return &guest->links[slot];
}

/**
 * guest_link_add - put a link in a link table
 * @guest: whose
 * @link: to be copied there
 *
 * Return: its name.
 */
uint32_t guest_link_add(struct guest *guest, const struct link *link)
{
	uint32_t slot;

	for (slot = 0; slot < STAGE_LINKS; slot++) {
		if (guest->links[slot].to != NOBODY)
			continue;
		guest->links[slot] = *link;
		return (uint32_t)guest->generation[slot] << 16 | (slot + 1);
	}
	errx(254, "%s: more than %u links", guest->path, STAGE_LINKS);
}

/**
 * guest_link_remove - take a link out of a link table; its name becomes invalid
 * @guest: whose
 * @link: in the table
 *
 * Return: the link.
 */
struct link guest_link_remove(struct guest *guest, struct link *link)
{
	struct link removed = *link;

	link->to = NOBODY;
	guest->generation[link - guest->links]++;
	return removed;
}

static void links_init(struct guest *guest)
{
	const uint16_t flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS;
	unsigned int i;

	for (i = 0; i < STAGE_LINKS; i++)
		guest->links[i].to = NOBODY;
	guest->links[DEMOS_LINK_SWITCHBOARD - 1] =
		(struct link){ .to = SWITCHBOARD, .flags = flags };
	guest->links[DEMOS_LINK_CONSOLE - 1] =
		(struct link){ .to = CONSOLE, .flags = flags };
}

/* The words of a command line; the first becomes the path */
static void take_words(struct guest *guest, char *line)
{
	int n = 0;

	guest->path = line;
	for (line = strtok(line, " "); line; line = strtok(NULL, " ")) {
		if (n == STAGE_ARGUMENTS)
			errx(254, "%s: more than %d arguments", guest->path, n);
		guest->argv[n++] = line;
	}
}

/**
 * guest_add - begin a program
 * @line: the path of its file and its arguments, with blanks between them;
 *	  kept and changed
 */
void guest_add(char *line)
{
	struct guest *guest = &stage.guests[stage.nguests];

	if (stage.nguests == STAGE_GUESTS)
		errx(254, "more than %d programs", STAGE_GUESTS);
	stage.nguests++;
	take_words(guest, line);
	guest->state = GUEST_READY;
	STAILQ_INIT(&guest->queue);
	links_init(guest);
	load(guest);
}

/**
 * guest_end - end a program and tell those that wait for it
 * @guest: the program
 * @status: its exit status
 */
void guest_end(struct guest *guest, int status)
{
	struct message *message;
	struct link removed;
	unsigned int i;

	guest->state = GUEST_ENDED;
	guest->status = status;
	while ((message = STAILQ_FIRST(&guest->queue))) {
		STAILQ_REMOVE_HEAD(&guest->queue, next);
		message_refuse(message);
	}
	for (i = 0; i < STAGE_LINKS; i++) {
		removed = guest_link_remove(guest, &guest->links[i]);
		if (removed.to != NOBODY)
			message_link_destroyed(&removed);
	}
}
