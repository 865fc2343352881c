/* SPDX-License-Identifier: GPL-2.0 */
/* What the library needs of the system, on z8krun --console: its calls 0 to 2 */
#include "guest.inc"

	.text
	.global	_start
_start:
	call	main
	call	exit

	.global	__process_exit
__process_exit:
	ld	r0,r7
	sc	#0

	/* __console_write(from, size) */
	.global	__console_write
__console_write:
#ifdef Z8001
	ld	r1,r5
	ldl	rr2,rr6
#else
	ld	r1,r6
	ld	r3,r7
#endif
	clr	r7
	test	r1
	ret	z
1:	ldb	rl0,@P2
	sc	#1
	inc	r3,#1
	djnz	r1,1b
	ret

	.global	__console_read
__console_read:
	subl	rr6,rr6
	ret

	.global	__clock_ns
__clock_ns:
	subl	rr4,rr4
	ldl	rr6,#1000000000
	ret
