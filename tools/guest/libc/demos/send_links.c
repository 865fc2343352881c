// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int send_links(demos_link_t link, const void *data, unsigned int length,
	       const demos_link_t *links, unsigned int count)
{
	struct registers registers;

	PAIR(&registers, 0) = link;
	POINTER(&registers, 2) = data;
	registers.r[4] = length;
	registers.r[5] = count;
	__set_links(&registers, links, count, DEMOS_LINKS_MAX);
	return __sc_send(&registers);
}
