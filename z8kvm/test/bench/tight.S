/* SPDX-License-Identifier: GPL-2.0 */
/* A tight loop */
#include "bench.inc"
	ld	r2, #3
again:	ld	r6, #50000
loop:	add	r1, r2
	djnz	r6, loop
	jr	t, again
