// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int receive(struct demos_message *message, void *buffer, unsigned int size,
	    uint32_t channels, uint32_t limit)
{
	struct registers registers;

	POINTER(&registers, 2) = buffer;
	registers.r[4] = size;
	PAIR(&registers, 6) = channels;
	PAIR(&registers, 8) = limit;
	__sc_receive(&registers);
	return __set_message(message, &registers);
}
