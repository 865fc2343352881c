/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tally: the server named "tally", which checks that each client's requests
 * come each once and in order. tally.inc says how it is talked to.
 */
#include "guest.inc"
#include "message.inc"
#include "order.inc"
#include "tally.inc"

#define CLIENTS		32

/* A client: what came from it, the link for answers to notes, their number */
#define CLIENT_ORDER	0
#define CLIENT_LINK	ORDER_SIZE
#define CLIENT_ANSWERS	(ORDER_SIZE + 4)
#define CLIENT_SIZE	32	/* 1 << CLIENT_SHIFT */
#define CLIENT_SHIFT	5

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
	jr	refuse

1:	dec	r3,#1			! its code is the client's number
	sll	r3,#CLIENT_SHIFT
	lda	P8,clients(r3)
	cp	r0,#TALLY_NOTE
	jr	eq,note
	cp	r0,#TALLY_COUNT
	jr	eq,count

/* refuse: answer a request that is none */
refuse:
	ld	r0,#DEMOS_ECALL

/* give_result: answer with nothing but the result R0 */
give_result:
	lda	P2,buffer
	set	buffer + TALLY_OP,#15
	ld	buffer + TALLY_RESULT,r0
	ld	r4,#sizeof_demos_answer
	jp	answer

/* note: answer over the client's link */
note:
	calr	take
	sc_send	link=P8(#CLIENT_LINK), data=buffer, length=#TALLY_SIZE
	ret

/* count: answer over the reply link */
count:
	calr	take
	ldl	rr2,P8(#ORDER_RECEIVED)
	ldl	buffer + TALLY_RECEIVED,rr2
	calr	order_bad
	ldl	buffer + TALLY_BAD,rr2
	lda	P2,buffer
	ld	r4,#TALLY_COUNT_SIZE
	jp	answer

/* take: note the request's number for client P8, make its answer in buffer */
take:
	ldl	rr2,buffer + TALLY_NUMBER
	calr	order_note
	ldl	rr2,P8(#CLIENT_ANSWERS)
	ldl	buffer + TALLY_NUMBER,rr2
	addl	rr2,#1
	ldl	P8(#CLIENT_ANSWERS),rr2
	set	buffer + TALLY_OP,#15
	clr	buffer + TALLY_RESULT
	ret

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
	sll	r3,#CLIENT_SHIFT
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
	calr	add_up
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

/* add_up: add the record P8 to the total */
add_up:
	.irp	member, ORDER_RECEIVED, ORDER_LOST, ORDER_DOUBLED, ORDER_DISORDERED
	ldl	rr2,P8(#\member)
	addl	rr2,total + \member
	ldl	total + \member,rr2
	.endr
	ret

	.section .rdata
name:	.asciz	"tally"

	.bss
	.balign	2
joined:	.space	4
total:	.space	ORDER_SIZE
clients: .space	CLIENTS * CLIENT_SIZE
buffer:	.space	DEMOS_DATA_MAX
