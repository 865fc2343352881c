! SPDX-License-Identifier: GPL-2.0
!
! A server that checks what its clients send. It is made for the Z8002 and
! for the Z8001.
!
! At first it sends sixteen links to itself over link 1, with codes 1 to 16:
! one for each client. Then it takes messages that hold a long: the client's
! next number, 1, 2, 3... One that is not the next is counted as wrong. The
! number 0xffffffff is only a question. If a reply link came with it, the answer
! is three longs: the number, how many were accepted, how many were wrong.

	.text
	.global	_start
_start:	ld	r13,#1
give:	clr	r0		! LINK_CREATE: code
	ld	r1,r13
	clr	r2		! channel 0
	ld	r3,#6		! DUP, PASS
	ldl	rr4,#0		! no data area
	ldl	rr6,#0
	sc	#0xd5
	test	r0
	jr	ne,leave
	ldl	rr6,rr2		! SEND: encloses it
	ldl	rr0,#1
	ldl	rr2,#buffer
	clr	r4
	ld	r5,#1
	sc	#0xd2
	test	r0
	jr	ne,leave
	inc	r13,#1
	cp	r13,#17
	jr	ne,give

loop:	ldl	rr2,#buffer	! RECEIVE: on any channel, for ever
	ld	r4,#64
	ldl	rr6,#0xffffffff
	ldl	rr8,#0xffffffff
	sc	#0xd3
	test	r0
	jr	ne,leave
	bitb	rh5,#0		! a notice: a client has died
	jr	ne,loop
	ld	r9,r3		! 4 * code of the link
	and	r9,#63
	add	r9,r9
	add	r9,r9
	ldl	rr10,buffer
	ldl	number,rr10
	cpl	rr10,#0xffffffff
	jr	eq,answer
	ldl	rr0,last(r9)
	addl	rr0,#1
	ldl	last(r9),rr10
	ldl	rr2,taken
	addl	rr2,#1
	ldl	taken,rr2
	cpl	rr0,rr10
	jr	eq,answer
	ldl	rr2,wrong
	addl	rr2,#1
	ldl	wrong,rr2
answer:	testb	rl5		! is there a link?
	jr	eq,loop
	ldl	rr0,rr6		! SEND: over the reply link
	ldl	rr2,#number
	ld	r4,#12
	clr	r5
	sc	#0xd2
	jr	loop

leave:	sc	#0xd0

	.balign	4
number:	.long	0
taken:	.long	0
wrong:	.long	0
buffer:	.space	64
last:	.space	256
