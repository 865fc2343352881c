/* SPDX-License-Identifier: GPL-2.0 */
/* __lshrdi3: RQ4, unsigned, to the right by R3, 0 to 63 */
#include "guest.inc"

	.text
	.global	__lshrdi3
__lshrdi3:
	neg	r3
	cp	r3,#-32
	jr	gt,1f
	ldl	rr6,rr4
	subl	rr4,rr4
	add	r3,#32
	sdll	rr6,r3
	ret

1:	ldl	rr0,rr4
	sdll	rr4,r3
	sdll	rr6,r3
	add	r3,#32
	sdll	rr0,r3			! bits that leave the upper half
	or	r6,r0
	or	r7,r1
	ret
