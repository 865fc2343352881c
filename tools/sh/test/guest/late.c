// SPDX-License-Identifier: GPL-2.0
/* Prints a line after a while, a second one on standard error; status 3 */
#include <demos.h>
#include <stdio.h>

int main(void)
{
	pause_ms(500);
	puts("late out");
	fputs("late err\n", stderr);
	return 3;
}
