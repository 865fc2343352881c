// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int link_dup(demos_link_t *copy, demos_link_t link, unsigned int flags)
{
	struct registers registers;
	int result;

	PAIR(&registers, 0) = link;
	registers.r[3] = flags;
	result = __sc_link_dup(&registers);
	if (!result)
		*copy = PAIR(&registers, 2);
	return result;
}
