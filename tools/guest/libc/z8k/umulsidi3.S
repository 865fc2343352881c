/* SPDX-License-Identifier: GPL-2.0 */
/*
 * __umulsidi3: RQ4 becomes the product of RR6 and RR4, of which MULTL takes each
 * for a negative number if it is 0x80000000 or more: 2 to 32 too little.
 */
#include "guest.inc"

	.text
	.global	__umulsidi3
__umulsidi3:
	ldl	rr0,rr6
	ldl	rr2,rr4
	multl	rq4,rr2
	testl	rr0
	jr	pl,1f
	addl	rr4,rr2
1:	testl	rr2
	ret	pl
	addl	rr4,rr0
	ret
