// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int move_me(unsigned int machine)
{
	return __ask_to_move(machine, 0);
}
