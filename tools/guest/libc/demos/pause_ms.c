// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "kernel.h"

#define PAUSE_CHANNEL 31	/* no link leads there */

void pause_ms(uint32_t ms)
{
	struct demos_message message;

	receive(&message, NULL, 0, (uint32_t)1 << PAUSE_CHANNEL, ms);
}
