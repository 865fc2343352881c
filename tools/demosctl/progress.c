// SPDX-License-Identifier: GPL-2.0
/*
 * A progress bar.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../daemon/lib/clock.h"
#include "error.h"
#include "progress.h"

#define BAR		24	/* characters */
#define PAUSE		50	/* ms from one drawing to the next */
#define SURE		1000	/* ms until we know how fast it goes */

static struct progress *current;

static void clear_current(void)
{
	progress_clear(current);
}

/**
 * progress_begin - get ready to show a bar
 * @progress: the bar; the only one
 * @on: show it, if standard error is a terminal
 * @title: what it is about
 */
void progress_begin(struct progress *progress, bool on, const char *title)
{
	*progress = (struct progress){
		.on = on && isatty(STDERR_FILENO),
		.began = demos_clock_ms(),
	};
	snprintf(progress->title, sizeof(progress->title), "%s", title);
	current = progress;
	fail_before(clear_current);
}

/* How long the rest takes, if it goes on like this; "": not known */
static void describe_rest(const struct progress *progress, int done,
			  int total, __u64 now, char text[32])
{
	__u64 ms = now - progress->began, rest;

	text[0] = '\0';
	if (!done || done >= total || ms < SURE)
		return;
	rest = (ms * (total - done) / done + 999) / 1000;
	snprintf(text, 32, ", %llu:%02llu left", rest / 60, rest % 60);
}

/**
 * progress_line - the text of a bar
 * @progress: the bar
 * @done: how much is done
 * @total: of so much
 * @note: more about it, or ""
 * @now: ms
 * @width: of the terminal
 * @line: gets the text, shorter than @width
 */
void progress_line(const struct progress *progress, int done, int total,
		   const char *note, __u64 now, int width,
		   char line[PROGRESS_LINE])
{
	int full = total ? (long long)BAR * done / total : 0;
	char rest[32], bar[BAR + 1];

	memset(bar, '.', BAR);
	memset(bar, '#', full < BAR ? full : BAR);
	bar[BAR] = '\0';
	describe_rest(progress, done, total, now, rest);
	snprintf(line, PROGRESS_LINE, "%s [%s] %d/%d%s%s%s", progress->title,
		 bar, done, total, *note ? ", " : "", note, rest);
	if (width > 0 && (int)strlen(line) >= width)
		line[width - 1] = '\0';
}

static int terminal_width(void)
{
	struct winsize size = {};

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 80;
	return size.ws_col;
}

/**
 * progress_show - draw the bar, unless that was a moment ago
 * @progress: the bar
 * @done: how much is done
 * @total: of so much
 * @note: more about it, or ""
 */
void progress_show(struct progress *progress, int done, int total,
		   const char *note)
{
	__u64 now = demos_clock_ms();
	char line[PROGRESS_LINE];

	if (!progress->on || (progress->shown && now < progress->last + PAUSE))
		return;
	progress_line(progress, done, total, note, now, terminal_width(),
		      line);
	fprintf(stderr, "\r%s\033[K", line);
	progress->shown = true;
	progress->last = now;
}

/**
 * progress_clear - take the bar away, so that something else can be printed
 * @progress: the bar
 */
void progress_clear(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
