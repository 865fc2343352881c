// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "kernel.h"

void __set_links(struct registers *registers, const demos_link_t *links,
		 unsigned int count, unsigned int most)
{
	count &= ~DEMOS_SC_NOWAIT;
	if (count > most)
		count = most;
	memcpy(&registers->r[6], links, count * sizeof(*links));
}

int __set_message(struct demos_message *message,
		  const struct registers *registers)
{
	/* In the order of the registers */
	memcpy(message, registers, sizeof(*message));
	return message->result;
}
