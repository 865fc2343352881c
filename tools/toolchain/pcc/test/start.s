! SPDX-License-Identifier: GPL-2.0
! Start of a test program, for z8krun --console: SC #0 ends, SC #1 writes.
	.text
	.global	_start
_start:	call	main
	.global	test_end
test_end:
	ld	r0,r7
	sc	#0
	.global	out
out:	ld	r0,r7
	sc	#1
	ret
