// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

uintmax_t strtoumax(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}
