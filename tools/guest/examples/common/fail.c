// SPDX-License-Identifier: GPL-2.0
#include "fail.h"

#include <stdio.h>
#include <stdlib.h>

void fail(const char *text, int result)
{
	printf("%s: result %u\n", text, result);
	exit(2);
}

demos_link_t find(const char *name, const char *complaint)
{
	demos_link_t link;

	if (await_name(name, &link, 60))
		fail(complaint, DEMOS_ETIME);
	return link;
}
