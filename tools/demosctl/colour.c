// SPDX-License-Identifier: GPL-2.0
/*
 * Colour: whether to use it, and printing with it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "colour.h"
#include "error.h"

static bool terminal_has_colour(void)
{
	const char *refused = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(refused && *refused) && terminal &&
	       strcmp(terminal, "dumb");
}

/**
 * colour_choose - choose whether to use colour
 * @when: "always", "never", or "auto": if standard output is a terminal that
 *	  has colour, and the user has not set NO_COLOR; NULL: as "auto"
 * @colour: gets it
 *
 * Return: DONE, or MISUSED after saying why.
 */
int colour_choose(const char *when, bool *colour)
{
	if (!when || !strcmp(when, "auto"))
		*colour = terminal_has_colour();
	else if (!strcmp(when, "always") || !strcmp(when, "never"))
		*colour = *when == 'a';
	else
		return fail(MISUSED,
			    "--color '%s': it is auto, always or never", when);
	return DONE;
}

/**
 * colour_print - print a text, in colour if that is wanted
 * @to: stream
 * @colour: is it?
 * @sequence: the colour; NULL: none
 * @text: the text
 */
void colour_print(FILE *to, bool colour, const char *sequence,
		  const char *text)
{
	if (colour && sequence)
		fprintf(to, "%s%s%s", sequence, text, PLAIN);
	else
		fputs(text, to);
}
