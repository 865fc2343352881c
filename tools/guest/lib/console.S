/* SPDX-License-Identifier: GPL-2.0 */
/* The console: each message sent over its link is shown. R0 is the result. */
#include "guest.inc"

	.text

/* print: show the text at P2 */
	.global	print
print:
	calr	text_length
	jr	print_bytes

/* print_put: show the text from P2 to the cursor P10 */
	.global	print_put
print_put:
	ld	r4,r11
	sub	r4,r3

/* print_bytes: show R4 bytes at P2, in as many messages as needed */
	.global	print_bytes
print_bytes:
	cp	r4,#DEMOS_DATA_MAX
	jr	ule,1f
	push	@SP,r4
	ld	r4,#DEMOS_DATA_MAX
	sc_send	link=#DEMOS_LINK_CONSOLE
	pop	r4,@SP
	test	r0
	ret	nz
	add	r3,#DEMOS_DATA_MAX
	sub	r4,#DEMOS_DATA_MAX
	jr	print_bytes

1:	sc_send	link=#DEMOS_LINK_CONSOLE
	ret
