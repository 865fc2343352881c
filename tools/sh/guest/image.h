/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file of a program, of any size: only its headers are in memory.
 */
#ifndef SH_IMAGE_H
#define SH_IMAGE_H

#include <demos.h>
#include <stdio.h>

#include "../../../z8kvm/layout.h"

enum { IMAGE_HEADERS = 1024 };

/**
 * struct image - the file of a program
 * @file: the file
 * @coff: what its headers say; no data of its sections are there
 * @headers: its headers
 */
struct image {
	FILE *file;
	struct z8k_coff coff;
	uint8_t headers[IMAGE_HEADERS];
};

const char *image_open(struct image *image, const char *path);
int image_write(struct image *image, demos_link_t memory);
void image_close(struct image *image);

#endif
