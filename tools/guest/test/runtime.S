/* SPDX-License-Identifier: GPL-2.0 */
/*
 * runtime: checks the parts of the run-time that make no kernel call. Prints
 * TAP on the console; its status is the number of failed checks.
 */
#include "guest.inc"
#include "order.inc"

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

	/* The order of these numbers must give these counts. */
	.macro	expect_order received, lost, doubled, disordered, numbers:vararg
	lda	P2,.Lnumbers\@
	ld	r4,#(.Lend\@ - .Lnumbers\@) / 4
	calr	note_all
	expect_put " received \received lost \lost doubled \doubled disordered \disordered\n", "order of \numbers"
	.section .rdata
	.balign	2
.Lnumbers\@: .long \numbers
.Lend\@:
	.text
	.endm

	.global	main
main:
	calr	check_text
	calr	check_memory
	calr	check_order

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

check_order:
	expect_order 4, 0, 0, 0, 0, 1, 2, 3
	expect_order 3, 1, 0, 0, 0, 2, 3
	expect_order 4, 0, 0, 1, 0, 2, 1, 3
	expect_order 4, 0, 0, 2, 2, 1, 0, 3
	expect_order 4, 0, 2, 0, 0, 0, 1, 1
	expect_order 5, 0, 1, 1, 0, 2, 1, 1, 3
	expect_order 2, 30, 0, 1, 31, 0
	expect_order 2, 32, 1, 0, 32, 0
	expect_order 6, 37, 2, 1, 0, 1, 40, 39, 39, 8

	lda	P8,order		! 41 is the next, by the last of these
	ldl	rr2,#43
	calr	order_end
	lda	P10,line
	calr	order_put
	expect_put " received 6 lost 39 doubled 2 disordered 1\n", "order_end, too few"
	lda	P8,order
	ldl	rr2,#38
	calr	order_end
	lda	P10,line
	calr	order_put
	expect_put " received 6 lost 39 doubled 5 disordered 1\n", "order_end, too many"

	lda	P6,total
	lda	P8,order
	calr	order_add
	lda	P6,total
	calr	order_add
	lda	P8,total
	lda	P10,line
	calr	order_put
	expect_put " received 12 lost 78 doubled 10 disordered 2\n", "order_add"
	ret

/* note_all: note the R4 numbers at P2 in a new record, and put that */
note_all:
	LDP	P10,P2
	ld	r12,r4
	lda	P8,order
	lda	P6,order
	ld	r4,#ORDER_SIZE
	calr	clear
1:	ldl	rr2,@P10
	calr	order_note
	inc	r11,#4
	djnz	r12,1b
	lda	P10,line
	jp	order_put

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
order:	.space	ORDER_SIZE
total:	.space	ORDER_SIZE
line:	.space	128
result:	.space	128
