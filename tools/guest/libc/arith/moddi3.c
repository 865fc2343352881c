// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

int64_t __moddi3(int64_t a, int64_t b)
{
	uint64_t rest;

	__udivmoddi4(a < 0 ? -(uint64_t)a : a, b < 0 ? -(uint64_t)b : b, &rest);
	return a < 0 ? -rest : rest;
}
