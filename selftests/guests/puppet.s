! SPDX-License-Identifier: GPL-2.0
!
! A guest that makes the kernel calls it is told to make, so that a test can
! control in C what a guest does. It is made for the Z8002 and for the Z8001.
!
! At first it sends a link to itself over link 1. Then it takes messages on
! channel 0 with a reply link and perhaps one more link: the number of a system
! call and values for R0 to R13. It makes the call and answers with the number,
! the new values of R0 to R13, and the name of the other link.

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
	ldl	rr2,#order
	clr	r4
	ld	r5,#1
	sc	#0xd2

loop:	ldl	rr2,#order	! RECEIVE: on channel 0, for ever
	ld	r4,#30
	ldl	rr6,#1
	ldl	rr8,#0xffffffff
	sc	#0xd3
	test	r0
	jr	ne,leave
	testb	rl5
	jr	eq,loop
	ldl	reply,rr6
	ldl	given,rr8
	ld	r0,order
	ldb	rh0,#0x7f	! the instruction sc #n is 0x7fnn
	ld	call,r0
	ldm	r0,regs,#14
call:	sc	#0
	ldm	regs,r0,#14
	ldl	rr0,reply	! SEND: over the reply link
	ldl	rr2,#order
	ld	r4,#34
	clr	r5
	sc	#0xd2
	jr	loop

leave:	sc	#0xd0

	.balign	4
	.space	2
order:	.word	0
regs:	.space	28
given:	.long	0
reply:	.long	0
