/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages: a server's loop is receive, answer, drop_links; a client waits in
 * pause.
 */
#include "guest.inc"
#include "message.inc"

	.text

/*
 * receive: wait RR8 ms for a message on any channel but the one of pause; its
 * data goes to P2, where there is room for R4 bytes. The kernel's description
 * of it is in `message`; R0: result, Z set if DEMOS_OK.
 */
	.global	receive
receive:
	save
	ldl	rr6,#~(1 << PAUSE_CHANNEL) & 0xffffffff
	sc_receive
	ldm	message,r0,#14
	restore
	test	r0
	ret

/*
 * answer: send R4 bytes at P2 over the first link that came with `message`.
 * R0: result, DEMOS_ENOLINK if none did.
 */
	.global	answer
answer:
	ld	r0,#DEMOS_ENOLINK
	testb	message + MESSAGE_COUNT
	ret	z
	ldl	rr0,message + MESSAGE_LINKS
	sc_send
	ret

/*
 * drop_links: destroy the links that came with `message`. Those that have been
 * sent on meanwhile, and reply links that were used, are gone already.
 */
	.global	drop_links
drop_links:
	clrb	rh4
	ldb	rl4,message + MESSAGE_COUNT
	test	r4
	ret	z
	lda	P2,message + MESSAGE_LINKS
1:	ldl	rr0,@P2
	sc_link_destroy
	inc	r3,#4
	djnz	r4,1b
	ret

/* pause: wait RR8 ms; a waiting process uses no processor */
	.global	pause
pause:
	sc_receive buffer=message, size=#0, channels=#1 << PAUSE_CHANNEL
	ret

	.bss
	.global	message
message: .space	MESSAGE_SIZE
