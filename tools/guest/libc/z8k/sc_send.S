/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_send, DEMOS_SC_SEND
