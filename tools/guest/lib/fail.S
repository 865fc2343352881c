/* SPDX-License-Identifier: GPL-2.0 */
/* When a program cannot go on. */
#include "guest.inc"

	.text

/* give_up: show the text at P2 and the result R0, and end with status 2 */
	.global	give_up
give_up:
	ld	r8,r0
	calr	print
	lda	P10,line
	put	": result "
	clr	r2
	ld	r3,r8
	put_long
	put	"\n"
	lda	P2,line
	calr	print_put
	sc_exit	#2

	.bss
line:	.space	32
