/* SPDX-License-Identifier: GPL-2.0 */
/* Insertion sort of 256 words that a generator makes */
#include "bench.inc"
again:	ld	r10, #256
	clr	r4
	ld	r0, #12345
make:	sll	r0, #1
	jr	uge, plain
	xor	r0, #0x1021
plain:	ld	table(r4), r0
	inc	r4, #2
	djnz	r10, make
	ld	r4, #2
outer:	ld	r0, table(r4)
	ld	r5, r4
inner:	ld	r1, table-2(r5)
	cp	r1, r0
	jr	ule, place
	ld	table(r5), r1
	dec	r5, #2
	test	r5
	jr	nz, inner
place:	ld	table(r5), r0
	inc	r4, #2
	cp	r4, #512
	jr	ult, outer
	jr	t, again
