// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a program section by section. z8kvm's reader gets the headers alone: it
 * says where the bytes of a section are, and does not look at them.
 */
#include <string.h>

#include "image.h"

enum {
	FILE_HEADER = 20,
	SECTION_HEADER = 40,
	SECTION_PLACE = 20,	/* in a section's header */
	CHUNK = 512,
};

static unsigned int get16(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static const uint8_t *section_header(const struct image *image, unsigned int n)
{
	return image->headers + FILE_HEADER + get16(image->headers + 16) +
	       n * SECTION_HEADER;
}

/* Are the headers of all sections there? */
static bool is_whole(const struct image *image, unsigned int have)
{
	unsigned int optional, count;

	if (have < FILE_HEADER)
		return false;
	optional = get16(image->headers + 16);
	count = get16(image->headers + 2);
	return optional < have && count < have / SECTION_HEADER &&
	       FILE_HEADER + optional + count * SECTION_HEADER <= have;
}

static uint32_t file_size(FILE *file)
{
	long size = fseek(file, 0, SEEK_END) ? 0 : ftell(file);

	return size < 0 ? 0 : (uint32_t)size;
}

/**
 * image_open - open the file of a program
 * @image: to fill; to be given to image_close() if this succeeds
 * @path: of the file
 *
 * Return: NULL, or what is wrong.
 */
const char *image_open(struct image *image, const char *path)
{
	const char *wrong = "its headers are too long, or cut off";
	unsigned int have;

	image->file = fopen(path, "r");
	if (!image->file)
		return "there is no such program";
	have = (unsigned int)fread(image->headers, 1, IMAGE_HEADERS,
				   image->file);
	if (is_whole(image, have))
		wrong = z8k_coff_open(&image->coff, image->headers,
				      file_size(image->file));
	if (wrong)
		image_close(image);
	return wrong;
}

static int write_section(struct image *image, demos_link_t memory,
			 const struct z8k_coff_section *section,
			 uint32_t place)
{
	static uint8_t chunk[CHUNK];
	uint32_t done = 0;
	unsigned int some;
	int result = fseek(image->file, (long)place, SEEK_SET);

	while (!result && done < section->size) {
		some = section->size - done < CHUNK ?
			(unsigned int)(section->size - done) : CHUNK;
		if (fread(chunk, 1, some, image->file) != some)
			return DEMOS_ESIZE;
		result = move_write(memory, chunk, section->addr + done, some,
				    NULL);
		done += some;
	}
	return result;
}

/**
 * image_write - write a program into the memory of a guest
 * @image: the program
 * @memory: link to the memory
 *
 * Return: 0, an enum demos_result, or -1: the file cannot be read.
 */
int image_write(struct image *image, demos_link_t memory)
{
	struct z8k_coff_section section;
	unsigned int n;
	int result = 0;

	for (n = 0; n < image->coff.nsections && !result; n++) {
		z8k_coff_section(&image->coff, n, &section);
		if (section.data && section.size)
			result = write_section(image, memory, &section,
					       get32(section_header(image, n) +
						     SECTION_PLACE));
	}
	return result;
}

/**
 * image_close - undo image_open()
 * @image: the program
 */
void image_close(struct image *image)
{
	fclose(image->file);
	image->file = NULL;
}
