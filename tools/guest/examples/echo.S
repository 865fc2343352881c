/* SPDX-License-Identifier: GPL-2.0 */
/* echo: a server that returns each message, under the name "echo". */
#include "guest.inc"
#include "message.inc"

	.text
	.global	main
main:
	lda	P2,name
	calr	register_name
	test	r0
	jr	z,loop
	fail	"echo: cannot register"

loop:
	lda	P2,buffer
	ld	r4,#DEMOS_DATA_MAX
	ldl	rr8,#DEMOS_FOREVER
	calr	receive
	jr	z,1f
	fail	"echo: cannot receive"

1:	bitb	message + MESSAGE_FLAGS,#MESSAGE_NOTICE
	jr	nz,2f			! a client has died: never mind
	lda	P2,buffer
	ld	r4,message + MESSAGE_LENGTH
	calr	answer
2:	calr	drop_links
	jr	loop

	.section .rdata
name:	.asciz	"echo"

	.bss
buffer:	.space	DEMOS_DATA_MAX
