// SPDX-License-Identifier: GPL-2.0
/*
 * A ring that keeps the last bytes of a guest's output.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pm/output.h"

/**
 * output_wants() - how much room would keep everything?
 * @output: the output
 * @more: bytes that are about to be written
 *
 * Return: bytes, a power of two, at most OUTPUT_MAX, at least the present room.
 */
size_t output_wants(const struct output *output, size_t more)
{
	size_t room = output->room ? output->room : OUTPUT_MIN;

	while (room < OUTPUT_MAX && room < output->length + more)
		room *= 2;
	return room;
}

/* Copy the bytes from @offset on, all of which are kept */
static void copy_out(const struct output *output, __u64 offset, void *data,
		     size_t length)
{
	size_t at = offset & (output->room - 1);
	size_t first = output->room - at;

	if (first > length)
		first = length;
	memcpy(data, output->bytes + at, first);
	memcpy((__u8 *)data + first, output->bytes, length - first);
}

/* Copy bytes behind those that were written; they fit into the ring */
static void copy_in(struct output *output, const void *data, size_t length)
{
	size_t at = output->end & (output->room - 1);
	size_t first = output->room - at;

	if (first > length)
		first = length;
	memcpy(output->bytes + at, data, first);
	memcpy(output->bytes, (const __u8 *)data + first, length - first);
	output->end += length;
}

/**
 * output_resize() - change the room
 * @output: the output; keeps as many of its last bytes as fit
 * @room: bytes: 0, or a power of two
 *
 * Return: 0, or -ENOMEM: nothing has changed.
 */
int output_resize(struct output *output, size_t room)
{
	struct output old = *output;
	size_t length = old.length < room ? old.length : room;
	__u8 *bytes = room ? malloc(room) : NULL;

	if (room && !bytes)
		return -ENOMEM;
	output->bytes = bytes;
	output->room = room;
	output->length = length;
	if (length) {
		size_t at = (old.end - length) & (room - 1);
		size_t first = room - at < length ? room - at : length;

		copy_out(&old, old.end - length, bytes + at, first);
		copy_out(&old, old.end - length + first, bytes,
			 length - first);
	}
	free(old.bytes);
	return 0;
}

/**
 * output_write() - append bytes
 * @output: the output; forgets its first bytes if there is no room
 * @data: the bytes
 * @length: of @data
 */
void output_write(struct output *output, const void *data, size_t length)
{
	if (length > output->room) {
		size_t excess = length - output->room;

		data = (const __u8 *)data + excess;
		output->end += excess;
		length = output->room;
	}
	if (!length)
		return;
	copy_in(output, data, length);
	output->length += length;
	if (output->length > output->room)
		output->length = output->room;
}

/**
 * output_read() - read bytes
 * @output: the output
 * @offset: of the first byte wanted; becomes that of the first byte read, which
 *	    is later if the wanted one is not kept any more
 * @data: destination
 * @size: of @data
 *
 * Return: bytes read; 0: there are none from @offset on.
 */
size_t output_read(const struct output *output, __u64 *offset, void *data,
		   size_t size)
{
	__u64 begin = output->end - output->length;
	size_t length;

	if (*offset > output->end)
		*offset = output->end;
	if (*offset < begin)
		*offset = begin;
	length = output->end - *offset;
	if (length > size)
		length = size;
	if (length)
		copy_out(output, *offset, data, length);
	return length;
}
