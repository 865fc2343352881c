// SPDX-License-Identifier: GPL-2.0
/*
 * Turning executables, good and hostile, into the segments of a guest.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../program.h"
#include "tap.h"

#define TEXT	0x20
#define DATA	0x40
#define BSS	0x80
#define Z8001	0x1000
#define Z8002	0x2000
#define HEADERS	48	/* file header and optional header */
#define SECTION	40
#define FILE_SIZE 4096

static const char *const none[] = { NULL };
static const struct demos_arguments nothing = { none, none };

struct piece {
	const char *name;
	uint32_t address;
	uint32_t size;
	uint32_t flags;
};

static void put16(uint8_t *at, uint16_t value)
{
	value = htons(value);
	memcpy(at, &value, 2);
}

static void put32(uint8_t *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, 4);
}

/* An executable, from malloc(), FILE_SIZE bytes of room */
static uint8_t *make(uint16_t machine, uint32_t entry,
		     const struct piece *pieces, unsigned int count,
		     size_t *size)
{
	uint8_t *file = calloc(1, FILE_SIZE), *at = file + HEADERS;
	uint32_t bytes = HEADERS + count * SECTION;
	unsigned int n;

	put16(file, 0x8000);
	put16(file + 2, count);
	put16(file + 16, 28);
	put16(file + 18, machine | 3);
	put32(file + 36, entry);
	for (n = 0; n < count; n++, at += SECTION) {
		memcpy(at, pieces[n].name, strlen(pieces[n].name));
		put32(at + 8, pieces[n].address);
		put32(at + 12, pieces[n].address);
		put32(at + 16, pieces[n].size);
		put32(at + 36, pieces[n].flags);
		if (pieces[n].flags == BSS)
			continue;
		put32(at + 20, bytes);
		bytes += pieces[n].size < FILE_SIZE / 4 ? pieces[n].size : 64;
	}
	*size = bytes;
	return file;
}

static const struct piece small[] = {
	{ ".text", 0x0100, 0x210, TEXT },
	{ ".data", 0x0310, 0x20, DATA },
	{ ".bss", 0x0330, 0x100, BSS },
};

static const struct piece segmented[] = {
	{ ".text", 0x010000, 0x101, TEXT },
	{ ".data", 0x020000, 0x10, DATA },
	{ ".bss", 0x020010, 0x200, BSS },
	{ ".seg4", 0x040000, 0x10000, BSS },
};

/* Parse what make() makes. Return: what is wrong with it, "" if nothing is */
/* What programs are told */
static const struct demos_arguments *told = &nothing;

static const char *parse(struct program *program, uint16_t machine,
			 uint32_t entry, const struct piece *pieces,
			 unsigned int count, uint32_t stack)
{
	static char error[PROGRAM_ERROR];
	size_t size;
	uint8_t *data = make(machine, entry, pieces, count, &size);

	error[0] = '\0';
	if (program_parse(program, data, size, stack, told, error) && !error[0])
		return "refused without a reason";
	return error;
}

static bool segment_is(const struct program *program, unsigned int n,
		       uint8_t number, uint8_t attributes, uint16_t pages)
{
	const struct demos_op_segment *segment = &program->segments[n];

	return n < program->nsegments && segment->number == number &&
	       segment->attributes == attributes &&
	       segment->pages == htons(pages);
}

static void test_z8002(void)
{
	struct program program;
	const char *error = parse(&program, Z8002, 0x100, small, 3, 2048);

	ok(!*error, "a Z8002 program: %s", error);
	ok(program.coff.model == Z8K_Z8002 && program.coff.entry == 0x100 &&
	   program.nsegments == 1, "one segment");
	/* up to 0x430, that is 5 pages, and 8 and a bit of stack */
	ok(segment_is(&program, 0, 0, 0, 14), "as long as needed, writable");
	ok(program.sp == 0xe00, "the stack at its end");
	program_free(&program);
}

static void test_z8001(void)
{
	struct program program;
	const char *error = parse(&program, Z8001, 0x010000, segmented, 4, 1);

	ok(!*error, "a Z8001 program: %s", error);
	ok(program.coff.model == Z8K_Z8001 && program.nsegments == 4,
	   "a segment for each that is used, and one for the stack");
	ok(segment_is(&program, 0, 1, DEMOS_SEG_READONLY, 2),
	   "text alone is read-only");
	ok(segment_is(&program, 1, 2, 0, 3), "data and bss in one");
	ok(segment_is(&program, 2, 4, 0, 256), "a whole segment");
	ok(segment_is(&program, 3, 5, 0, 1) && program.sp == 0x050100,
	   "the stack above all");
	program_free(&program);
}

/* .spaces is the linker script's word that code and data are apart */
static void test_spaces(void)
{
	static const struct piece apart[] = {
		{ ".text", 0x0100, 0x10, TEXT },
		{ ".data", 0x0100, 0x10, DATA },
		{ ".bss", 0x0110, 0xa000, BSS },
		{ ".spaces", 0, 2, TEXT },
	};
	struct program program;
	const char *error = parse(&program, Z8002, 0x100, apart, 4, 2048);

	ok(!*error, "code and data apart: %s", error);
	ok(program.coff.separate && program.nsegments == 2,
	   "a segment in each space");
	/* 162 pages of it, then 8 and a bit of stack */
	ok(segment_is(&program, 0, 0, DEMOS_SEG_DATA, 0xab),
	   "data, with the stack");
	ok(segment_is(&program, 1, 0, DEMOS_SEG_CODE | DEMOS_SEG_READONLY,
		      2), "code");
	ok(program.sp == 0xab00, "the stack is behind the data");
	program_free(&program);
	error = parse(&program, Z8002, 0x8200, apart, 4, 64);
	ok(*error, "an entry in the data space: %s", error);
	program_free(&program);
	error = parse(&program, Z8002, 0x100, apart, 3, 64);
	ok(strstr(error, ".text and .data overlap"), "without .spaces: %s",
	   error);
	program_free(&program);
}

static void test_stack(void)
{
	static const struct piece high = { ".text", 0x7f0000, 16, TEXT };
	struct program program;
	const char *error;

	error = parse(&program, Z8002, 0x100, small, 3, 0x10000);
	ok(*error, "a stack too large: %s", error);
	program_free(&program);
	error = parse(&program, Z8002, 0x100, small, 3, 0xfb00 - 6);
	ok(!*error && program.sp == 0xfffe &&
	   segment_is(&program, 0, 0, 0, 256), "a stack that just fits");
	program_free(&program);
	error = parse(&program, Z8002, 0x100, small, 3, 0xfb00 - 5);
	ok(*error, "a byte more: %s", error);
	program_free(&program);
	error = parse(&program, Z8001, 0x7f0000, &high, 1, 64);
	ok(*error, "no segment left: %s", error);
	program_free(&program);
}

static void test_arguments(void)
{
	static char text[DEMOS_ARGUMENTS_MAX + 1];
	const char *const one[] = { text, NULL };
	const struct demos_arguments arguments = { one, none };
	struct program program;
	const char *error;

	told = &arguments;
	memset(text, 'x', DEMOS_ARGUMENTS_MAX - 2 - 3 * 4 - 1);
	error = parse(&program, Z8001, 0x010000, segmented, 4, 1);
	ok(!*error && segment_is(&program, 3, 5, 0, 65) &&
	   program.sp == 0x054100, "room for most arguments: %s", error);
	program_free(&program);
	text[strlen(text)] = 'x';
	error = parse(&program, Z8001, 0x010000, segmented, 4, 1);
	ok(strstr(error, "more than 16384 bytes"), "too many: %s", error);
	program_free(&program);
	error = parse(&program, Z8002, 0x100, small, 3, 0xc000);
	ok(strstr(error, "of arguments: the program takes 1072"),
	   "no room for them: %s", error);
	program_free(&program);
	told = &nothing;
}

/* Is it refused, for the reason that has these words? */
static void refused(const char *words, const char *error)
{
	ok(*error && strstr(error, words), "%s: %s", words, error);
}

static void test_entry(void)
{
	static const struct piece gap[] = {
		{ ".text", 0x0100, 0x10, TEXT },
		{ ".data", 0x0200, 0x11, DATA },
		{ ".bss", 0x0300, 0x10, BSS },
	};
	static const struct {
		uint32_t entry;
		const char *words;
	} cases[] = {
		{ 0x0101, "not the address of an instruction" },
		{ 0x20000, "not the address of an instruction" },
		{ 0x00fe, "outside of all sections" },
		{ 0x0110, "outside of all sections" },
		{ 0x0180, "outside of all sections" },
		{ 0x0210, "outside of all sections" },	/* half a word */
		{ 0x0310, "outside of all sections" },
		{ 0xfffe, "outside of all sections" },
		{ 0x0300, "in section .bss, which has no instructions" },
	};
	struct program program;
	const char *error;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		error = parse(&program, Z8002, cases[i].entry, gap, 3, 64);
		refused(cases[i].words, error);
		program_free(&program);
	}
	error = parse(&program, Z8002, 0x020e, gap, 3, 64);
	ok(!*error, "an entry in .data: %s", error);
	program_free(&program);
}

static void test_sections(void)
{
	static const struct {
		struct piece bad;
		const char *words;
	} cases[] = {
		{ { ".bss", 0xfff0, 0x20, BSS }, ".bss is larger" },
		{ { ".bss", 0x1000, 0xffffffff, BSS }, ".bss is larger" },
		{ { ".bss", 0x20000, 0x100, BSS }, ".bss has an address" },
		{ { ".text", 0x80000000, 0x10, TEXT }, ".text has an address" },
		{ { ".data", 0x100, 0xfffffff0, DATA }, ".data is larger" },
		{ { ".data", 0x100, 0x4000, DATA }, ".data is outside" },
		{ { "a\tb\033", 0x800000, 2, DATA }, "a?b? has an address" },
	};
	struct program program;
	const char *error;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		error = parse(&program, Z8002, 0x100, &cases[i].bad, 1, 64);
		refused(cases[i].words, error);
		program_free(&program);
	}
}

static void test_overlap(void)
{
	static const struct {
		struct piece second;
		const char *words;
	} cases[] = {
		{ { ".data", 0x10f, 0x10, DATA }, ".text and .data overlap" },
		{ { ".data", 0x0f1, 0x10, DATA }, ".text and .data overlap" },
		{ { ".data", 0x108, 1, DATA }, ".text and .data overlap" },
		{ { ".bss", 0, 0x1000, BSS }, ".text and .bss overlap" },
		{ { ".data", 0x110, 0x10, DATA }, "" },
		{ { ".data", 0x0f0, 0x10, DATA }, "" },
		{ { ".data", 0x108, 0, DATA }, "" },
	};
	struct piece pieces[2] = { { ".text", 0x100, 0x10, TEXT } };
	struct program program;
	const char *error;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pieces[1] = cases[i].second;
		error = parse(&program, Z8002, 0x100, pieces, 2, 64);
		ok(!*error == !*cases[i].words &&
		   strstr(error, cases[i].words),
		   "text at 0x100 to 0x10f, %s at %#x, %#x bytes: %s",
		   pieces[1].name, pieces[1].address, pieces[1].size, error);
		program_free(&program);
	}
}

/* Contents that are said to be at @at in the file */
static const char *parse_at(struct program *program, uint32_t at)
{
	static char error[PROGRAM_ERROR];
	size_t size;
	uint8_t *data = make(Z8002, 0x100, small, 3, &size);

	put32(data + HEADERS + 20, at);
	error[0] = '\0';
	program_parse(program, data, size, 64, &nothing, error);
	return error;
}

static void test_contents(void)
{
	const uint32_t headers = HEADERS + ARRAY_SIZE(small) * SECTION;
	struct program program;

	refused("section .text begins within the headers",
		parse_at(&program, 0));
	program_free(&program);
	refused("section .text begins within the headers",
		parse_at(&program, headers - 1));
	program_free(&program);
	ok(!*parse_at(&program, headers), "contents behind the headers");
	program_free(&program);
}

static void test_many_sections(void)
{
	const size_t size = HEADERS + 1025 * SECTION;
	char error[PROGRAM_ERROR] = "";
	struct program program;
	uint8_t *data;
	size_t few;

	data = make(Z8002, 0x100, small, 3, &few);
	data = realloc(data, size);
	memset(data + few, 0, size - few);
	put16(data + 2, 1025);
	program_parse(&program, data, size, 64, &nothing, error);
	refused("it has 1025 sections", error);
	program_free(&program);
}

static unsigned int place_of(const struct demos_op_segment *segment)
{
	return segment->number +
	       (segment->attributes & DEMOS_SEG_CODE ? DEMOS_SEGMENTS_MAX : 0);
}

/* Is the guest of a program that was accepted a possible one? */
static bool sane(const struct program *program)
{
	const struct demos_op_segment *segment = program->segments;
	unsigned int n, pages;

	if (!program->nsegments || program->coff.entry % 2)
		return false;
	for (n = 0; n < program->nsegments; n++, segment++) {
		pages = ntohs(segment->pages);
		if (segment->number > 127 || pages < 1 || pages > 256)
			return false;
		if (n && place_of(segment - 1) >= place_of(segment))
			return false;
	}
	return true;
}

/* A whole file with some bytes changed, or some of them cut off */
static void test_hostile(unsigned int seed)
{
	unsigned int round, taken = 0, changes;
	char error[PROGRAM_ERROR];
	struct program program;
	size_t size, cut;
	uint8_t *data;
	bool all = true;

	srandom(seed);
	for (round = 0; round < 50000; round++) {
		data = make(round % 2 ? Z8001 : Z8002,
			    round % 2 ? 0x010000 : 0x100,
			    round % 2 ? segmented : small, 3 + round % 2,
			    &size);
		for (changes = random() % 4; changes; changes--)
			data[random() % (HEADERS + 4 * SECTION)] = random();
		cut = random() % 8 ? size : random() % size;
		data = realloc(data, cut + 1);
		error[0] = '\0';
		if (!program_parse(&program, data, cut, random() % 4096 + 1,
				   &nothing, error)) {
			taken++;
			all = all && sane(&program);
		} else {
			all = all && error[0];
		}
		program_free(&program);
	}
	ok(all && taken && taken < round,
	   "50000 damaged programs, seed %u: %u still make sense", seed,
	   taken);
}

static void test_files(void)
{
	char error[PROGRAM_ERROR];
	struct program program;

	ok(program_read(&program, "/nonexistent", 64, &nothing, error) &&
	   strstr(error, "No such file"), "no file: %s", error);
	ok(program_read(&program, "/", 64, &nothing, error), "a folder: %s",
	   error);
	ok(program_read(&program, "/dev/zero", 64, &nothing, error),
	   "a device: %s", error);
	ok(program_read(&program, "/proc/self/exe", 64, &nothing, error),
	   "some other program: %s", error);
}

/* The path may be from somebody else: to open it is too much */
static void test_fifo(void)
{
	char folder[] = "/tmp/program_test.XXXXXX", path[64];
	char error[PROGRAM_ERROR] = "";
	struct inotify_event event;
	struct program program;
	int watch = inotify_init1(IN_NONBLOCK);
	bool refused;

	if (!mkdtemp(folder))
		return;
	snprintf(path, sizeof(path), "%s/fifo", folder);
	if (!mkfifo(path, 0600) && inotify_add_watch(watch, path, IN_OPEN) >= 0)
		refused = program_open(&program, path, error);
	else
		refused = false;
	ok(refused && read(watch, &event, sizeof(event)) < 0,
	   "a FIFO is not opened: %s", error);
	close(watch);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	test_fifo();
	test_z8002();
	test_z8001();
	test_spaces();
	test_stack();
	test_arguments();
	test_entry();
	test_sections();
	test_overlap();
	test_contents();
	test_many_sections();
	test_files();
	test_hostile(1983);
	return tap_end();
}
