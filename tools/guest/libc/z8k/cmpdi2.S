/* SPDX-License-Identifier: GPL-2.0 */
/* __cmpdi2: R7 becomes 0, 1 or 2: RQ4 is less, equal, greater */
#include "guest.inc"

	.text
	.global	__cmpdi2
__cmpdi2:
	ldl	rr2,SP(#PTR_SIZE)
	cpl	rr4,rr2
	jr	ne,1f
	ldl	rr2,SP(#PTR_SIZE + 4)
	cpl	rr6,rr2
	ldk	r7,#1			! keeps the flags
	ret	eq
	ldk	r7,#0
	ret	ult
	ldk	r7,#2
	ret

1:	ldk	r7,#0
	ret	lt
	ldk	r7,#2
	ret
