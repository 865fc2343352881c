! SPDX-License-Identifier: GPL-2.0
!
! One faulting instruction of each kind; a test begins at the one it wants.
! Each is the second instruction, so that the fault's address is not the entry.

	.text
	.global	_start
_start:
	.balign	16		! 0x00: privileged
	nop
	di	vi
	.balign	16		! 0x10: extended
	nop
	.word	0x8f00
	.word	0x0000
	.balign	16		! 0x20: no such instruction
	nop
	.word	0x7e00
	.balign	16		! 0x30: writes beyond the limit of a segment
	nop
	ld	0xf000,r0
	.balign	16		! 0x40: a system call that nobody serves
	nop
	sc	#0x11
	.balign	16		! 0x50: halt
	nop
	halt
	.balign	16		! 0x60: runs out of its segment
	nop
	jp	edge
	.balign	16		! 0x70: its stack is full: a push
	clr	r15
	push	@r15,r0
	.balign	16		! 0x80: a frame that wraps
	ld	r15,#0xffe0
	ld	r0,4(r15)
	.balign	16		! 0x90: a program checked for overflow
	nop
	sc	#0xff
	.balign	256
	.space	254
edge:	nop
