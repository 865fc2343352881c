// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

intmax_t strtoimax(const char *s, char **end, int base)
{
	return strtoll(s, end, base);
}
