// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "wide.h"

int64_t __divdi3(int64_t a, int64_t b)
{
	uint64_t quotient = __udivmoddi4(a < 0 ? -(uint64_t)a : a,
					 b < 0 ? -(uint64_t)b : b, NULL);

	return (a < 0) != (b < 0) ? -quotient : quotient;
}
