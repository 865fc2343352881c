// SPDX-License-Identifier: GPL-2.0
/*
 * Turns an executable (z8k-coff) into the segments of a guest, by
 * z8kvm/layout.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "program.h"

#define FILE_MAX	(16 << 20)	/* twice what a guest can hold */

static __printf(2, 3) int wrong(char error[PROGRAM_ERROR],
				const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, PROGRAM_ERROR, format, args);
	va_end(args);
	return -1;
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

/* DEMOS_SEG_* of a segment */
static uint8_t attributes(const struct program *program,
			  const struct z8k_layout_segment *segment)
{
	uint8_t space = 0;

	if (program->coff.separate)
		space = segment->code ? DEMOS_SEG_CODE : DEMOS_SEG_DATA;
	return space | (segment->readonly ? DEMOS_SEG_READONLY : 0);
}

static int make_segments(struct program *program,
			 const struct z8k_layout *layout,
			 char error[PROGRAM_ERROR])
{
	unsigned int n;

	if (layout->nsegments > DEMOS_SEGMENTS_MAX)
		return wrong(error,
			     "it has more than %u segments of code and data; put more sections into one",
			     DEMOS_SEGMENTS_MAX);
	for (n = 0; n < layout->nsegments; n++)
		program->segments[n] = (struct demos_op_segment){
			.number = layout->segments[n].number,
			.attributes = attributes(program,
						 &layout->segments[n]),
			.pages = htons(layout->segments[n].pages),
		};
	program->nsegments = layout->nsegments;
	program->sp = layout->sp;
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
	struct z8k_layout layout;
	const char *reason;
	int room;

	memset(program, 0, sizeof(*program));
	program->data = data;
	reason = z8k_coff_open(&program->coff, data, size);
	if (reason)
		return wrong(error, "%s", reason);
	room = arguments_room(program, arguments, error);
	if (room < 0)
		return -1;
	reason = z8k_layout_make(&layout, &program->coff, stack, room);
	if (reason)
		return wrong(error, "%s", reason);
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

/* Is it a regular file? false with @error */
static bool is_regular(const struct stat *stat, char error[PROGRAM_ERROR])
{
	if (S_ISREG(stat->st_mode))
		return true;
	wrong(error, "it is not a regular file");
	return false;
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
	if (!is_regular(&stat, error))
		return NULL;
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

/* The bytes of the file at @path, from malloc(); NULL with @error */
static uint8_t *read_path(const char *path, size_t *size,
			  char error[PROGRAM_ERROR])
{
	struct stat before;
	uint8_t *data;
	int fd;

	/*
	 * A path may be from somebody else: a note with a guest. To open a
	 * device has effects, and a FIFO lets a writer pass.
	 */
	if (!stat(path, &before) && !is_regular(&before, error))
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		wrong(error, "%s", strerror(errno));
		return NULL;
	}
	data = read_file(fd, size, error);
	close(fd);
	return data;
}

/**
 * program_open - read a program, without working out a guest for it
 * @program: gets it; to be given to program_free() if this succeeds
 * @path: of the file
 * @error: gets the reason for a failure
 *
 * Return: 0, or -1 with @error.
 */
int program_open(struct program *program, const char *path,
		 char error[PROGRAM_ERROR])
{
	const char *reason;
	size_t size;

	memset(program, 0, sizeof(*program));
	program->data = read_path(path, &size, error);
	if (!program->data)
		return -1;
	reason = z8k_coff_open(&program->coff, program->data, size);
	if (!reason)
		return 0;
	wrong(error, "%s", reason);
	program_free(program);
	return -1;
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
	size_t size;
	uint8_t *data = read_path(path, &size, error);

	if (!data)
		return -1;
	if (program_parse(program, data, size, stack, arguments, error)) {
		program_free(program);
		return -1;
	}
	return 0;
}

/**
 * program_describe - describe the guest for a program
 * @program: the program
 * @name: of the guest
 * @guest: gets the description, for the process manager
 */
void program_describe(const struct program *program,
		      const char name[DEMOS_NAME_MAX],
		      struct demos_program *guest)
{
	unsigned int i;

	memset(guest, 0, sizeof(*guest));
	guest->model = program->coff.model;
	guest->pc = program->coff.entry;
	guest->sp = program->sp;
	memcpy(guest->name, name, sizeof(guest->name));
	guest->nsegments = program->nsegments;
	for (i = 0; i < program->nsegments; i++) {
		guest->segments[i].number = program->segments[i].number;
		guest->segments[i].attributes = program->segments[i].attributes;
		guest->segments[i].pages = ntohs(program->segments[i].pages);
	}
}

/**
 * program_write - write a program into the memory of its guest
 * @program: the program
 * @demos: attached handle
 * @memory: link to that memory, all of which is 0
 * @section: gets the section that could not be written
 *
 * Return: 0 or a negative errno.
 */
int program_write(const struct program *program, struct demos *demos,
		  __u32 memory, struct z8k_coff_section *section)
{
	unsigned int n;
	int err = 0;

	for (n = 0; n < program->coff.nsections && !err; n++) {
		z8k_coff_section(&program->coff, n, section);
		if (section->kind == Z8K_COFF_OTHER || !section->data ||
		    !section->size)
			continue;
		err = demos_move_write(demos, memory, section->addr,
				       section->data, section->size);
	}
	return err;
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
