! SPDX-License-Identifier: GPL-2.0
!
! A program for minisys (minisys.c), on a Z8002: writes its input in capitals,
! and exits with status 0 at the end of it.

	.text
	.global	_start
_start:	ld	r3,#line	! read
	ld	r4,#64
	sc	#2
	test	r0
	jr	le,leave
	ld	r5,r0
	ld	r6,#line
capital:
	ldb	rl1,@r6
	cpb	rl1,#'a'
	jr	ult,next
	cpb	rl1,#'z'
	jr	ugt,next
	subb	rl1,#32
	ldb	@r6,rl1
next:	inc	r6,#1
	djnz	r5,capital
	ld	r4,r0		! write
	ld	r3,#line
	sc	#1
	jr	_start

leave:	sc	#3		! exit: R0 is the status

	.balign	2
line:	.space	64
