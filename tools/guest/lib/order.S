/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbered messages: were any lost, doubled, or out of order? A number above
 * the next means that those between are lost; if one of them comes later, it
 * was out of order instead. The record goes back 32 numbers; an older number
 * counts as doubled. For a sender with less than 32 outstanding the counts are
 * exact.
 */
#include "guest.inc"
#include "order.inc"

	.text

	/* Add to a member of the record P8; changes RR4. */
	.macro	tally member, amount=#1
	ldl	rr4,P8(#\member)
	addl	rr4,\amount
	ldl	P8(#\member),rr4
	.endm

/* order_note: the number RR2 has come; the record is P8 */
	.global	order_note
order_note:
	tally	ORDER_RECEIVED
	ldl	rr0,rr2
	ldl	rr4,P8(#ORDER_NEXT)
	subl	rr0,rr4			! how far beyond the next
	jr	c,1f

	/* It is the next, or later: shift it in as number 0 */
	tally	ORDER_LOST, rr0
	addl	rr2,#1
	ldl	P8(#ORDER_NEXT),rr2
	ldl	rr4,P8(#ORDER_SEEN)
	ldl	rr2,rr0
	cpl	rr2,#31
	jr	ult,2f
	subl	rr4,rr4
	jr	3f
2:	inc	r3,#1
	sdll	rr4,r3
3:	set	r5,#0
	ldl	P8(#ORDER_SEEN),rr4
	ret

	/* It is below the next, RR0 is -1 if by one */
1:	com	r0
	com	r1			! number of its bit
	cpl	rr0,#32
	jr	uge,4f
	ldl	rr2,#1
	sdll	rr2,r1
	ldl	rr4,P8(#ORDER_SEEN)
	and	r4,r2
	and	r5,r3
	testl	rr4
	jr	nz,4f
	tally	ORDER_SEEN, rr2
	tally	ORDER_DISORDERED
	tally	ORDER_LOST, #-1
	ret

4:	tally	ORDER_DOUBLED
	ret

/*
 * order_end: RR2 were sent and no more will come. In the record P8, numbers at
 * the end that have not come are lost; numbers beyond count as doubled
 */
	.global	order_end
order_end:
	ldl	rr4,P8(#ORDER_NEXT)
	subl	rr2,rr4
	jr	c,1f
	tally	ORDER_LOST, rr2
	ret

1:	com	r2
	com	r3
	addl	rr2,#1
	tally	ORDER_DOUBLED, rr2
	ret

/* order_bad: RR2: sum of lost, doubled and disordered in record P8 */
	.global	order_bad
order_bad:
	ldl	rr2,P8(#ORDER_LOST)
	ldl	rr4,P8(#ORDER_DOUBLED)
	addl	rr2,rr4
	ldl	rr4,P8(#ORDER_DISORDERED)
	addl	rr2,rr4
	ret

/* order_add: add the counts of the record P8 to those of the record P6 */
	.global	order_add
order_add:
	.irp	member, ORDER_RECEIVED, ORDER_LOST, ORDER_DOUBLED, ORDER_DISORDERED
	ldl	rr2,P6(#\member)
	ldl	rr4,P8(#\member)
	addl	rr2,rr4
	ldl	P6(#\member),rr2
	.endr
	ret

/* order_put: put the counts of the record P8, and an end of line */
	.global	order_put
order_put:
	put	" received "
	put_long P8(#ORDER_RECEIVED)
	put	" lost "
	put_long P8(#ORDER_LOST)
	put	" doubled "
	put_long P8(#ORDER_DOUBLED)
	put	" disordered "
	put_long P8(#ORDER_DISORDERED)
	put	"\n"
	ret
