/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memmove(to, from, size): from the end, if @to is behind @from. Of two
 * segments, either direction is right.
 */
#include "guest.inc"

	.text
	.global	memmove
memmove:
#ifdef Z8001
	cp	r7,r5
	jp	ule,memcpy
	ld	r1,r3
	ldl	rr2,rr6
#else
	cp	r7,r6
	jp	ule,memcpy
	ld	r1,r5
	ld	r3,r7
	ld	r5,r6
#endif
	test	r1
	ret	z
	add	r3,r1
	dec	r3,#1
	add	r5,r1
	dec	r5,#1
	lddrb	@P2,@P4,r1
	ret
