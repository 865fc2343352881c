// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdlib.h>
#include "parse.h"

long strtol(const char *s, char **end, int base)
{
	return __parse_long(s, end, base, LONG_MAX);
}
