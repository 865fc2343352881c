/* SPDX-License-Identifier: GPL-2.0 */
/*
 * args: print the arguments, each with its number, and then the environment, a
 * line each.
 */
#include "guest.inc"

	.text
	.global	main
main:
	ld	r12,r4			! argc
	LDP	P8,P2			! the next pointer
	PUSHP	@SP,P6
	clr	r13			! number of the argument
1:	cp	r13,r12
	jr	eq,2f
	lda	P10,number
	clr	r2
	ld	r3,r13
	put_long
	put	" "
	lda	P2,number
	calr	print_put
	calr	next
	inc	r13,#1
	jr	1b

2:	POPP	P8,@SP			! environ
3:	LDP	P2,@P8
	test	r3			! no text is at offset 0
	jr	z,4f
	calr	next
	jr	3b

4:	clr	r0
	ret

/* next: print the text that @P8 points to and an end of line; advance P8 */
next:
	LDP	P2,@P8
	inc	r9,#PTR_SIZE
	calr	print
	say	"\n"
	ret

	.bss
number:	.space	8
