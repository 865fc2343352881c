// SPDX-License-Identifier: GPL-2.0
/*
 * Symbols and line numbers of z8k-coff executables. A function that was
 * compiled with line numbers has these entries, one behind the other:
 *
 *	a type, whose name is that of the source: the entry for a file has
 *		room for 14 characters only
 *	the function, its auxiliary entry: where its line numbers are
 *	.bf, its auxiliary entry: its first line
 *
 * Each line number (8 bytes) is an address and a line, the first line is 1.
 * The first one of a function has line 0, and the function's entry as address;
 * the next line 0 ends them. All is big-endian.
 */
#include <stdio.h>
#include <string.h>

#include "symbols.h"

enum {
	SYMBOL = 18,		/* sizes of entries */
	LINE = 8,
	NAME = 8,
	FILE_NAME = 14,
	CLASS_EXTERN = 2,
	CLASS_STATIC = 3,
	CLASS_LABEL = 6,
	CLASS_TYPE = 13,
	CLASS_BEGIN = 101,	/* .bf, .ef */
	CLASS_FILE = 103,
	TYPE_KIND = 0x30,
	TYPE_FUNCTION = 0x20,
};

/**
 * struct search - a search for the place of an instruction
 * @symbols: where
 * @addr: of the instruction, in the section @section, counted from 1
 * @section: its section
 * @best: entry of the last symbol that is not behind it, NULL: none
 * @best_addr: address of @best
 * @best_file: entry that names the file of @best, NULL: none
 * @end: address of the first symbol behind it, or of the section's end
 */
struct search {
	const struct z8k_symbols *symbols;
	u32 addr;
	unsigned int section;
	const u8 *best;
	u32 best_addr;
	const u8 *best_file;
	u32 end;
};

static u32 get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static u32 get32(const u8 *p)
{
	return get16(p) << 16 | get16(p + 2);
}

static u8 class_of(const u8 *symbol)
{
	return symbol[16];
}

void z8k_symbols_open(struct z8k_symbols *symbols, const struct z8k_coff *coff)
{
	u32 at = get32(coff->data + 8), count = get32(coff->data + 12);
	size_t rest;

	memset(symbols, 0, sizeof(*symbols));
	symbols->coff = coff;
	if (!at || at > coff->size)
		return;
	rest = coff->size - at;
	if (count > rest / SYMBOL)
		return;
	symbols->table = coff->data + at;
	symbols->count = count;
	symbols->strings = symbols->table + count * SYMBOL;
	rest -= count * SYMBOL;
	if (rest >= 4 && get32(symbols->strings) < rest)
		rest = get32(symbols->strings);
	symbols->strings_size = rest;
}

/* The entry behind this one and its auxiliary entries; NULL: there is none */
static const u8 *next(const struct z8k_symbols *symbols, const u8 *symbol)
{
	u32 at = (symbol - symbols->table) / SYMBOL + 1 + symbol[17];

	return at < symbols->count ? symbols->table + at * SYMBOL : NULL;
}

/* Its first auxiliary entry; NULL: there is none */
static const u8 *auxiliary(const struct z8k_symbols *symbols, const u8 *symbol)
{
	u32 at = (symbol - symbols->table) / SYMBOL + 1;

	return symbol[17] && at < symbols->count ?
	       symbols->table + at * SYMBOL : NULL;
}

/* A name of up to @length bytes in place, or one of the long ones */
static void get_name(const struct z8k_symbols *symbols, const u8 *from,
		     u32 length, char *to, size_t room)
{
	u32 at = get32(from + 4);
	size_t i;

	if (!get32(from)) {
		length = 0;
		if (at >= 4 && at < symbols->strings_size) {
			length = symbols->strings_size - at;
			from = symbols->strings + at;
		}
	}
	for (i = 0; i < length && i < room - 1 && from[i]; i++)
		to[i] = from[i] >= ' ' && from[i] < 0x7f ? from[i] : '?';
	to[i] = '\0';
}

static bool is_function(const u8 *symbol)
{
	return (get16(symbol + 14) & TYPE_KIND) == TYPE_FUNCTION;
}

/* May it be the name of code? Sections' and the compiler's begin with "." */
static bool is_code(const struct search *search, const u8 *symbol)
{
	u8 class = class_of(symbol);
	char name[2];

	if (get16(symbol + 12) != search->section ||
	    (class != CLASS_EXTERN && class != CLASS_STATIC &&
	     class != CLASS_LABEL))
		return false;
	get_name(search->symbols, symbol, NAME, name, sizeof(name));
	return name[0] && name[0] != '.';
}

/* Which of two symbols with the same address? */
static bool is_better(const u8 *symbol, const u8 *than)
{
	if (is_function(symbol) != is_function(than))
		return is_function(symbol);
	return class_of(symbol) == CLASS_EXTERN &&
	       class_of(than) != CLASS_EXTERN;
}

static void consider(struct search *search, const u8 *symbol, const u8 *file)
{
	u32 addr = get32(symbol + 8);

	if (addr > search->addr) {
		if (addr < search->end)
			search->end = addr;
		return;
	}
	if (search->best && (addr < search->best_addr ||
			     (addr == search->best_addr &&
			      !is_better(symbol, search->best))))
		return;
	search->best = symbol;
	search->best_addr = addr;
	search->best_file = file;
}

static void find_symbol(struct search *search)
{
	const struct z8k_symbols *symbols = search->symbols;
	const u8 *symbol = symbols->count ? symbols->table : NULL;
	const u8 *file = NULL, *before = NULL;

	for (; symbol; before = symbol, symbol = next(symbols, symbol)) {
		if (class_of(symbol) == CLASS_FILE)
			file = symbol;
		if (!is_code(search, symbol))
			continue;
		consider(search, symbol, before && !get16(before + 14) &&
			 class_of(before) == CLASS_TYPE ? before : file);
	}
}

static void name_file(const struct search *search, struct z8k_place *place)
{
	const struct z8k_symbols *symbols = search->symbols;
	const u8 *file = search->best_file;
	u32 length = NAME;

	if (file && class_of(file) == CLASS_FILE) {
		file = auxiliary(symbols, file);
		length = FILE_NAME;
	}
	if (file)
		get_name(symbols, file, length, place->file,
			 sizeof(place->file));
}

/* The line numbers of the function that was found; NULL: there are none */
static const u8 *find_lines(const struct search *search)
{
	const struct z8k_symbols *symbols = search->symbols;
	const struct z8k_coff *coff = symbols->coff;
	const u8 *aux = auxiliary(symbols, search->best);
	const u8 *begin = next(symbols, search->best);
	u32 at;

	if (!aux || !is_function(search->best) || !begin ||
	    class_of(begin) != CLASS_BEGIN || !auxiliary(symbols, begin))
		return NULL;
	at = get32(aux + 8);
	if (!at || at > coff->size || coff->size - at < LINE ||
	    get32(coff->data + at + 4) ||
	    get32(coff->data + at) != (search->best - symbols->table) / SYMBOL)
		return NULL;
	return coff->data + at + LINE;
}

static void find_line(struct search *search, struct z8k_place *place)
{
	const struct z8k_symbols *symbols = search->symbols;
	const u8 *line = find_lines(search), *end, *begin;
	u32 addr, number = 0;

	if (!line)
		return;
	end = symbols->coff->data + symbols->coff->size;
	for (; end - line >= LINE && get32(line + 4); line += LINE) {
		addr = get32(line);
		if (addr > search->addr) {
			if (addr < place->end)
				place->end = addr;
		} else if (addr >= place->from) {
			place->from = addr;
			number = get32(line + 4);
		}
	}
	if (!number)
		return;
	begin = auxiliary(symbols, next(symbols, search->best));
	place->line = get16(begin + 4) + number - 1;
	name_file(search, place);
}

/* The section that has the address; false: none */
static bool find_section(struct search *search)
{
	const struct z8k_coff *coff = search->symbols->coff;
	struct z8k_coff_section section;
	u32 from;

	while (search->section < coff->nsections) {
		z8k_coff_section(coff, search->section++, &section);
		from = section.addr & ~Z8K_ADDR_CODE;
		if (section.kind != Z8K_COFF_TEXT || search->addr < from ||
		    search->addr - from >= section.size)
			continue;
		search->end = from + section.size;
		return true;
	}
	return false;
}

bool z8k_symbols_find(const struct z8k_symbols *symbols, u32 addr,
		      struct z8k_place *place)
{
	struct search search = {
		.symbols = symbols,
		.addr = addr & ~Z8K_ADDR_CODE,
	};

	memset(place, 0, sizeof(*place));
	if (!find_section(&search))
		return false;
	find_symbol(&search);
	if (!search.best)
		return false;
	get_name(symbols, search.best, NAME, place->function,
		 sizeof(place->function));
	place->offset = search.addr - search.best_addr;
	place->from = search.best_addr;
	place->end = search.end;
	find_line(&search, place);
	return true;
}

const char *z8k_place_text(const struct z8k_place *place,
			   char text[Z8K_PLACE_TEXT])
{
	size_t n;

	n = snprintf(text, Z8K_PLACE_TEXT, "%s", place->function);
	if (place->offset)
		n += snprintf(text + n, Z8K_PLACE_TEXT - n, "+%#x",
			      place->offset);
	if (place->line)
		snprintf(text + n, Z8K_PLACE_TEXT - n, " (%s:%u)",
			 place->file, place->line);
	return text;
}
