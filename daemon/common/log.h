/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a server says: one line each on its standard error, with who and why.
 */
#ifndef DEMOS_LOG_H
#define DEMOS_LOG_H

void log_begin(const char *name);
void log_line(const char *format, ...)
	__attribute((format(printf, 1, 2)));

#endif
