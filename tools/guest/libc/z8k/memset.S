/* SPDX-License-Identifier: GPL-2.0 */
/* memset(memory, c, size): the first byte is copied to the second one... */
#include "guest.inc"

	.text
	.global	memset
memset:
#ifdef Z8001
	ld	r1,r4			! the size, after RR6 and R5
	ldb	rl0,rl5
#else
	ld	r1,r5			! the size, after R7 and R6
	ldb	rl0,rl6
#endif
	test	r1
	ret	z
	ldb	@P6,rl0
	dec	r1,#1
	ret	z
	LDP	P4,P6
	LDP	P2,P6
	inc	r3,#1
	ldirb	@P2,@P4,r1
	ret
