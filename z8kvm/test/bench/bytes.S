/* SPDX-License-Identifier: GPL-2.0 */
/* Copy bytes until a zero, changing case on the way */
#include "bench.inc"
again:	POINT(P2, r3, source)
	POINT(P4, r5, target)
	ld	r6, #200
loop:	ldb	rl0, @P2
	inc	r3, #1
	addb	rl0, #0x11
	cpb	rl0, #0x61
	jr	ult, keep
	resb	rl0, #5
keep:	ldb	@P4, rl0
	inc	r5, #1
	djnz	r6, loop
	jr	t, again
