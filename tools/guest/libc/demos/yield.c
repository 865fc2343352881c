// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

void yield(void)
{
	struct registers registers;

	__sc_yield(&registers);
}
