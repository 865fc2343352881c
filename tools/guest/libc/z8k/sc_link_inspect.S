/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_link_inspect, DEMOS_SC_LINK_INSPECT
