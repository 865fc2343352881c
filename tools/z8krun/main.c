// SPDX-License-Identifier: GPL-2.0
/*
 * z8krun: run a program of a Z8001 or Z8002.
 */
#include <stdio.h>
#include <string.h>

#include "vectors.h"

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "--vectors"))
		return vectors_run(argv + 2, argc - 2);
	return 2;
}
