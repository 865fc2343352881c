/* SPDX-License-Identifier: GPL-2.0 */
/* strlen(s) */
#include "guest.inc"

	.text
	.global	strlen
strlen:
	LDP	P2,P6
	clrb	rl0
	clr	r7			! 65,536 bytes at most
	cpirb	rl0,@P2,r7,eq		! leaves -(length + 1)
	com	r7
	ret
