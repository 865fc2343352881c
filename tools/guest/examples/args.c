// SPDX-License-Identifier: GPL-2.0
/*
 * args: print the arguments, each with its number, and then the environment, a
 * line each.
 */
#include <stdio.h>

int main(int argc, char *argv[], char *environ[])
{
	int i;

	for (i = 0; i < argc; i++)
		printf("%d %s\n", i, argv[i]);
	for (; *environ; environ++)
		puts(*environ);
	return 0;
}
