! SPDX-License-Identifier: GPL-2.0
!
! A client of server.s that is a guest itself. It is made for the Z8002 and
! for the Z8001.
!
! At first it sends a link to itself over link 1. Then it takes orders on
! channel 0: a long, the number of calls to make, with a reply link and a link
! to a server. Each call carries the next number, which the answer must return.
! When all are made it answers with two longs: the last number, and how many
! answers were wrong.

	.text
	.global	_start
_start:	ldl	rr0,#0		! LINK_CREATE: code 0
	clr	r2		! channel 0
	ld	r3,#6		! DUP, PASS
	ldl	rr4,#0		! no data area
	ldl	rr6,#0
	sc	#0xd5
	ldl	rr6,rr2		! SEND: encloses it
	ldl	rr0,#1
	ldl	rr2,#left
	clr	r4
	ld	r5,#1
	sc	#0xd2

loop:	ldl	rr2,#left	! RECEIVE: on channel 0, for ever
	ld	r4,#4
	ldl	rr6,#1
	ldl	rr8,#0xffffffff
	sc	#0xd3
	test	r0
	jr	ne,leave
	cpb	rl5,#2		! a reply link and a server
	jr	ne,loop
	ldl	reply,rr6
	ldl	server,rr8

next:	ldl	rr2,left
	testl	rr2
	jr	eq,done
	subl	rr2,#1
	ldl	left,rr2
	ldl	rr2,number
	addl	rr2,#1
	ldl	number,rr2
	ldl	rr0,server	! CALL: for ever
	ldl	rr2,#number
	ld	r4,#4
	clr	r5
	ldl	rr10,#answer
	ld	r12,#16
	clr	r13
	sc	#0xd4
	test	r0
	jr	ne,bad
	cp	r1,#12
	jr	ne,bad
	ldl	rr2,answer	! the same number?
	ldl	rr0,number
	cpl	rr2,rr0
	jr	ne,bad
	ldl	rr2,answer+8	! and no error counted?
	testl	rr2
	jr	eq,next
bad:	ldl	rr2,wrong
	addl	rr2,#1
	ldl	wrong,rr2
	jr	next

done:	ldl	rr0,reply	! SEND: over the reply link
	ldl	rr2,#number
	ld	r4,#8
	clr	r5
	sc	#0xd2
	jr	loop

leave:	sc	#0xd0

	.balign	4
number:	.long	0
wrong:	.long	0
left:	.long	0
reply:	.long	0
server:	.long	0
answer:	.space	16
