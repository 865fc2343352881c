/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a guest has written to its console: the last bytes of it. Pure.
 *
 * Invariants: the bytes kept are the last @length of @end; memory grows with
 * what is written, up to OUTPUT_MAX.
 */
#ifndef DEMOS_OUTPUT_H
#define DEMOS_OUTPUT_H

#include <stddef.h>
#include <linux/types.h>

#define OUTPUT_MIN	512		/* bytes, a power of two */
#define OUTPUT_MAX	(64 * 1024)	/* bytes, a power of two */

/**
 * struct output - a ring of bytes
 * @bytes: the ring, or NULL
 * @room: of @bytes: 0, or a power of two
 * @length: how many bytes are kept
 * @end: how many were written; the next one's place is @end modulo @room
 */
struct output {
	__u8 *bytes;
	size_t room;
	size_t length;
	__u64 end;
};

size_t output_wants(const struct output *output, size_t more);
int output_resize(struct output *output, size_t room);
void output_write(struct output *output, const void *data, size_t length);
size_t output_read(const struct output *output, __u64 *offset, void *data,
		   size_t size);

#endif
