// SPDX-License-Identifier: GPL-2.0
/*
 * A command that is run again and again. On a terminal what it prints, errors
 * too, replaces what it printed before, cut to the size of the screen; anywhere
 * else it follows after an empty line.
 *
 * Invariant: outside show() the streams are the standard ones.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "colour.h"
#include "watch.h"

#define HOME	"\033[H"
#define REST	"\033[K\n"	/* clear the rest of the line */
#define BELOW	"\033[J"	/* clear the rest of the screen */

static void interrupted(int signal)
{
	(void)signal;
	_exit(DONE);
}

/* How many bytes of a line fit on the screen; escape sequences need no room */
static int fitting(const char *line, int length, int columns)
{
	int at = 0, wide = 0;

	while (at < length && wide < columns) {
		if (line[at] != '\033') {
			at++;
			wide++;
			continue;
		}
		while (at < length && line[at] != 'm')
			at++;
		at += at < length;
	}
	return at;
}

static void draw(const char *text)
{
	struct winsize size;
	int length, row;

	/* A terminal may not know its size */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row ||
	    !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	fputs(HOME, stdout);
	for (row = 1; *text && row < size.ws_row; row++) {
		length = strcspn(text, "\n");
		fwrite(text, 1, fitting(text, length, size.ws_col), stdout);
		fputs(PLAIN REST, stdout);
		text += length + (text[length] == '\n');
	}
	fputs(BELOW, stdout);
}

/* Return: as the command */
static int show(const struct command *command,
		const struct arguments *arguments)
{
	FILE *out = stdout, *err = stderr, *to;
	char *text = NULL;
	size_t size;
	int status;

	to = open_memstream(&text, &size);
	if (!to)
		return fail(FAILED, "no memory");
	fprintf(to, "Every %g s: demosctl %s\n\n", arguments->watch / 1000.0,
		command->name);
	stdout = to;
	stderr = to;
	status = command->run(arguments);
	stdout = out;
	stderr = err;
	fclose(to);
	draw(text);
	free(text);
	return status;
}

/**
 * watch - run a command until the user interrupts it
 * @command: the command
 * @arguments: its arguments, and how often
 *
 * A command that fails is run again, since what it waits for may return.
 *
 * Return: an exit status, if the output cannot be written any more. SIGINT ends
 * demosctl with DONE.
 */
int watch(const struct command *command, const struct arguments *arguments)
{
	const struct timespec rest = {
		.tv_sec = arguments->watch / 1000,
		.tv_nsec = arguments->watch % 1000 * 1000000,
	};
	bool terminal = isatty(STDOUT_FILENO);
	int status;

	signal(SIGINT, interrupted);
	for (;;) {
		status = terminal ? show(command, arguments) :
				    command->run(arguments);
		if (status == MISUSED || output_flush(stdout))
			return status;
		nanosleep(&rest, NULL);
		if (!terminal)
			putchar('\n');
	}
}
