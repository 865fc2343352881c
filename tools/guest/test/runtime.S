/* SPDX-License-Identifier: GPL-2.0 */
/*
 * runtime: checks the parts of the run-time that make no kernel call. Prints
 * TAP on the console; its status is the number of failed checks.
 */
#include "guest.inc"

	.text

	/* The text from `line` to the cursor P10 must be this. */
	.macro	expect_put text, name
	clrb	@P10
	lda	P2,.Lexpected\@
	calr	same_text
	lda	P2,.Lname\@
	calr	verdict
	.section .rdata
.Lexpected\@: .asciz "\text"
.Lname\@: .asciz "\name"
	.text
	.endm

	/* Z must be set. */
	.macro	expect_z name
	lda	P2,.Lname\@
	calr	verdict
	.section .rdata
.Lname\@: .asciz "\name"
	.text
	.endm

	.global	main
main:
	calr	check_text
	calr	check_memory

	lda	P10,line
	put	"1.."
	clr	r2
	ld	r3,checks
	put_long
	put	"\n"
	lda	P2,line
	calr	print_put
	ld	r0,failed
	ret

check_text:
	lda	P2,nothing
	calr	text_length
	test	r4
	expect_z "length of nothing"
	lda	P2,words
	calr	text_length
	cp	r4,#9
	expect_z "length of two words"

	lda	P10,line
	put	""
	put	"two "
	put	"words"
	expect_put "two words", "put_text"
	lda	P10,line
	put_long #0
	expect_put "0", "put_decimal 0"
	lda	P10,line
	put_long #10
	expect_put "10", "put_decimal 10"
	lda	P10,line
	put_long #65536
	expect_put "65536", "put_decimal 65536"
	lda	P10,line
	put_long #0xffffffff
	expect_put "4294967295", "put_decimal 4294967295"
	ret

check_memory:
	lda	P2,words
	lda	P6,line
	ld	r4,#10
	calr	copy
	lda	P10,line + 9
	expect_put "two words", "copy"
	lda	P6,line + 3
	ldk	r4,#0
	calr	copy
	lda	P10,line + 9
	expect_put "two words", "copy nothing"
	lda	P6,line + 3
	ldk	r4,#1
	calr	clear
	lda	P10,line + 9
	expect_put "two", "clear a byte"
	cpb	line + 4,#'w'
	expect_z "clear no more"
	lda	P6,line
	ld	r4,#9
	calr	clear
	ld	r0,line
	or	r0,line + 2
	or	r0,line + 4
	or	r0,line + 6
	expect_z "clear"
	ret

/* same_text: Z: the text in line is that at P2 */
same_text:
	calr	text_length
	inc	r4,#1
	lda	P6,line
	cpsirb	@P6,@P2,r4,ne
	comflg	z			! it was set by a byte that differs
	ret

/* verdict: Z: the check named P2 is passed */
verdict:
	PUSHP	@SP,P2
	lda	P10,result
	jr	z,1f
	inc	failed,#1
	put	"not "
1:	put	"ok "
	inc	checks,#1
	clr	r2
	ld	r3,checks
	put_long
	put	" "
	POPP	P2,@SP
	calr	put_text
	put	"\n"
	lda	P2,result
	jp	print_put

	.section .rdata
words:	.ascii	"two words"
nothing: .asciz	""

	.bss
	.balign	2
checks:	.space	2
failed:	.space	2
line:	.space	128
result:	.space	128
