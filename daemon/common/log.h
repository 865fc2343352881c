/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The log of a server: a line on standard error for each event.
 */
#ifndef DEMOS_LOG_H
#define DEMOS_LOG_H

void log_begin(const char *name);
void log_line(const char *format, ...)
	__attribute((format(printf, 1, 2)));

#endif
