// SPDX-License-Identifier: GPL-2.0
/*
 * Reader of z8k-coff executables: file header (20 bytes), optional header
 * (28 bytes), section headers (40 bytes each), all big-endian.
 */
#include "coff.h"

enum {
	FILE_HEADER = 20,
	OPTIONAL_HEADER = 28,
	SECTION_HEADER = 40,
	MAGIC = 0x8000,
	FLAG_EXECUTABLE = 0x0002,
	FLAG_MODEL = 0xf000,
	FLAG_Z8001 = 0x1000,
	FLAG_Z8002 = 0x2000,
	SECTION_TEXT = 0x0020,
	SECTION_DATA = 0x0040,
	SECTION_BSS = 0x0080,
};

static u32 get16(const u8 *p)
{
	return p[0] << 8 | p[1];
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

void z8k_coff_section(const struct z8k_coff *coff, unsigned int n,
		      struct z8k_coff_section *section)
{
	const u8 *header = section_header(coff, n);

	memcpy(section->name, header, Z8K_COFF_NAME);
	section->name[Z8K_COFF_NAME] = '\0';
	section->addr = get32(header + 8);
	section->size = get32(header + 16);
	section->kind = section_kind(get32(header + 36));
	section->data = section->kind == Z8K_COFF_BSS ? NULL :
			coff->data + get32(header + 20);
	if (section->kind == Z8K_COFF_BSS && !is_address(coff, section->addr))
		section->kind = Z8K_COFF_OTHER;
}

/*
 * Without a linker script of the program's own, ld puts an empty heap beyond
 * all segments of a Z8001; this is accepted.
 */
static const char *check_section(const struct z8k_coff *coff, unsigned int n)
{
	const u8 *header = section_header(coff, n);
	u32 addr = get32(header + 8);
	u32 size = get32(header + 16);
	u32 at = get32(header + 20);
	u8 kind = section_kind(get32(header + 36));

	if (kind != Z8K_COFF_BSS && (at > coff->size || size > coff->size - at))
		return "a section is outside of the file";
	if (kind == Z8K_COFF_OTHER ||
	    (kind == Z8K_COFF_BSS && !is_address(coff, addr)))
		return NULL;
	if (!is_address(coff, addr))
		return "a section has an address outside of all segments";
	if (size > 0x10000u - Z8K_ADDR_OFF(addr))
		return "a section is larger than the rest of its segment";
	return NULL;
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
	coff->entry = get32(data + FILE_HEADER + 16);
	if (coff->entry & 1 ||
	    coff->entry >= Z8K_ADDR(coff->model == Z8K_Z8001 ?
				    Z8K_MAX_SEGMENTS : 1, 0))
		return "its entry is not the address of an instruction";
	return NULL;
}

const char *z8k_coff_open(struct z8k_coff *coff, const u8 *data, size_t size)
{
	const char *error;
	unsigned int n;

	coff->data = data;
	coff->size = size;
	error = check_header(coff);
	for (n = 0; !error && n < coff->nsections; n++)
		error = check_section(coff, n);
	return error;
}
