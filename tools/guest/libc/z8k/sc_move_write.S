/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_move_write, DEMOS_SC_MOVE_WRITE
