/* SPDX-License-Identifier: GPL-2.0 */
/* The sieve of Eratosthenes, 8190 flags */
#include "bench.inc"
again:	POINT(P2, r3, table)
	ld	r1, #4096
fill:	ld	@P2, #0x0101
	inc	r3, #2
	djnz	r1, fill
	clr	r6
	clr	r7
outer:	testb	table(r6)
	jr	z, next
	ld	r8, r6
	add	r8, r6
	inc	r8, #3
	ld	r9, r6
	add	r9, r8
	jr	t, check
strike:	clrb	table(r9)
	add	r9, r8
check:	cp	r9, #8190
	jr	ule, strike
	inc	r7, #1
next:	inc	r6, #1
	cp	r6, #8190
	jr	ule, outer
	ld	source, r7
	jr	t, again
