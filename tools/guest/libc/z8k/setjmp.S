/* SPDX-License-Identifier: GPL-2.0 */
/*
 * setjmp, longjmp: a buffer holds R8 to R15, the stack pointer being as at the
 * entry, and the return address, which is at the top of the stack.
 */
#include "guest.inc"

	.text
	.global	setjmp
setjmp:
#ifdef Z8001
	ldm	@rr6,r8,#8
	ldl	rr2,@rr14
	ldl	rr6(#16),rr2
#else
	ldm	@r7,r8,#8
	ld	r2,@r15
	ld	r7(#16),r2
#endif
	clr	r7
	ret

	.global	longjmp
longjmp:
#ifdef Z8001
	ld	r1,r5			! the value, after a pointer in RR6
	ldm	r8,@rr6,#8
	ldl	rr2,rr6(#16)
	ldl	@rr14,rr2
#else
	ld	r1,r6			! the value, after a pointer in R7
	ldm	r8,@r7,#8
	ld	r2,r7(#16)
	ld	@r15,r2
#endif
	ld	r7,r1
	test	r7
	ret	nz
	inc	r7,#1
	ret
