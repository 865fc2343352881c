/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the tests of this room: CHECK() counts, and reports each failure
 * with its place; done() prints the line that the runner adds up.
 */
#ifndef DEMOS_CHECK_H
#define DEMOS_CHECK_H

#include <stdbool.h>
#include <stdio.h>

void check(bool is_so, const char *what, const char *file, int line);
int done(void);

#define CHECK(what)	check(what, #what, __FILE__, __LINE__)

#endif
