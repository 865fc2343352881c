/* SPDX-License-Identifier: GPL-2.0 */
/* When a program cannot go on. */
#ifndef FAIL_H
#define FAIL_H

#include <demos.h>

/* Show a text and the result of a call, and end with status 2. */
void fail(const char *text, int result);

/* A link to the process with this name, which has a minute to appear */
demos_link_t find(const char *name, const char *complaint);

#endif
