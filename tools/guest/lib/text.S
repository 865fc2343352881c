/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts: bytes ended by NUL. Output goes to the cursor P10, which advances; the
 * caller must provide the room.
 */
#include "guest.inc"

	.text

/* text_length: length of the text at P2, to R4; P2 stays */
	.global	text_length
text_length:
	LDP	P6,P2
	clrb	rl0
	clr	r4			! 65,536 bytes at most
	cpirb	rl0,@P6,r4,eq		! leaves -(length + 1)
	com	r4
	ret

/* put_text: put the text at P2, without its NUL */
	.global	put_text
put_text:
	calr	text_length
	test	r4
	ret	z
	ldirb	@P10,@P2,r4
	ret

/* put_decimal: put RR2, unsigned, in decimal digits */
	.global	put_decimal
put_decimal:
	clr	r4			! digits
1:	subl	rr0,rr0
	divl	rq0,#10			! RR2: quotient, RR0: the last digit
	push	@SP,r1
	inc	r4,#1
	testl	rr2
	jr	nz,1b
2:	pop	r1,@SP
	addb	rl1,#'0'
	ldb	@P10,rl1
	inc	r11,#1
	djnz	r4,2b
	ret
