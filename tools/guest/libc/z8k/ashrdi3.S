/* SPDX-License-Identifier: GPL-2.0 */
/* __ashrdi3: RQ4, signed, to the right by R3, 0 to 63 */
#include "guest.inc"

	.text
	.global	__ashrdi3
__ashrdi3:
	neg	r3
	cp	r3,#-32
	jr	gt,1f
	ldl	rr6,rr4
	add	r3,#32
	sdal	rr6,r3
	extsl	rq4
	ret

1:	ldl	rr0,rr4
	sdal	rr4,r3
	sdll	rr6,r3
	add	r3,#32
	sdll	rr0,r3			! bits that leave the upper half
	or	r6,r0
	or	r7,r1
	ret
