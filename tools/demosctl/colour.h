/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Colour: whether to use it, and the escape sequences.
 */
#ifndef DEMOSCTL_COLOUR_H
#define DEMOSCTL_COLOUR_H

#include <stdbool.h>
#include <stdio.h>

#define BOLD	"\033[1m"
#define RED	"\033[31m"
#define GREEN	"\033[32m"
#define PLAIN	"\033[m"

#define COLOUR_CHOICE(letter)	{ (letter), "color", "WHEN",		\
				  "use colour: auto, always or never" }

int colour_choose(const char *when, bool *colour);
void colour_print(FILE *to, bool colour, const char *sequence,
		  const char *text);

#endif
