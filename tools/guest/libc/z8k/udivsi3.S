/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Unsigned division of RR6 by RR4. DIVL is signed: a dividend of 64 bits whose
 * upper half is zero is right, and of a quotient of 33 bits DIVL keeps the lower
 * 32. A divisor from 0x80000000 on goes into the dividend once or not at all.
 */
	.text
	.global	__udivsi3
__udivsi3:
	testl	rr4
	jr	mi,1f
	ldl	rr2,rr6
	subl	rr0,rr0
	divl	rq0,rr4
	ldl	rr6,rr2
	ret
1:	cpl	rr6,rr4
	ldl	rr6,#0
	jr	ult,2f
	inc	r7,#1
2:	ret

	.global	__umodsi3
__umodsi3:
	testl	rr4
	jr	mi,1f
	ldl	rr2,rr6
	subl	rr0,rr0
	divl	rq0,rr4
	ldl	rr6,rr0
	ret
1:	cpl	rr6,rr4
	jr	ult,2f
	subl	rr6,rr4
2:	ret
