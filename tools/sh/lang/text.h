/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A text that grows. When there is no memory, or the text would be larger than
 * SH_TEXT_MAX, it keeps its bytes and remembers that it failed: a caller asks
 * once, at the end.
 */
#ifndef SH_TEXT_H
#define SH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A guest has 64 KiB for all its data */
#if defined(__Z8001__) || defined(__Z8002__)
#define SH_TEXT_MAX	8192U
#else
#define SH_TEXT_MAX	1048576UL
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif

/**
 * struct text - a text that grows
 * @bytes: from malloc(), or NULL; with a NUL behind the last one
 * @length: of @bytes
 * @room: allocated bytes
 * @failed: some bytes are missing
 */
struct text {
	char *bytes;
	size_t length;
	size_t room;
	bool failed;
};

void text_add(struct text *text, const char *bytes, size_t length);
void text_char(struct text *text, char c);
void text_string(struct text *text, const char *string);
void text_number(struct text *text, long number);
const char *text_get(const struct text *text);
void text_cut(struct text *text, size_t length);
void text_free(struct text *text);

#endif
