// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include "kernel.h"

int __move(int (*sc)(struct registers *registers), demos_link_t link,
	   const void *memory, uint32_t offset, uint32_t length,
	   uint32_t *moved)
{
	struct registers registers;
	uint32_t before;
	int result;

	PAIR(&registers, 0) = link;
	PAIR(&registers, 2) = 0;
	POINTER(&registers, 2) = memory;
	before = PAIR(&registers, 2);
	PAIR(&registers, 4) = offset;
	PAIR(&registers, 6) = length;
	result = sc(&registers);
	/* A call that is refused at once leaves RR2 alone. */
	if (moved)
		*moved = result && PAIR(&registers, 2) == before ? 0 :
			PAIR(&registers, 2);
	return result;
}
