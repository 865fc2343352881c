// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int share_name(const char *name, uint32_t code)
{
	return __register(DEMOS_SB_SHARE, name, code);
}
