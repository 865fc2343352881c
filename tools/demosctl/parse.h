/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers and names as people write them. The functions accept the whole text
 * or none of it, and change nothing if it is wrong.
 */
#ifndef DEMOSCTL_PARSE_H
#define DEMOSCTL_PARSE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

bool parse_number(const char *text, __u64 min, __u64 max,
		  __u64 *number);
bool parse_name(const char *text);

#endif
