/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_time, DEMOS_SC_TIME
