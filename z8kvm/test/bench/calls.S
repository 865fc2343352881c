/* SPDX-License-Identifier: GPL-2.0 */
/* Calls and returns */
#include "bench.inc"
again:	call	one
	calr	one
	jr	t, again
one:	call	two
	inc	r1, #1
	ret
two:	add	r2, r1
	ret
