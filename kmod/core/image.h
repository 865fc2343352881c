/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form in which the state of a process travels (steps 3 and 4 of
 * section 3.1): big-endian, one field after the other. A writer also counts
 * bytes that do not fit, so that a pass without a buffer yields the size. A
 * reader that runs past the end yields zeros and remembers that it failed.
 */
#ifndef DEMOS_IMAGE_H
#define DEMOS_IMAGE_H

#include <linux/types.h>

/**
 * struct demos_image - a cursor in the state of a process
 * @data: the bytes; NULL: only count (writer)
 * @size: bytes that @data has room for, or holds
 * @at: next byte; after writing, the size that is needed
 * @failed: a reader ran past the end
 */
struct demos_image {
	u8 *data;
	u32 size;
	u32 at;
	bool failed;
};

void demos_image_put(struct demos_image *image, const void *bytes, u32 count);
void demos_image_put8(struct demos_image *image, u8 value);
void demos_image_put16(struct demos_image *image, u16 value);
void demos_image_put32(struct demos_image *image, u32 value);
void demos_image_put64(struct demos_image *image, u64 value);
void demos_image_get(struct demos_image *image, void *bytes, u32 count);
u8 demos_image_get8(struct demos_image *image);
u16 demos_image_get16(struct demos_image *image);
u32 demos_image_get32(struct demos_image *image);
u64 demos_image_get64(struct demos_image *image);

#endif
