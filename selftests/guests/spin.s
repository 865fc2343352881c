! SPDX-License-Identifier: GPL-2.0
!
! Counts in R1 and in memory, for ever, and never makes a kernel call.

	.text
	.global	_start
_start:	inc	r1,#1
	ld	count,r1
	jr	_start

	.balign	4
count:	.long	0
