// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: -xstack-check, which stops a function by SC #0xFF, a system call
 * that nobody serves, before its variables reach beyond the stack. local2.c
 * includes this.
 *
 * A Z8001's stack begins at offset 0 of its segment; a Z8002's behind the
 * variables, at __stack_limit, which the linker scripts define. At a function's
 * entry R1 is free. Below the frame there is room for what a routine that does
 * not check may need.
 */
#define FOR_OTHERS	32	/* bytes */
#define NEAR_LIMIT	256	/* __stack_limit and this are below 64 KiB */

int z8k_stack_check;

static void
check_stack(int bytes)
{
	int good, bad;

	if (!z8k_stack_check)
		return;
	bytes += FOR_OTHERS;
	good = getlab2();
	bad = getlab2();
	if (SEG) {
		ins("cp\tr15,#%d", bytes);
	} else if (bytes < NEAR_LIMIT) {
		ins("cp\tr15,#__stack_limit+%d", bytes);
	} else {
		ins("ld\tr1,r15");
		ins("sub\tr1,#%d", bytes);
		ins("jp\tult," LABFMT, bad);
		ins("cp\tr1,#__stack_limit");
	}
	ins("jp\tuge," LABFMT, good);
	deflab(bad);
	ins("sc\t#255");
	deflab(good);
}
