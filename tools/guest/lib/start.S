/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Start of a program that has a main, whose result in R0 is the exit status.
 * The stack is set up already.
 */
#include "guest.inc"

	.text
	.global	_start
_start:
	calr	main
	sc_exit
