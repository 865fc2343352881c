/* SPDX-License-Identifier: GPL-2.0 */
/* A bit of everything in a loop */
#include "bench.inc"
again:	ld	r6, #2000
	clr	r4
loop:	add	r1, r2
	ld	r0, source(r4)
	xor	r0, r1
	and	r0, #0x7fff
	ld	source(r4), r0
	inc	r4, #2
	cp	r4, #256
	jr	ult, more
	clr	r4
more:	srl	r0, #3
	djnz	r6, loop
	jr	t, again
