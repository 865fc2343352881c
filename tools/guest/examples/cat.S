/* SPDX-License-Identifier: GPL-2.0 */
/* cat: copy the console's input to its output, until the input ends. */
#include "guest.inc"

	.text
	.global	main
main:
1:	lda	P2,buffer
	ld	r4,#DEMOS_CONSOLE_MAX
	calr	read_console
	test	r0
	jr	z,2f
	fail	"cat: cannot read"

2:	test	r4
	ret	z			! the end of input: status 0
	lda	P2,buffer
	calr	print_bytes
	test	r0
	jr	z,1b
	ldk	r0,#1
	ret

	.bss
	.balign	2
buffer:	.space	DEMOS_CONSOLE_MAX + sizeof_demos_answer
