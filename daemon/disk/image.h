/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The image: a file or a block device, of blocks of DEMOS_DISK_BLOCK bytes.
 */
#ifndef DEMOS_DISK_IMAGE_H
#define DEMOS_DISK_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/demos_fs.h>

/**
 * struct image - an open image
 * @fd: the file
 * @blocks: how many whole blocks it has
 * @read_only: nothing may be written
 * @record: what was written is copied there; NULL: nowhere
 */
struct image {
	int fd;
	__u32 blocks;
	bool read_only;
	FILE *record;
};

int image_open(struct image *image, const char *path, bool read_only,
	       const char *record);
int image_read(struct image *image, __u32 block, __u16 count, void *bytes);
int image_write(struct image *image, __u32 block, __u16 count,
		const void *bytes);
int image_flush(struct image *image);
void image_close(struct image *image);

#endif
