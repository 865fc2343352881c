// SPDX-License-Identifier: GPL-2.0
/*
 * Turns an executable (z8k-coff) into the segments of a guest: each segment
 * that holds a section, as long as its sections need, read-only if they are all
 * program text, and room for a stack. If code and data are in spaces of their
 * own, the stack is with the data, and the text does not count.
 *
 * The stack of a Z8001 is a segment of its own, the first one above those of
 * the program, so that a stack that grows too far causes a fault and not a
 * riddle. A Z8002 has one segment; the stack is at its end, above the program.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "program.h"

#define SEGMENT_SIZE	0x10000
#define PAGE		256		/* unit of a segment's limit */
#define FILE_MAX	(16 << 20)	/* twice what a guest can hold */

/* Segments of both spaces; those of the code space, if there is one, last */
#define PLACES		(2 * DEMOS_SEGMENTS_MAX)

/**
 * struct layout - what the sections need
 * @end: bytes of each segment, 0: it is not used
 * @writable: something other than text is in it
 */
struct layout {
	uint32_t end[PLACES];
	bool writable[PLACES];
};

static __printf(2, 3) int wrong(char error[PROGRAM_ERROR],
				const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, PROGRAM_ERROR, format, args);
	va_end(args);
	return -1;
}

static void place_sections(const struct program *program,
			   struct layout *layout)
{
	struct z8k_coff_section section;
	unsigned int n, segment;
	uint32_t end;

	for (n = 0; n < program->coff.nsections; n++) {
		z8k_coff_section(&program->coff, n, &section);
		if (section.kind == Z8K_COFF_OTHER || !section.size)
			continue;
		segment = section.addr >> 16;
		end = Z8K_ADDR_OFF(section.addr) + section.size;
		if (end > layout->end[segment])
			layout->end[segment] = end;
		if (section.kind != Z8K_COFF_TEXT)
			layout->writable[segment] = true;
	}
}

static uint32_t round_up(uint32_t bytes)
{
	return (bytes + PAGE - 1) / PAGE * PAGE;
}

/* The first segment above all that are used; -1: there is none */
static int segment_above(const struct layout *layout)
{
	int n = DEMOS_SEGMENTS_MAX;

	while (n > 0 && !layout->end[n - 1])
		n--;
	return n < DEMOS_SEGMENTS_MAX ? n : -1;
}

/* Room for the arguments at the end of the stack; -1 with @error */
static int arguments_room(const struct program *program,
			  const struct demos_arguments *arguments,
			  char error[PROGRAM_ERROR])
{
	int room = demos_arguments_size(program->coff.model, arguments);

	if (room >= 0)
		return room;
	return wrong(error,
		     "its arguments and environment take more than %d bytes",
		     DEMOS_ARGUMENTS_MAX);
}

static int place_stack(struct program *program, struct layout *layout,
		       uint32_t stack, const struct demos_arguments *arguments,
		       char error[PROGRAM_ERROR])
{
	int room = arguments_room(program, arguments, error);
	int segment = 0;
	uint32_t end;

	if (room < 0)
		return -1;
	if (program->coff.model == Z8K_Z8001)
		segment = segment_above(layout);
	if (segment < 0)
		return wrong(error, "no segment is left for a stack");
	end = round_up(layout->end[segment]) + round_up(stack + room);
	if (end > SEGMENT_SIZE)
		return wrong(error,
			     "no room for a stack of %u bytes and %d of arguments: the program takes %u of %u",
			     stack, room, layout->end[segment], SEGMENT_SIZE);
	layout->end[segment] = end;
	layout->writable[segment] = true;
	/* 0x10000 is no offset: the last word of a full segment stays unused */
	program->sp = Z8K_ADDR(segment, end < SEGMENT_SIZE ? end : end - 2);
	return 0;
}

/* Attributes of the segment at a place of the layout */
static uint8_t attributes(const struct program *program,
			  const struct layout *layout, unsigned int place)
{
	uint8_t space = 0;

	if (program->coff.separate)
		space = place < DEMOS_SEGMENTS_MAX ? DEMOS_SEG_DATA :
						     DEMOS_SEG_CODE;
	return space | (layout->writable[place] ? 0 : DEMOS_SEG_READONLY);
}

static int make_segments(struct program *program, const struct layout *layout,
			 char error[PROGRAM_ERROR])
{
	struct demos_op_segment *segment;
	unsigned int n;

	for (n = 0; n < PLACES; n++) {
		if (!layout->end[n])
			continue;
		if (program->nsegments == DEMOS_SEGMENTS_MAX)
			return wrong(error,
				     "it has more than %u segments of code and data; put more sections into one",
				     DEMOS_SEGMENTS_MAX);
		segment = &program->segments[program->nsegments++];
		segment->number = n % DEMOS_SEGMENTS_MAX;
		segment->attributes = attributes(program, layout, n);
		segment->pages = htons(round_up(layout->end[n]) / PAGE);
	}
	return 0;
}

/**
 * program_parse - work out the guest for a program
 * @program: gets it, and owns @data afterwards, even if this fails
 * @data: the file, from malloc()
 * @size: of @data
 * @stack: bytes of stack
 * @arguments: its arguments and environment, at the end of its stack
 * @error: gets the reason for a failure
 *
 * Return: 0, or -1 with @error.
 */
int program_parse(struct program *program, uint8_t *data, size_t size,
		  uint32_t stack, const struct demos_arguments *arguments,
		  char error[PROGRAM_ERROR])
{
	struct layout layout = { 0 };
	const char *reason;

	memset(program, 0, sizeof(*program));
	program->data = data;
	reason = z8k_coff_open(&program->coff, data, size);
	if (reason)
		return wrong(error, "%s", reason);
	place_sections(program, &layout);
	if (place_stack(program, &layout, stack, arguments, error))
		return -1;
	return make_segments(program, &layout, error);
}

static int read_all(int fd, uint8_t *data, size_t size)
{
	size_t have = 0;
	ssize_t got;

	while (have < size) {
		got = read(fd, data + have, size - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		have += got;
	}
	return 0;
}

/* The file's bytes, from malloc(); NULL with @error */
static uint8_t *read_file(int fd, size_t *size, char error[PROGRAM_ERROR])
{
	struct stat stat;
	uint8_t *data;

	if (fstat(fd, &stat)) {
		wrong(error, "%s", strerror(errno));
		return NULL;
	}
	if (!S_ISREG(stat.st_mode)) {
		wrong(error, "it is not a regular file");
		return NULL;
	}
	if (stat.st_size < 1 || stat.st_size > FILE_MAX) {
		wrong(error, "it has %jd bytes; programs have 1 to %d",
		      (intmax_t)stat.st_size, FILE_MAX);
		return NULL;
	}
	*size = stat.st_size;
	data = malloc(*size);
	if (!data) {
		wrong(error, "no memory");
		return NULL;
	}
	errno = 0;
	if (read_all(fd, data, *size)) {
		wrong(error, "cannot be read: %s",
		      errno ? strerror(errno) : "it became shorter meanwhile");
		free(data);
		return NULL;
	}
	return data;
}

/**
 * program_read - read a program and work out the guest for it
 * @program: gets it; to be given to program_free() if this succeeds
 * @path: of the file
 * @stack: bytes of stack
 * @arguments: its arguments and environment, at the end of its stack
 * @error: gets the reason for a failure
 *
 * Return: 0, or -1 with @error.
 */
int program_read(struct program *program, const char *path, uint32_t stack,
		 const struct demos_arguments *arguments,
		 char error[PROGRAM_ERROR])
{
	uint8_t *data;
	size_t size;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return wrong(error, "%s", strerror(errno));
	data = read_file(fd, &size, error);
	close(fd);
	if (!data)
		return -1;
	if (program_parse(program, data, size, stack, arguments, error)) {
		program_free(program);
		return -1;
	}
	return 0;
}

/**
 * program_free - free what a program holds
 * @program: the program
 */
void program_free(struct program *program)
{
	free(program->data);
	program->data = NULL;
}
