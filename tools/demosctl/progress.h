/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A progress bar, in the last line of a terminal, on standard error.
 */
#ifndef DEMOSCTL_PROGRESS_H
#define DEMOSCTL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define PROGRESS_LINE	256

/**
 * struct progress - a progress bar
 * @on: standard error is a terminal
 * @shown: the bar is there
 * @title: what it is about
 * @began: ms
 * @last: when it was drawn, ms
 */
struct progress {
	bool on;
	bool shown;
	char title[32];
	__u64 began;
	__u64 last;
};

void progress_begin(struct progress *progress, bool on, const char *title);
void progress_line(const struct progress *progress, int done, int total,
		   const char *note, __u64 now, int width,
		   char line[PROGRESS_LINE]);
void progress_show(struct progress *progress, int done, int total,
		   const char *note);
void progress_clear(struct progress *progress);

#endif
