/* SPDX-License-Identifier: GPL-2.0 */
/* Block moves of words and bytes, 1 KiB each */
#include "bench.inc"
again:	POINT(P2, r3, source)
	POINT(P4, r5, target)
	ld	r1, #512
	ldir	@P4, @P2, r1
	ld	r1, #1024
	POINT(P2, r3, source)
	POINT(P4, r5, target)
	ldirb	@P4, @P2, r1
	jr	t, again
