/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Simple patterns: ^ and $ at the ends, . for any character, * after one for
 * any number of it, \ before one that stands for itself.
 */
#ifndef BIN_MATCH_H
#define BIN_MATCH_H

#include <stdbool.h>

/**
 * match() - find a pattern in a line
 * @pattern: the pattern
 * @line: the line
 * @from: where in it to begin to look
 * @fold: take small and capital letters for the same
 * @end: gets where the match ends, may be NULL
 *
 * Return: where the first match begins, or NULL
 */
const char *match(const char *pattern, const char *line, const char *from,
		  bool fold, const char **end);

#endif
