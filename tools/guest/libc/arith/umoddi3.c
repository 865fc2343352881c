// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __umoddi3(uint64_t a, uint64_t b)
{
	uint64_t rest;

	__udivmoddi4(a, b, &rest);
	return rest;
}
