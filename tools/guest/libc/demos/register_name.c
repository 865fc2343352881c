// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int register_name(const char *name, uint32_t code)
{
	return __register(DEMOS_SB_REGISTER, name, code);
}
