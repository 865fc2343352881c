/* SPDX-License-Identifier: GPL-2.0 */
/* Memory. */
#include "guest.inc"

	.text

/* copy: R4 bytes from P2 to P6; if they overlap P6 must be the lower */
	.global	copy
copy:
	test	r4
	ret	z
	ldirb	@P6,@P2,r4
	ret

/* clear: R4 bytes at P6 */
	.global	clear
clear:
	test	r4
	ret	z
	clrb	@P6
	dec	r4,#1
	ret	z
	LDP	P2,P6
	inc	r7,#1
	ldirb	@P6,@P2,r4		! each byte from the one before
	ret
