! SPDX-License-Identifier: GPL-2.0
!
! A guest that makes random kernel calls, from SC #0xD0 to #0xDF, as many as
! `left` says, and exits. It is made for the Z8002 and for the Z8001. The loader
! sets `left` and `seed`, the first words.
!
! Most registers get numbers from a table, some get any number. Mostly pointers
! lead to its buffer, and the link is one of which it knows the name. Data that
! it receives or reads may overwrite its program: then it runs that.

	.text
	.global	_start
	.word	0		! so that `left` is at 2 and the entry at 8
left:	.word	0
seed:	.long	1

_start:	ld	r1,left
	test	r1
	jr	z,leave
	dec	r1,#1
	ld	left,r1

	ld	r3,#28		! all registers, from R13 down
fill:	calr	random
	bit	r0,#15
	jr	nz,any
	ld	r2,r0
	and	r2,#0x3e
	ld	r0,table(r2)
any:	dec	r3,#2
	ld	regs(r3),r0
	test	r3
	jr	nz,fill

	calr	random		! RR0: a link
	bit	r0,#15
	jr	nz,data
	ld	r2,r0
	and	r2,#0x1c
	ldl	rr4,names(r2)
	ldl	regs,rr4
data:	calr	random		! RR2, RR10: memory
	and	r0,#0x0f
	jr	z,limit
	ldl	rr4,#buffer
	ldl	regs + 4,rr4
	ldl	regs + 20,rr4
limit:	calr	random		! RR8: a time limit, R13: another
	and	r0,#0x0f
	jr	z,number
	calr	random
	and	r0,#0x0f
	ld	regs + 26,r0
	bit	r0,#0
	jr	z,number	! RR6, RR8: links
	clr	regs + 16
	ld	regs + 18,r0

number:	calr	random
	and	r0,#0x0f
	jr	nz,sure
	calr	random		! seldom EXIT
	and	r0,#0x0f
sure:	or	r0,#0x7fd0	! the instruction sc #n is 0x7fnn
	ld	call,r0
	ldm	r0,regs,#14
call:	sc	#0
	ldl	rr8,rr6
	ldl	rr10,rr2
	calr	random		! keep a result that may be the name of a link
	ld	r2,r0
	and	r2,#0x1c
	ldl	names(r2),rr10
	bit	r0,#15
	jr	z,_start
	ldl	names(r2),rr8
	jr	_start

leave:	clr	r0
	sc	#0xd0

! R0: a random number; RQ4 is lost
random:	ldl	rr6,seed
	multl	rq4,#1664525
	addl	rr6,#1013904223
	ldl	seed,rr6
	ld	r0,r6
	ret

	.balign	4
names:	.long	1, 2, 1, 2, 1, 2, 1, 2
table:	.word	0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x20, 0x3f, 0x40, 0x7f
	.word	0x80, 0xff, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x1001
	.word	0x7fff, 0x8000, 0x8001, 0x8002, 0xfffe, 0xffff
	.word	0x16, 0x36, 0x46, 0x06
regs:	.space	28
buffer:	.space	256
