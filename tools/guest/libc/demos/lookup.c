// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int lookup(const char *name, demos_link_t *link)
{
	return __switchboard(DEMOS_SB_LOOKUP, name, 0, 0, link);
}
