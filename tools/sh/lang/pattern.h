/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patterns of file names: * ? [...], where \ takes its meaning from what
 * follows.
 */
#ifndef SH_PATTERN_H
#define SH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

bool pattern_match(const char *pattern, const char *name);
bool pattern_is(const char *pattern);
void pattern_plain(char *pattern);

#endif
