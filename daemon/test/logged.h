/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests that look at the log: replaces common/log.c.
 */
#ifndef DEMOS_TEST_LOGGED_H
#define DEMOS_TEST_LOGGED_H

/* The last line */
extern char logged[512];
/* The number of lines */
extern unsigned int logged_lines;

#endif
