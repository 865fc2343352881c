/* SPDX-License-Identifier: GPL-2.0 */
/*
 * catcher: a server that returns each message that encloses a reply link. First
 * it sends a link to itself over link 1.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	sc_link_create code=#0, channel=#0, flags=#DEMOS_LINK_DUP + DEMOS_LINK_PASS, area=#0
	ldl	rr6,rr2
	sc_send	link=#1, data=buffer, length=#0, links=#1

loop:
	sc_receive buffer=buffer, size=#DEMOS_DATA_MAX, channels=#1, limit=#DEMOS_FOREVER
	test	r0
	jr	nz,leave
	testb	rl5
	jr	z,loop
	ld	r4,r1
	ldl	rr0,rr6
	sc_send	data=buffer
	jr	loop

leave:	sc_exit

	.bss
	.balign	2
buffer:	.space	DEMOS_DATA_MAX
