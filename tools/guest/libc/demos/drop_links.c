// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

/* Those that are gone, as a reply link that was used, are no error. */
void drop_links(const struct demos_message *message)
{
	unsigned int i;

	for (i = 0; i < message->count; i++)
		link_destroy(message->links[i]);
}
