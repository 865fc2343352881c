/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The word that somebody who mistyped one may have meant.
 */
#ifndef DEMOSCTL_NEAR_H
#define DEMOSCTL_NEAR_H

#include <stddef.h>

#define NEAR_TEXT	96

/**
 * struct near - the search for a word
 * @word: as typed
 * @length: of @word
 * @best: the nearest so far, or NULL
 * @distance: mistakes that lie between @word and @best
 */
struct near {
	const char *word;
	size_t length;
	const char *best;
	int distance;
};

void near_begin(struct near *near, const char *word, size_t length);
void near_try(struct near *near, const char *candidate);
const char *near_hint(const struct near *near, const char *otherwise,
		      char text[NEAR_TEXT]);

#endif
