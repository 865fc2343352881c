// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

long double strtold(const char *s, char **end)
{
	return strtod(s, end);
}
