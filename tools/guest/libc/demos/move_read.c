// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int move_read(demos_link_t link, void *to, uint32_t offset, uint32_t length,
	      uint32_t *moved)
{
	return __move(__sc_move_read, link, to, offset, length, moved);
}
