/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Input from the console. The answer has a header before the input, so that a
 * buffer needs room for both; then the input takes the header's place.
 */
#include "guest.inc"

	.text

/*
 * read_console: wait for input from the console, at most R4 bytes, which go to
 * P2, which is even; there must be room for sizeof_demos_answer bytes more. R0: result, R4:
 * bytes read, 0: the end of input.
 */
	.global	read_console
read_console:
	save
	ld	request,#DEMOS_CONSOLE_READ
	ld	request + demos_console_read_size,r4
	LDP	P10,P2			! the answer
	ld	r12,r4
	add	r12,#sizeof_demos_answer
	clr	r13
	ldl	rr0,#DEMOS_LINK_CONSOLE
	lda	P2,request
	ld	r4,#sizeof_demos_console_read
	ldk	r5,#0
	sc	#DEMOS_SC_CALL
	clr	r4
	test	r0
	jr	nz,1f
	ld	r0,P10(#demos_answer_result)
	test	r0
	jr	nz,1f
	ld	r4,r1
	sub	r4,#sizeof_demos_answer
	jr	z,1f
	LDP	P6,P10			! move the input to the beginning
	LDP	P2,P10
	inc	r3,#sizeof_demos_answer
	push	@SP,r4
	ldirb	@P6,@P2,r4
	pop	r4,@SP
1:	restore
	ret

	.bss
	.balign	2
request: .space	sizeof_demos_console_read
