/* SPDX-License-Identifier: GPL-2.0 */
#include "sc.inc"

	kernel_call __sc_link_destroy, DEMOS_SC_LINK_DESTROY
