// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

/* segment << 16 | offset */
static uint32_t linear(const void *pointer)
{
#ifdef __Z8001__
	uint32_t address = (uint32_t)pointer;

	return (address >> 8 & 0x7f0000UL) | (address & 0xffff);
#else
	return (uintptr_t)pointer;
#endif
}

int link_create_area(demos_link_t *link, uint32_t code, unsigned int channel,
		     unsigned int flags, void *area, unsigned int length)
{
	struct registers registers;
	int result;

	PAIR(&registers, 0) = code;
	registers.r[2] = channel;
	registers.r[3] = flags;
	PAIR(&registers, 4) = linear(area);
	PAIR(&registers, 6) = length;
	result = __sc_link_create(&registers);
	if (!result)
		*link = PAIR(&registers, 2);
	return result;
}
