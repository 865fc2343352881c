/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chatter: write numbered lines to the console as fast as it takes them, COUNT
 * of them, or for ever.
 */
#include "guest.inc"

#ifndef COUNT
#define COUNT	0	/* for ever */
#endif

	.text
	.global	main
main:
	ldl	rr8,#0
1:	addl	rr8,#1
	lda	P10,line
	put	"line "
	put_long rr8
	put	"\n"
	lda	P2,line
	calr	print_put
	cpl	rr8,#COUNT
	jr	ne,1b
	clr	r0
	ret

	.bss
line:	.space	24
