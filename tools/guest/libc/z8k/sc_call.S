/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_call, DEMOS_SC_CALL
