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

/* print_bytes: show R4 bytes at P2 */
	.global	print_bytes
print_bytes:
	sc_send	link=#DEMOS_LINK_CONSOLE
	ret
