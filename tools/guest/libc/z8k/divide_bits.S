/* SPDX-License-Identifier: GPL-2.0 */
/*
 * __divide_bits(rest, b, count), as in arith: the quotient is RQ4, the
 * dividend RR2 and RR0, the divisor RR8 and RR10, the count R12.
 */
#include "guest.inc"

#define B	(12 + PTR_SIZE)		/* behind saved registers, return address */

	.text
	.global	__divide_bits
__divide_bits:
	save
#ifdef Z8001
	ld	r12,r5
#else
	ld	r12,r6
#endif
	ldl	rr8,SP(#B)
	ldl	rr10,SP(#B + 4)
	ldl	rr2,@P6
	ldl	rr0,P6(#4)
	PUSHP	@SP,P6
	subl	rr4,rr4
	subl	rr6,rr6

1:	addl	rr6,rr6
	adc	r5,r5
	adc	r4,r4
	cpl	rr2,rr8
	jr	ult,3f
	jr	ne,2f
	cpl	rr0,rr10
	jr	ult,3f
2:	subl	rr0,rr10
	sbc	r3,r9
	sbc	r2,r8
	set	r7,#0
3:	addl	rr0,rr0
	adc	r3,r3
	adc	r2,r2
	djnz	r12,1b

	POPP	P8,@SP
	ldl	@P8,rr2
	ldl	P8(#4),rr0
	restore
	ret
