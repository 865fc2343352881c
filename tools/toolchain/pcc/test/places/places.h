/* SPDX-License-Identifier: GPL-2.0 */
#define STOP(n)							\
	do {							\
		if (which == (n))				\
			__asm__("	sc	#0x7e");	\
	} while (0)

extern int volatile which;

static int
in_header(int a)
{
	a += 3;
	STOP(20);
	return a;
}
