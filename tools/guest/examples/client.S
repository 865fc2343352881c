/* SPDX-License-Identifier: GPL-2.0 */
/*
 * client: sends COUNT numbered requests, fewer if the server says so, to the
 * tally server, in rounds of BURST notes and a count, so that never more than
 * BURST are under way, and checks the answers. Prints at the end
 *
 *	client 3: sent 2500 received 2500 lost 0 doubled 0 disordered 0
 *
 * (received and so on: answers). Ends with status 0 if nothing was wrong here
 * or by the server's counts, 1 if something was, 2 if it could not go on.
 */
#include "guest.inc"
#include "message.inc"
#include "order.inc"
#include "tally.inc"

#ifndef COUNT
#define COUNT		2500
#endif
#define BURST		4
#define PATIENCE_MS	60000
#define LATE_MS		100
#define ANSWER_CHANNEL	1

	.text
	.global	main
main:
	calr	join
1:	calr	burst
	jr	nz,2f			! no answer came in time
	ldl	rr2,sent
	cpl	rr2,#COUNT
	jr	eq,2f
	calr	count
	ld	r0,reply + TALLY_CLOSED
	test	r0
	jr	nz,2f
	ldl	rr2,sent
	cpl	rr2,#COUNT
	jr	ult,1b
2:	ldl	rr8,#LATE_MS		! answers too many, if there are any
	calr	take_answer
	jr	z,2b
	calr	sum_up
	ld	r0,failed
	ret

/* join: find the server, send it a link to here, get a link and a number */
join:
	lda	P2,name
	calr	await_name
	test	r0
	jr	z,1f
	fail	"client: no server is registered as tally"

1:	ldl	server,rr2
	sc_link_create code=#0, channel=#ANSWER_CHANNEL, flags=#DEMOS_LINK_PASS
	ldl	rr6,rr2
	ld	request + TALLY_OP,#TALLY_JOIN
	sc_call	link=server, data=request, length=#TALLY_SIZE, links=#1, buffer=reply, size=#TALLY_COUNT_SIZE
	test	r0
	jr	nz,2f
	ld	r0,reply + TALLY_RESULT
	test	r0
	jr	nz,2f
	ldl	rr2,server
	ldl	server,rr6
	ldl	rr0,rr2
	sc_link_destroy
	ldl	rr2,reply + TALLY_NUMBER
	ldl	number,rr2
	ret

2:	fail	"client: cannot join"

/* next_request: make the request with operation R0 */
next_request:
	ld	request + TALLY_OP,r0
	ldl	rr2,sent
	ldl	request + TALLY_NUMBER,rr2
	addl	rr2,#1
	ldl	sent,rr2
	ret

/* burst: send up to BURST notes, receive their answers; Z: all came */
burst:
	clr	r12			! under way
1:	ldl	rr2,sent
	cpl	rr2,#COUNT
	jr	uge,2f
	cp	r12,#BURST
	jr	uge,2f
	ldk	r0,#TALLY_NOTE
	calr	next_request
	sc_send	link=server, data=request, length=#TALLY_SIZE
	inc	r12,#1
	test	r0
	jr	z,1b
	fail	"client: cannot send"

2:	ldl	rr8,#PATIENCE_MS
	calr	take_answer
	ret	nz
	djnz	r12,2b
	cp	r12,r12
	ret

/* take_answer: wait RR8 ms for the answer to a note; Z: it came; changes RR8 */
take_answer:
	lda	P2,reply
	ld	r4,#TALLY_COUNT_SIZE
	calr	receive
	ret	nz
	bitb	message + MESSAGE_FLAGS,#MESSAGE_NOTICE
	jr	nz,1f
	lda	P8,notes
	ldl	rr2,reply + TALLY_NUMBER
	calr	order_note
	cp	r0,r0
	ret

1:	ld	r0,reply + demos_notice_kind
	fail	"client: the server is gone"

/* count: send a count and check the answer: did all requests arrive? */
count:
	ldk	r0,#TALLY_COUNT
	calr	next_request
	sc_call	link=server, data=request, length=#TALLY_SIZE, buffer=reply, size=#TALLY_COUNT_SIZE
	test	r0
	jr	z,1f
	fail	"client: cannot call"

1:	lda	P8,counts
	ldl	rr2,reply + TALLY_NUMBER
	calr	order_note
	ldl	rr2,counted
	addl	rr2,#1
	ldl	counted,rr2
	ldl	rr2,reply + TALLY_RECEIVED
	cpl	rr2,sent
	jr	ne,2f
	ldl	rr2,reply + TALLY_BAD
	testl	rr2
	ret	z
2:	ld	failed,#1
	ret

/* sum_up: show the counts of both kinds of answers, together */
sum_up:
	lda	P8,counts
	ldl	rr2,counted
	calr	order_end
	lda	P8,notes
	ldl	rr2,sent
	subl	rr2,counted
	calr	order_end
	lda	P6,counts
	calr	order_add
	lda	P8,counts
	calr	order_bad
	testl	rr2
	jr	z,1f
	ld	failed,#1
1:	lda	P10,line
	put	"client "
	put_long number
	put	": sent "
	put_long sent
	calr	order_put
	lda	P2,line
	jp	print_put

	.section .rdata
name:	.asciz	"tally"

	.bss
	.balign	2
server:	.space	4
number:	.space	4
sent:	.space	4		! requests
counted: .space	4		! of these counts
failed:	.space	2
notes:	.space	ORDER_SIZE	! their answers
counts:	.space	ORDER_SIZE	! their answers
request: .space	TALLY_SIZE
reply:	.space	TALLY_COUNT_SIZE
line:	.space	128
