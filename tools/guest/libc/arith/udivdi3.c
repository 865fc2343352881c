// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "wide.h"

uint64_t __udivdi3(uint64_t a, uint64_t b)
{
	return __udivmoddi4(a, b, NULL);
}
