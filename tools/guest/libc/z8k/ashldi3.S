/* SPDX-License-Identifier: GPL-2.0 */
/* __ashldi3: RQ4 to the left by R3, 0 to 63. A negative count shifts back. */
#include "guest.inc"

	.text
	.global	__ashldi3
__ashldi3:
	cp	r3,#32
	jr	ult,1f
	ldl	rr4,rr6
	subl	rr6,rr6
	sub	r3,#32
	sdll	rr4,r3
	ret

1:	ldl	rr0,rr6
	sdll	rr4,r3
	sdll	rr6,r3
	sub	r3,#32
	sdll	rr0,r3			! bits that leave the lower half
	or	r4,r0
	or	r5,r1
	ret
