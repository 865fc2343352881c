/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pingpong: how long does a call take? Calls "echo" over and over, with 4 bytes
 * and with the most that a message holds, and checks the answers.
 */
#include "guest.inc"

#define FEW		4
#define FEW_CALLS	1000
#define MANY		DEMOS_DATA_MAX
#define MANY_CALLS	200

	.text
	.global	main
main:
	lda	P2,name
	calr	await_name
	test	r0
	jr	z,1f
	fail	"pingpong: no server is registered as echo"

1:	ldl	server,rr2
	ldl	rr8,#FEW_CALLS
	ld	r12,#FEW
	calr	measure
	ldl	rr8,#MANY_CALLS
	ld	r12,#MANY
	calr	measure
	clr	r0
	ret

/* measure: RR8 calls with R12 bytes; show the time of one */
measure:
	ldl	calls,rr8
	ld	size,r12
	sc_time
	ldl	start,rr4
	ldl	start + 4,rr6
1:	ldl	ping,rr8		! each call's data differs
	sc_call	link=server, data=ping, length=size, buffer=pong, size=size
	test	r0
	jr	z,2f
	fail	"pingpong: cannot call"

2:	cp	r1,size
	jr	ne,3f
	ldl	rr2,pong
	cpl	rr2,rr8
	jr	eq,4f
3:	say	"pingpong: the answer differs from the request\n"
	sc_exit	#1

4:	subl	rr8,#1
	jr	nz,1b

	/* RQ4: ns since the start; the low half's borrow by hand */
	sc_time
	subl	rr6,start + 4
	jr	nc,5f
	subl	rr4,#1
5:	subl	rr4,start
	divl	rq4,calls
	ldl	rr8,rr6

	lda	P10,line
	put	"pingpong: "
	put_long calls
	put	" calls of "
	clr	r2
	ld	r3,size
	put_long
	put	" bytes, "
	put_long rr8
	put	" ns each\n"
	lda	P2,line
	jp	print_put

	.section .rdata
name:	.asciz	"echo"

	.bss
	.balign	2
server:	.space	4
calls:	.space	4
size:	.space	2
start:	.space	8
line:	.space	80
ping:	.space	DEMOS_DATA_MAX
pong:	.space	DEMOS_DATA_MAX
