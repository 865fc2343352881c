/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expansion: from words with quotes to arguments.
 */
#ifndef SH_EXPAND_H
#define SH_EXPAND_H

#include "shell.h"

char **expand_words(struct shell *shell, struct arena *arena,
		    const struct word *words);
char *expand_one(struct shell *shell, struct arena *arena, const char *text);

/* glob.c */

/**
 * struct field - an argument
 * @next: the next one
 * @text: the argument
 */
struct field {
	struct field *next;
	char *text;
};

struct field **glob(struct shell *shell, struct arena *arena,
		    char *pattern, struct field **end);

/* arith.c */
const char *arith(struct shell *shell, const char *text, long *value);

#endif
