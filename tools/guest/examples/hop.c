// SPDX-License-Identifier: GPL-2.0
/*
 * hop MACHINE...: asks to be moved from one machine to the next, and says where
 * it is. "near" stands for the machine of the switchboard.
 */
#include <demos.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hop(const char *to)
{
	unsigned int machine;
	int result;

	if (!strcmp(to, "near"))
		result = move_near(DEMOS_LINK_SWITCHBOARD);
	else
		result = move_me(strtoul(to, NULL, 10));
	self(&machine);
	if (result)
		printf("not to %s: %s\n", to, demos_error(result));
	else
		printf("on machine %u\n", machine);
	return result;
}

int main(int argc, char *argv[])
{
	int i, result = 0;

	for (i = 1; i < argc; i++)
		result |= hop(argv[i]);
	return result != 0;
}
