/* SPDX-License-Identifier: GPL-2.0 */
/*
 * __muldi3: RQ4 becomes the lower half of its product with the argument: the
 * product of the lower halves (see umulsidi3.S), and the lower halves of the
 * crosswise products in its upper half.
 */
#include "guest.inc"

#define HIGH	(8 + PTR_SIZE)
#define LOW	(HIGH + 4)

	.text
	.global	__muldi3
__muldi3:
	pushl	@SP,rr8
	pushl	@SP,rr10
	ldl	rr8,rr6
	ldl	rr10,rr4
	ldl	rr2,SP(#LOW)
	ldl	rr0,SP(#HIGH)
	ldl	rr6,rr10
	multl	rq4,rr2
	ldl	rr10,rr6
	ldl	rr6,rr8
	multl	rq4,rr0
	addl	rr10,rr6
	ldl	rr6,rr8
	multl	rq4,rr2
	testl	rr8
	jr	pl,1f
	addl	rr4,rr2
1:	testl	rr2
	jr	pl,2f
	addl	rr4,rr8
2:	addl	rr4,rr10
	popl	rr10,@SP
	popl	rr8,@SP
	ret
