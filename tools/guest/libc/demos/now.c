// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

uint64_t now(void)
{
	struct registers registers;

	__sc_time(&registers);
	return QUADRUPLE(&registers, 4);
}
