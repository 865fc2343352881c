// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int move_near(demos_link_t link)
{
	struct demos_link_info info;
	int result = link_inspect(link, &info);

	return result ? result : __ask_to_move(info.machine, info.pid);
}
