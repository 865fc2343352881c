/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cat: copy the console's input to its output, until the input ends. With HASTY:
 * begin to read, give that up after a second, and then read little at a time.
 */
#include "guest.inc"

#ifdef HASTY
#define SIZE	3
#else
#define SIZE	DEMOS_CONSOLE_MAX
#endif

	.text
	.global	main
main:
#ifdef HASTY
	ld	buffer,#DEMOS_CONSOLE_READ
	ld	buffer + demos_console_read_size,#DEMOS_CONSOLE_MAX
	sc_call	link=#DEMOS_LINK_CONSOLE, data=buffer, length=#sizeof_demos_console_read, buffer=buffer, size=#DEMOS_CONSOLE_MAX, limit=#1
#endif
1:	lda	P2,buffer
	ld	r4,#SIZE
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
