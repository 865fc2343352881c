// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "kernel.h"

int send(demos_link_t link, const void *data, unsigned int length)
{
	return send_links(link, data, length, NULL, 0);
}
