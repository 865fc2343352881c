/* SPDX-License-Identifier: GPL-2.0 */
/* memcpy(to, from, size): by words, if all three are even */
#include "guest.inc"

	.text
	.global	memcpy
memcpy:
#ifdef Z8001
	ld	r1,r3			! the size, after pointers in RR6 and RR4
	ldl	rr2,rr6
	ld	r0,r5
#else
	ld	r1,r5			! the size, after pointers in R7 and R6
	ld	r3,r7
	ld	r5,r6
	ld	r0,r6
#endif
	test	r1
	ret	z
	or	r0,r3
	or	r0,r1
	bit	r0,#0
	jr	nz,1f
	srl	r1,#1
	ldir	@P2,@P4,r1
	ret
1:	ldirb	@P2,@P4,r1
	ret
