/* SPDX-License-Identifier: GPL-2.0 */
/* __process_exit: end with status R7 */
#include "guest.inc"

	.text
	.global	__process_exit
__process_exit:
	ld	r0,r7
	sc	#DEMOS_SC_EXIT
