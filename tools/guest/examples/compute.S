/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compute: work for some seconds, to be migrated while it runs. It calls the
 * kernel only to report its progress and its machine. Counts the primes below
 * SIZE again and again, and ends with status 1 if the count is ever not PRIMES.
 */
#include "guest.inc"

#define SIZE	16384
#define PRIMES	1900
#define STEPS	10
#ifndef ROUNDS
#define ROUNDS	400	/* of the sieve, in a step: 100 million instructions */
#endif

	.text
	.global	main
main:
	ldk	r8,#1			! step
1:	ld	r9,#ROUNDS
2:	calr	sieve
	cp	r0,#PRIMES
	jr	ne,wrong
	djnz	r9,2b
	calr	progress
	inc	r8,#1
	cp	r8,#STEPS
	jr	ule,1b
	say	"compute: done\n"
	clr	r0
	ret

wrong:	say	"compute: wrong number of primes\n"
	ldk	r0,#1
	ret

/* sieve: R0: number of primes below SIZE */
sieve:
	lda	P6,flags
	ld	r4,#SIZE
	calr	clear
	clr	r0
	ldb	rl1,#1
	ldk	r2,#2
1:	testb	flags(r2)
	jr	nz,4f
	inc	r0,#1
	ld	r3,r2
	jr	3f
2:	ldb	flags(r3),rl1		! a multiple of R2
3:	add	r3,r2
	cp	r3,#SIZE
	jr	ult,2b
4:	inc	r2,#1
	cp	r2,#SIZE
	jr	ult,1b
	ret

/* progress: report that step R8 is done, and on which machine */
progress:
	lda	P10,line
	put	"compute: step "
	clr	r2
	ld	r3,r8
	put_long
	put	" of "
	put_long #STEPS
	put	" on machine "
	sc_self
	clr	r2
	ld	r3,r1
	put_long
	put	"\n"
	lda	P2,line
	jp	print_put

	.bss
line:	.space	80
flags:	.space	SIZE
