/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tally: the server named "tally", which checks that each client's requests
 * come once each and in order. tally.inc defines its messages.
 */
#include "guest.inc"
#include "message.inc"
#include "order.inc"
#include "tally.inc"

#define CLIENTS		32

/* A client: its requests (a record of order.inc), and: */
#define CLIENT_LINK	ORDER_SIZE		/* for answers to notes */
#define CLIENT_NOTES	(ORDER_SIZE + 4)	/* number of the next of these */
#define CLIENT_COUNTS	(ORDER_SIZE + 8)	/* of the next answer to a count */
#define CLIENT_SIZE	(ORDER_SIZE + 12)

	.text
	.global	main
main:
	lda	P2,name
	calr	register_name
	test	r0
	jr	z,1f
	fail	"tally: cannot register"
1:	say	"tally: registered\n"

loop:
	lda	P2,buffer
	ld	r4,#DEMOS_DATA_MAX
	ldl	rr8,#DEMOS_FOREVER
	calr	receive
	jr	z,1f
	fail	"tally: cannot receive"

1:	bitb	message + MESSAGE_FLAGS,#MESSAGE_NOTICE
	jr	nz,done			! a client has died: never mind
	calr	serve
done:	calr	drop_links
	jr	loop

/* serve: a request, in buffer and message */
serve:
	ld	r1,message + MESSAGE_LENGTH
	cp	r1,#TALLY_SIZE
	jr	ult,refuse
	ld	r0,buffer + TALLY_OP
	ldl	rr2,message + MESSAGE_CODE
	testl	rr2
	jr	nz,1f
	cp	r0,#TALLY_JOIN
	jr	eq,join
	cp	r0,#TALLY_REPORT
	jp	eq,report
	cp	r0,#TALLY_FINISH
	jp	eq,finish
	cp	r0,#TALLY_CLOSE
	jp	eq,close
	jr	refuse

1:	dec	r3,#1			! its code is the client's number
	mult	rr2,#CLIENT_SIZE
	lda	P8,clients(r3)
	cp	r0,#TALLY_NOTE
	jr	eq,note
	cp	r0,#TALLY_COUNT
	jr	eq,count

/* refuse: answer an invalid request */
refuse:
	ld	r0,#DEMOS_ECALL

/* give_result: answer with only the result R0 */
give_result:
	lda	P2,buffer
	set	buffer + TALLY_OP,#15
	ld	buffer + TALLY_RESULT,r0
	ld	r4,#sizeof_demos_answer
	jp	answer

	/* Make an answer with the next number of that kind; changes RR2. */
	.macro	number_answer counter
	ldl	rr2,P8(#\counter)
	ldl	buffer + TALLY_NUMBER,rr2
	addl	rr2,#1
	ldl	P8(#\counter),rr2
	set	buffer + TALLY_OP,#15
	clr	buffer + TALLY_RESULT
	.endm

/* note: answer over the client's link */
note:
	ldl	rr2,buffer + TALLY_NUMBER
	calr	order_note
	number_answer CLIENT_NOTES
	sc_send	link=P8(#CLIENT_LINK), data=buffer, length=#TALLY_SIZE
	ret

/* count: answer over the reply link */
count:
	ldl	rr2,buffer + TALLY_NUMBER
	calr	order_note
	number_answer CLIENT_COUNTS
	ldl	rr2,P8(#ORDER_RECEIVED)
	ldl	buffer + TALLY_RECEIVED,rr2
	calr	order_bad
	ldl	buffer + TALLY_BAD,rr2
	ld	r2,closed
	ld	buffer + TALLY_CLOSED,r2
	lda	P2,buffer
	ld	r4,#TALLY_COUNT_SIZE
	jp	answer

/* join: a new client; the link that it brought is kept */
join:
	ld	r0,#DEMOS_ENOLINK
	cpb	message + MESSAGE_COUNT,#2
	jr	ult,give_result
	ld	r0,#DEMOS_EROOM
	ld	r1,joined + 2
	cp	r1,#CLIENTS
	jr	uge,give_result
	ld	r3,r1
	mult	rr2,#CLIENT_SIZE
	lda	P8,clients(r3)
	inc	r1,#1
	clr	r0
	sc_link_create channel=#0, flags=#DEMOS_LINK_PASS
	test	r0
	jr	nz,give_result
	ldl	rr6,rr2
	ldl	rr2,message + MESSAGE_LINKS + 4
	ldl	P8(#CLIENT_LINK),rr2
	subl	rr2,rr2
	ldl	message + MESSAGE_LINKS + 4,rr2
	inc	joined + 2,#1
	ldl	rr2,joined
	ldl	buffer + TALLY_NUMBER,rr2
	set	buffer + TALLY_OP,#15
	clr	buffer + TALLY_RESULT
	sc_send	link=message+MESSAGE_LINKS, data=buffer, length=#TALLY_SIZE, links=#1
	ret

/* report: answer with the table */
report:
	calr	table
	lda	P2,buffer
	ld	r4,r11
	sub	r4,r3
	jp	answer

/* finish: the same, and end */
finish:
	calr	report
	lda	P2,buffer + TALLY_SIZE
	calr	print_put
	clr	r0
	ldl	rr2,buffer + TALLY_NUMBER
	testl	rr2
	jr	z,1f
	ldk	r0,#1
1:	sc_exit

/* close: from now on, tell clients to end */
close:
	ld	closed,#1
	set	buffer + TALLY_OP,#15
	clr	buffer + TALLY_RESULT
	lda	P2,buffer
	ld	r4,#TALLY_SIZE
	jp	answer

/*
 * table: make the answer to a report in buffer: a line for each client, and one
 * for all. P10 is its end.
 */
table:
	lda	P6,total
	ld	r4,#ORDER_SIZE
	calr	clear
	lda	P10,buffer + TALLY_SIZE
	lda	P8,clients
	clr	r12
1:	cp	r12,joined + 2
	jr	uge,2f
	inc	r12,#1
	put	"tally: client "
	clr	r2
	ld	r3,r12
	put_long
	calr	order_put
	lda	P6,total
	calr	order_add
	add	r9,#CLIENT_SIZE
	jr	1b

2:	put	"tally: "
	put_long joined
	put	" clients"
	lda	P8,total
	calr	order_put
	calr	order_bad
	ldl	buffer + TALLY_NUMBER,rr2
	set	buffer + TALLY_OP,#15
	clr	buffer + TALLY_RESULT
	ret

	.section .rdata
name:	.asciz	"tally"

	.bss
	.balign	2
joined:	.space	4
closed:	.space	2
total:	.space	ORDER_SIZE
clients: .space	CLIENTS * CLIENT_SIZE
buffer:	.space	DEMOS_DATA_MAX
