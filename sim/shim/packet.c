// SPDX-License-Identifier: GPL-2.0
/* There is no pool of packets: the sanitizers must see each allocation. */
#include "core/packet.h"

struct demos_message *demos_packet_alloc(gfp_t gfp)
{
	return NULL;
}

void demos_packet_free(struct demos_message *packet)
{
}
