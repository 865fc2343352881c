// SPDX-License-Identifier: GPL-2.0
/*
 * Reader of z8k-coff executables: file header (20 bytes), optional header
 * (28 bytes), section headers (40 bytes each), all big-endian.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "coff.h"

#ifndef __printf
#define __printf(a, b)	__attribute((format(printf, a, b)))
#endif

enum {
	FILE_HEADER = 20,
	OPTIONAL_HEADER = 28,
	SECTION_HEADER = 40,
	SECTIONS_MAX = 1024,
	MAGIC = 0x8000,
	FLAG_EXECUTABLE = 0x0002,
	FLAG_MODEL = 0xf000,
	FLAG_Z8001 = 0x1000,
	FLAG_Z8002 = 0x2000,
	SECTION_TEXT = 0x0020,
	SECTION_DATA = 0x0040,
	SECTION_BSS = 0x0080,
};

static __printf(2, 3) const char *wrong(struct z8k_coff *coff,
					const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(coff->error, sizeof(coff->error), format, args);
	va_end(args);
	return coff->error;
}

static u32 get16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static u32 get32(const u8 *p)
{
	return get16(p) << 16 | get16(p + 2);
}

static const u8 *section_header(const struct z8k_coff *coff, unsigned int n)
{
	return coff->data + FILE_HEADER + get16(coff->data + 16) +
	       n * SECTION_HEADER;
}

static u8 section_kind(u32 flags)
{
	if (flags & SECTION_BSS)
		return Z8K_COFF_BSS;
	if (flags & SECTION_TEXT)
		return Z8K_COFF_TEXT;
	if (flags & SECTION_DATA)
		return Z8K_COFF_DATA;
	return Z8K_COFF_OTHER;
}

static bool is_address(const struct z8k_coff *coff, u32 addr)
{
	return addr < Z8K_ADDR(coff->model == Z8K_Z8001 ? Z8K_MAX_SEGMENTS : 1,
			       0);
}

/* The mark of a program whose code and data are apart */
static bool is_mark(const struct z8k_coff_section *section)
{
	return !strcmp(section->name, ".spaces");
}

static bool is_heap(const struct z8k_coff_section *section)
{
	return section->kind == Z8K_COFF_BSS && !strcmp(section->name, ".heap");
}

/* Everything but the place of its bytes */
static void section_read(const struct z8k_coff *coff, unsigned int n,
			 struct z8k_coff_section *section)
{
	const u8 *header = section_header(coff, n);
	unsigned int i;

	memset(section, 0, sizeof(*section));
	for (i = 0; i < Z8K_COFF_NAME && header[i]; i++)
		section->name[i] = header[i] > ' ' && header[i] < 0x7f ?
				   header[i] : '?';
	section->addr = get32(header + 8);
	section->size = get32(header + 16);
	section->kind = section_kind(get32(header + 36));
	if (is_mark(section))
		section->kind = Z8K_COFF_OTHER;
	if (is_heap(section) && !is_address(coff, section->addr))
		section->kind = Z8K_COFF_OTHER;
}

/* Where it is in memory, once it is known whether code and data are apart */
static u32 place_of(const struct z8k_coff *coff,
		    const struct z8k_coff_section *section)
{
	if (coff->separate && section->kind == Z8K_COFF_TEXT)
		return section->addr | Z8K_ADDR_CODE;
	return section->addr;
}

static bool has_bytes(const struct z8k_coff_section *section)
{
	return section->kind == Z8K_COFF_TEXT || section->kind == Z8K_COFF_DATA;
}

static bool is_loaded(const struct z8k_coff_section *section)
{
	return section->kind != Z8K_COFF_OTHER && section->size;
}

void z8k_coff_section(const struct z8k_coff *coff, unsigned int n,
		      struct z8k_coff_section *section)
{
	section_read(coff, n, section);
	if (is_loaded(section) && has_bytes(section))
		section->data = coff->data +
				get32(section_header(coff, n) + 20);
	section->addr = place_of(coff, section);
}

static const char *check_bytes(struct z8k_coff *coff, unsigned int n,
			       const struct z8k_coff_section *section)
{
	u32 at = get32(section_header(coff, n) + 20);
	u32 headers = section_header(coff, coff->nsections) - coff->data;

	if (at > coff->size || section->size > coff->size - at)
		return wrong(coff, "section %s is outside of the file",
			     section->name);
	if (at < headers)
		return wrong(coff,
			     "section %s begins within the headers of the file",
			     section->name);
	return NULL;
}

static const char *check_section(struct z8k_coff *coff, unsigned int n)
{
	struct z8k_coff_section section;

	section_read(coff, n, &section);
	if (is_mark(&section))
		coff->separate = true;
	if (!is_loaded(&section))
		return NULL;
	if (!is_address(coff, section.addr))
		return wrong(coff,
			     "section %s has an address outside of all segments",
			     section.name);
	if (section.size > 0x10000u - Z8K_ADDR_OFF(section.addr))
		return wrong(coff,
			     "section %s is larger than the rest of its segment",
			     section.name);
	return has_bytes(&section) ? check_bytes(coff, n, &section) : NULL;
}

static bool overlap(const struct z8k_coff *coff,
		    const struct z8k_coff_section *one,
		    const struct z8k_coff_section *other)
{
	u32 a = place_of(coff, one), b = place_of(coff, other);

	return a < b + other->size && b < a + one->size;
}

/* Is it in the way of one before it? Each is in a segment: nothing wraps */
static const char *check_overlap(struct z8k_coff *coff, unsigned int n)
{
	struct z8k_coff_section section, other;

	section_read(coff, n, &section);
	while (is_loaded(&section) && n--) {
		section_read(coff, n, &other);
		if (is_loaded(&other) && overlap(coff, &section, &other))
			return wrong(coff, "sections %s and %s overlap",
				     other.name, section.name);
	}
	return NULL;
}

/* The entry is a word of a section that has contents */
static const char *check_entry(struct z8k_coff *coff)
{
	struct z8k_coff_section section;
	u32 entry = coff->entry;
	unsigned int n;

	if (entry & 1 || !is_address(coff, entry))
		return wrong(coff,
			     "the entry point %#x is not the address of an instruction",
			     entry);
	for (n = 0; n < coff->nsections; n++) {
		section_read(coff, n, &section);
		if (coff->separate && section.kind != Z8K_COFF_TEXT)
			continue;
		if (!is_loaded(&section) || entry < section.addr ||
		    entry - section.addr + 2 > section.size)
			continue;
		if (has_bytes(&section))
			return NULL;
		return wrong(coff,
			     "the entry point %#x is in section %s, which has no instructions",
			     entry, section.name);
	}
	return wrong(coff, "the entry point %#x is outside of all sections",
		     entry);
}

static const char *check_header(struct z8k_coff *coff)
{
	const u8 *data = coff->data;
	u32 flags, optional;

	if (coff->size < FILE_HEADER || get16(data) != MAGIC)
		return "not a z8k-coff file";
	flags = get16(data + 18);
	optional = get16(data + 16);
	if (!(flags & FLAG_EXECUTABLE))
		return "not executable (not linked?)";
	if ((flags & FLAG_MODEL) == FLAG_Z8001)
		coff->model = Z8K_Z8001;
	else if ((flags & FLAG_MODEL) == FLAG_Z8002)
		coff->model = Z8K_Z8002;
	else
		return "for a processor that is neither Z8001 nor Z8002";
	coff->nsections = get16(data + 2);
	if (optional < OPTIONAL_HEADER ||
	    FILE_HEADER + optional + coff->nsections * SECTION_HEADER >
	    coff->size)
		return "its headers are cut off";
	if (coff->nsections > SECTIONS_MAX)
		return wrong(coff, "it has %u sections; %u are allowed",
			     coff->nsections, SECTIONS_MAX);
	coff->entry = get32(data + FILE_HEADER + 16);
	return NULL;
}

const char *z8k_coff_open(struct z8k_coff *coff, const u8 *data, u32 size)
{
	const char *error;
	unsigned int n;

	coff->data = data;
	coff->size = size;
	coff->separate = false;
	error = check_header(coff);
	for (n = 0; !error && n < coff->nsections; n++)
		error = check_section(coff, n);
	for (n = 1; !error && n < coff->nsections; n++)
		error = check_overlap(coff, n);
	return error ? error : check_entry(coff);
}
