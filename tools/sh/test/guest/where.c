// SPDX-License-Identifier: GPL-2.0
/* Prints where it is when it has read a line, again and again */
#include <demos.h>
#include <stdio.h>

int main(void)
{
	unsigned int machine;
	char line[80];

	while (fgets(line, sizeof(line), stdin)) {
		self(&machine);
		printf("machine %u\n", machine);
		fflush(stdout);
	}
	return 0;
}
