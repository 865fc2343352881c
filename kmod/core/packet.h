/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A cache of memory for packets of move data.
 */
#ifndef DEMOS_PACKET_H
#define DEMOS_PACKET_H

#include <linux/types.h>

#include "core/message.h"
#include "core/move.h"

/* Bytes of data that fit in one */
#define DEMOS_PACKET_DATA	(sizeof(struct demos_op_data) +		\
				 DEMOS_MOVE_PACKET)

struct demos_message *demos_packet_alloc(gfp_t gfp);
void demos_packet_free(struct demos_message *packet);
void demos_packet_exit(void);

#endif
