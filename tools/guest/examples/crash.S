/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crash: a program that faults in the way named by FAULT_... (Makefile). The
 * kernel stops it and tells its process manager; `demosctl show` shows why. If
 * it does not stop, its status is 1.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	sc_send	link=#DEMOS_LINK_CONSOLE, data=text, length=#text_end-text

#if defined FAULT_privileged
	di	vi
#elif defined FAULT_extended
	.word	0x8f00, 0x0000		! for an EPU that is not there
#elif defined FAULT_illegal
	.word	0x7e00			! no such instruction
#elif defined FAULT_segment && defined Z8001
	subl	rr2,rr2			! a null pointer
	ld	r0,@rr2
#elif defined FAULT_segment
	ld	0xf000,r0		! beyond its memory
#elif defined FAULT_readonly
	ld	_start,r0		! its own program
#elif defined FAULT_stack && defined Z8001
1:	push	@rr14,r0
	jr	1b
#elif defined FAULT_stack
	sc	#DEMOS_SC_STACK		! as a program checked for overflow
#elif defined FAULT_syscall
	sc	#0x11			! nobody serves it
#elif defined FAULT_halt
	halt
#else
#error "which fault?"
#endif
	sc_exit	#1

	.section .rdata
text:	.ascii	"crash: about to\n"
text_end:
