/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pitcher: sends to the catcher, over link 2, as often as ordered, and answers
 * with the time that it took. First it sends a link to itself over link 1.
 *
 * An order is three words: bursts, messages in a burst, bytes in a message. A
 * burst is one-way messages and, last, a call. The answer is the time of all
 * bursts: ns, two longs.
 */
#include "guest.inc"

#define ORDER_SIZE	6

	.text
	.global	_start
_start:
	sc_link_create code=#0, channel=#0, flags=#DEMOS_LINK_DUP + DEMOS_LINK_PASS, area=#0
	ldl	rr6,rr2
	sc_send	link=#1, data=buffer, length=#0, links=#1

loop:
	sc_receive buffer=bursts, size=#ORDER_SIZE, channels=#1, limit=#DEMOS_FOREVER
	test	r0
	jr	nz,leave
	testb	rl5
	jr	z,loop
	ldl	reply,rr6
	sc_time
	ldl	start,rr4
	ldl	start + 4,rr6

burst:	ld	r8,messages
1:	dec	r8,#1
	jr	z,2f
	sc_send	link=#2, data=buffer, length=size
	test	r0
	jr	nz,leave
	jr	1b
2:	sc_call	link=#2, data=buffer, length=size, buffer=buffer, size=#DEMOS_DATA_MAX
	test	r0
	jr	nz,leave
	dec	bursts,#1
	jr	nz,burst

	/* RQ4: ns since the start; the low half's borrow by hand */
	sc_time
	subl	rr6,start + 4
	jr	nc,3f
	subl	rr4,#1
3:	subl	rr4,start
	ldl	time,rr4
	ldl	time + 4,rr6
	sc_send	link=reply, data=time, length=#8
	jr	loop

leave:	sc_exit

	.bss
	.balign	2
bursts:	.space	2
messages: .space 2
size:	.space	2
reply:	.space	4
start:	.space	8
time:	.space	8
buffer:	.space	DEMOS_DATA_MAX
