/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Start of a program that has a main: what main leaves in R0 is the exit
 * status. The stack is there already.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	calr	main
	sc_exit
