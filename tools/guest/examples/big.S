/* SPDX-License-Identifier: GPL-2.0 */
/*
 * big: a program that takes long to move. Fills all its memory (eight segments
 * of 64 KiB on a Z8001, 48 KiB on a Z8002), then ROUNDS times checks each word
 * and changes it, with a pause between. Status 1 if a word has changed.
 *
 * A word holds its offset, plus the number of its area, plus the round.
 */
#include "guest.inc"

#ifndef ROUNDS
#define ROUNDS	20
#endif
#define PAUSE_MS 200

#ifdef Z8001
#define AREAS	8
#define WORDS	32768
#define BYTES	524288
#else
#define AREAS	1
#define WORDS	24576
#define BYTES	49152
#endif

	.text
	.global	main
main:
	calr	fill
	clr	r12			! round
1:	calr	change
	jr	nz,2f
	inc	r12,#1
	calr	progress
	ldl	rr8,#PAUSE_MS
	calr	pause
	cp	r12,#ROUNDS
	jr	ult,1b
	say	"big: done\n"
	clr	r0
	ret

2:	say	"big: a word has changed\n"
	ldk	r0,#1
	ret

/* fill: all areas, for round 0 */
fill:
	clr	r2			! number of the area
	lda	P10,areas
1:	LDP	P8,@P10
	ld	r4,#WORDS
2:	ld	r1,r9
	add	r1,r2
	ld	@P8,r1
	inc	r9,#2
	djnz	r4,2b
	inc	r11,#PTR_SIZE
	inc	r2,#1
	cp	r2,#AREAS
	jr	ult,1b
	ret

/* change: check all areas for round R12, prepare the next; Z: good */
change:
	clr	r2
	lda	P10,areas
1:	LDP	P8,@P10
	ld	r4,#WORDS
2:	ld	r1,r9
	add	r1,r2
	add	r1,r12
	cp	r1,@P8
	ret	ne
	inc	@P8,#1
	inc	r9,#2
	djnz	r4,2b
	inc	r11,#PTR_SIZE
	inc	r2,#1
	cp	r2,#AREAS
	jr	ult,1b
	cp	r2,r2
	ret

/* progress: report that round R12 was good, and on which machine */
progress:
	lda	P10,line
	put	"big: round "
	clr	r2
	ld	r3,r12
	put_long
	put	" of "
	put_long #ROUNDS
	put	", "
	put_long #BYTES
	put	" bytes good, on machine "
	sc_self
	clr	r2
	ld	r3,r1
	put_long
	put	"\n"
	lda	P2,line
	jp	print_put

	.section .rdata
	.balign	2
#ifdef Z8001
areas:	PTR	area4, area5, area6, area7, area8, area9, area10, area11

	.macro	area number
	.section .seg\number,"b"
area\number: .space	2 * WORDS
	.endm
	.irp	number, 4, 5, 6, 7, 8, 9, 10, 11
	area	\number
	.endr
#else
areas:	PTR	area

	.bss
	.balign	2
area:	.space	2 * WORDS
#endif

	.bss
line:	.space	80
