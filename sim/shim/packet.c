// SPDX-License-Identifier: GPL-2.0
/* Packets have no memory of their own: the sanitizers are to see each one. */
#include "core/packet.h"

struct demos_message *demos_packet_alloc(gfp_t gfp)
{
	return NULL;
}

void demos_packet_free(struct demos_message *packet)
{
}
