/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Start of a program in C. At the end of the stack the creator has put, for
 * it (Documentation/guest-abi.rst): argc, the pointers of argv, 0, the pointers
 * of environ, 0.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	ld	r7,@SP			! argc
	ld	r1,r7
	inc	r1,#1			! the null pointer after argv
#ifdef Z8001
	sla	r1,#2
	ldl	rr4,SP
	inc	r5,#2			! argv
	ldl	rr2,rr4
	add	r3,r1			! environ
	ldl	environ,rr2
#else
	sla	r1,#1
	ld	r6,SP
	inc	r6,#2
	ld	r5,r6
	add	r5,r1
	ld	environ,r5
#endif
	call	main
	call	exit			! R7: the result of main
