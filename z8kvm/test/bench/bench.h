/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lets one source serve both CPUs: P2 to P10 are pointers in R3 to R11,
 * or in RR2 to RR10; their offsets are in R3 to R11 either way. Programs run
 * for ever; they work on source, table and target, some KiB each.
 */
#ifdef SEG
	.z8001
#define P2 rr2
#define P4 rr4
#define P6 rr6
#define P8 rr8
#define P10 rr10
#define POINT(p, r, a) lda p, a
#else
	.z8002
#define P2 r3
#define P4 r5
#define P6 r7
#define P8 r9
#define P10 r11
#define POINT(p, r, a) lda r, a
#endif
	.bss
source:	.space	0x1000
table:	.space	0x2000
target:	.space	0x1000
	.text
	.global _start
_start:
