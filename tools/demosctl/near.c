// SPDX-License-Identifier: GPL-2.0
/*
 * The word that somebody who mistyped one may have meant: one that begins as
 * the typed word does, or one that lies few mistakes away. A mistake is a
 * letter too many, too few or wrong, or two that changed places.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "near.h"

#define LONGEST	32

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Optimal string alignment; only for words up to LONGEST */
static int mistakes(const char *a, int m, const char *b, int n)
{
	int cost[LONGEST + 1][LONGEST + 1], i, j;

	for (i = 0; i <= m; i++)
		cost[i][0] = i;
	for (j = 0; j <= n; j++)
		cost[0][j] = j;
	for (i = 1; i <= m; i++) {
		for (j = 1; j <= n; j++) {
			cost[i][j] = least(cost[i - 1][j], cost[i][j - 1]) + 1;
			cost[i][j] = least(cost[i][j], cost[i - 1][j - 1] +
					   (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				cost[i][j] = least(cost[i][j],
						   cost[i - 2][j - 2] + 1);
		}
	}
	return cost[m][n];
}

/**
 * near_begin - begin to look for a word
 * @near: the search
 * @word: as typed; is kept
 * @length: of @word
 */
void near_begin(struct near *near, const char *word, size_t length)
{
	*near = (struct near){ .word = word, .length = length };
	/* A third of the letters may be wrong */
	near->distance = length < 3 ? 2 : length / 3 + 1;
}

/**
 * near_try - see if a word may have been meant
 * @near: the search
 * @candidate: the word; is kept
 */
void near_try(struct near *near, const char *candidate)
{
	size_t length = strlen(candidate);
	int distance;

	if (near->length < 2 || near->length > LONGEST || length > LONGEST)
		return;
	if (!strncasecmp(candidate, near->word, near->length))
		distance = 1;
	else
		distance = mistakes(near->word, near->length, candidate,
				    length);
	if (distance >= near->distance)
		return;
	near->distance = distance;
	near->best = candidate;
}

/**
 * near_hint - say what may have been meant
 * @near: after all words were tried
 * @otherwise: what to say if none of them may have been
 * @text: memory for it
 *
 * Return: the end of an error message, which begins with a blank.
 */
const char *near_hint(const struct near *near, const char *otherwise,
		      char text[NEAR_TEXT])
{
	if (near->best)
		snprintf(text, NEAR_TEXT, " (did you mean '%s'?)", near->best);
	else
		snprintf(text, NEAR_TEXT, " (%s)", otherwise);
	return text;
}
