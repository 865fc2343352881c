/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switchboard: a name for a link to this process, a link for a name. Names
 * are texts at P2 of at most DEMOS_SB_NAME_MAX bytes, including the NUL; R0 is
 * the result of the call, or of the switchboard's answer.
 */
#include "guest.inc"
#include "message.inc"

#define RETRY_MS	100
#define RETRIES		600

	.text

/*
 * ask: CALL the switchboard with operation R8 about the name at P2, enclosing
 * R9 (0 or 1) links, RR6. R0: result, R5: links in the answer, RR6: that link.
 */
ask:
	save
	PUSHP	@SP,P2
	pushl	@SP,rr6
	calr	text_length
	popl	rr6,@SP
	POPP	P2,@SP
	inc	r4,#1
	cp	r4,#DEMOS_SB_NAME_MAX
	ld	r0,#DEMOS_ESIZE
	jr	ugt,1f
	ld	request,r8
	clr	request + demos_sb_request_wait
	ld	r5,r9
	lda	P10,request + demos_sb_request_name
	ldirb	@P10,@P2,r4
	ldl	rr0,#DEMOS_LINK_SWITCHBOARD
	lda	P2,request
	ld	r4,#sizeof_demos_sb_request
	lda	P10,request		! the answer takes its place
	ld	r12,#sizeof_demos_sb_request
	clr	r13
	sc	#DEMOS_SC_CALL
	test	r0
	jr	nz,1f
	ld	r0,request + demos_answer_result
1:	restore
	ret

/* lookup: RR2: the link registered under the name at P2 */
	.global	lookup
lookup:
	pushl	@SP,rr8
	ld	r8,#DEMOS_SB_LOOKUP
	clr	r9
	calr	ask
	ldl	rr2,rr6
	popl	rr8,@SP
	ret

/* await_name: as lookup, but wait up to a minute for the name */
	.global	await_name
await_name:
	save
	LDP	P10,P2
	ld	r12,#RETRIES
1:	LDP	P2,P10
	calr	lookup
	test	r0
	jr	z,2f
	ldl	rr8,#RETRY_MS
	calr	pause
	djnz	r12,1b
	ld	r0,#DEMOS_ETIME
2:	restore
	ret

/*
 * register_name: make a link to this process (channel 0, code 0), which may be
 * duplicated, and register it as P2. The name stays until this process ends.
 */
	.global	register_name
register_name:
	save
	LDP	P10,P2
	sc_link_create code=#0, channel=#0, flags=#DEMOS_LINK_DUP | DEMOS_LINK_PASS
	test	r0
	jr	nz,1f
	ldl	rr6,rr2
	LDP	P2,P10
	ld	r8,#DEMOS_SB_REGISTER
	ld	r9,#1
	calr	ask
1:	restore
	ret

	.bss
	.balign	2
request: .space	sizeof_demos_sb_request
