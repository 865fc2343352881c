/* SPDX-License-Identifier: GPL-2.0 */
/* CRC-16 of 4 KiB, a bit at a time, in a function with a frame */
#include "bench.inc"
again:	POINT(P2, r3, table)
	ld	r6, #4096
	ld	r0, #0xffff
byte:	ldb	rh1, @P2
	inc	r3, #1
	clrb	rl1
	call	update
	djnz	r6, byte
	ld	source, r0
	jr	t, again
update:
#ifdef SEG
	push	@rr14, r6
#else
	push	@r15, r6
#endif
	xor	r0, r1
	ld	r6, #8
bit:	add	r0, r0
	jr	uge, zero
	xor	r0, #0x1021
zero:	djnz	r6, bit
#ifdef SEG
	pop	r6, @rr14
#else
	pop	r6, @r15
#endif
	ret
