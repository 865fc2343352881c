// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int link_destroy(demos_link_t link)
{
	struct registers registers;

	PAIR(&registers, 0) = link;
	return __sc_link_destroy(&registers);
}
