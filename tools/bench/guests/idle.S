/* SPDX-License-Identifier: GPL-2.0 */
/*
 * idle: makes as many links to itself as its second word says (set by the
 * loader), and waits for a message that never comes.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	ld	r13,#0
	test	r13
	jr	z,wait
1:	sc_link_create code=#0, channel=#0, flags=#DEMOS_LINK_DUP, area=#0
	test	r0
	jr	nz,leave
	dec	r13,#1
	jr	nz,1b

wait:	sc_receive buffer=_start, size=#0, channels=#1, limit=#DEMOS_FOREVER
	jr	wait

leave:	sc_exit
