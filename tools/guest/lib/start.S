/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Start of a program that has a main, whose result in R0 is the exit status.
 * The stack is set up already, and at its end the creator has put argc,
 * the pointers of argv, 0, the pointers of environ, 0.
 *
 * main gets R4: argc, P2: argv, P6: environ.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	ld	r4,@SP
	LDP	P2,SP
	inc	r3,#2
	LDP	P6,P2
	inc	r7,#PTR_SIZE		! the NULL after argv
	ld	r5,r4
	sla	r5,#PTR_SIZE / 2
	add	r7,r5
	calr	main
	sc_exit
