// SPDX-License-Identifier: GPL-2.0
#include "../guest.h"

static uint32_t state = 12345;

unsigned int test_random(unsigned int limit)
{
	state = state * 1664525UL + 1013904223UL;
	return (unsigned int)(state >> 16 & 0x7fff) % limit;
}
