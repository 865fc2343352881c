// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int link_inspect(demos_link_t link, struct demos_link_info *info)
{
	struct registers registers;
	int result;

	PAIR(&registers, 0) = link;
	result = __sc_link_inspect(&registers);
	if (result)
		return result;
	info->flags = registers.r[1];
	info->length = PAIR(&registers, 2);
	info->pid = QUADRUPLE(&registers, 4);
	info->machine = registers.r[8];
	return 0;
}
