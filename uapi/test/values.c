// SPDX-License-Identifier: GPL-2.0
/*
 * Print the constants that names.h lists, as HEADER defines them. Does not
 * compile if HEADER lacks one.
 */
#include HEADER
#include <stdio.h>

static void number(const char *name, long long value)
{
	printf("%s %lld\n", name, value);
}

static void string(const char *name, const char *value)
{
	printf("%s \"%s\"\n", name, value);
}

int main(void)
{
#include "names.h"
	return 0;
}
