/* SPDX-License-Identifier: GPL-2.0 */
/* hello: greet, and end. */
#include "guest.inc"

	.text
	.global	_start
_start:
	sc_send	link=#DEMOS_LINK_CONSOLE, data=text, length=#text_end-text
	sc_exit

	.section .rdata
text:	.ascii	"hello, world\n"
text_end:
