/* SPDX-License-Identifier: GPL-2.0 */
/* __ucmpdi2: R7 becomes 0, 1 or 2: RQ4 is below, equal, above the argument */
#include "guest.inc"

	.text
	.global	__ucmpdi2
__ucmpdi2:
	ldl	rr2,SP(#PTR_SIZE)
	cpl	rr4,rr2
	jr	ne,1f
	ldl	rr2,SP(#PTR_SIZE + 4)
	cpl	rr6,rr2
1:	ldk	r7,#1			! keeps the flags
	ret	eq
	ldk	r7,#0
	ret	ult
	ldk	r7,#2
	ret
