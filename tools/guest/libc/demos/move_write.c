// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int move_write(demos_link_t link, const void *from, uint32_t offset,
	       uint32_t length, uint32_t *moved)
{
	return __move(__sc_move_write, link, from, offset, length, moved);
}
