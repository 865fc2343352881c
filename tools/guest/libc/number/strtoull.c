// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "parse.h"

unsigned long long strtoull(const char *s, char **end, int base)
{
	return __parse_long_long(s, end, base, 0);
}
