// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

intmax_t imaxabs(intmax_t n)
{
	return llabs(n);
}
