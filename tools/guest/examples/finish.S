/* SPDX-License-Identifier: GPL-2.0 */
/*
 * finish: ask the tally server for its table, show it, and tell the server to
 * end. As `report` (-DOP=TALLY_REPORT) it lets the server go on; as `close`
 * (-DOP=TALLY_CLOSE) it has the server's clients end, and shows nothing. Status
 * 0 if nothing was lost, doubled or disordered, 1 if something was, 2 if it
 * could not go on.
 */
#include "guest.inc"
#include "tally.inc"

#ifndef OP
#define OP	TALLY_FINISH
#endif

	.text
	.global	main
main:
	lda	P2,name
	calr	await_name
	test	r0
	jr	z,1f
	fail	"finish: no server is registered as tally"

1:	ldl	rr0,rr2
	ld	request + TALLY_OP,#OP
	sc_call	data=request, length=#TALLY_SIZE, buffer=reply, size=#DEMOS_DATA_MAX
	test	r0
	jr	nz,2f
	ld	r0,reply + TALLY_RESULT
	test	r0
	jr	z,3f
2:	fail	"finish: cannot call"

3:	ld	r4,r1
	sub	r4,#TALLY_SIZE
	lda	P2,reply + TALLY_SIZE
	calr	print_bytes
	clr	r0
	ldl	rr2,reply + TALLY_NUMBER
	testl	rr2
	ret	z
	ldk	r0,#1
	ret

	.section .rdata
name:	.asciz	"tally"

	.bss
	.balign	2
request: .space	TALLY_SIZE
reply:	.space	DEMOS_DATA_MAX
