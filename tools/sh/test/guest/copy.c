// SPDX-License-Identifier: GPL-2.0
/* Copies its input; an argument is put before each line */
#include <stdio.h>

int main(int argc, char *argv[])
{
	char line[256];

	while (fgets(line, sizeof(line), stdin))
		printf("%s%s", argc > 1 ? argv[1] : "", line);
	return 0;
}
