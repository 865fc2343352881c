// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "kernel.h"

int link_create(demos_link_t *link, uint32_t code, unsigned int channel,
		unsigned int flags)
{
	return link_create_area(link, code, channel, flags, NULL, 0);
}
