// SPDX-License-Identifier: GPL-2.0
/*
 * Each STOP(n) is told with its line: with WHICH == n it ends the program by a
 * kernel call that nobody serves. TIMES n: so often is the line entered.
 */
#include "places.h"

int volatile which = WHICH;
int table[20];

static int
plain(int a)
{
	STOP(1);
	return a + 1;
}

static void
loop(int n)
{
	int i;

	for (i = 0; i < n; i++) {	/* TIMES 8 */
		table[i] = i;
		STOP(2);
	}				/* TIMES 0 */
	while (n-- > 0)			/* TIMES 8 */
		if (n == 3)
			STOP(3);
		else
			table[n] += n;
	STOP(4);
}

static int
count(int n)
{
	int sum = 0;

	while (n > 0) {			/* TIMES 6 */
		sum += n;
		table[n] = sum;
		n--;
	}
	return sum;
}

static int
choose(int n)
{
	switch (n) {
	case 1:
		return 3;
	case 2:
		STOP(5);
		return 4;
	case 3:
		n = 2;
		break;
	case 4:
		STOP(6);
		break;
	case 5:
	case 6:
		n++;
		STOP(7);
	case 7:
		n += 5;
	}
	STOP(8);
	return n;
}

static int
fold(int a, int b)
{
	int sum = a * b;	/* unused below: no code */

	if (a > b) {
		sum = a - b;
		STOP(9);
	} else {
		sum = b - a;
		STOP(10);
	}
	do {
		sum += 3;
		if (sum > 30) {
			STOP(11);
			break;
		}
		STOP(12);
	} while (sum);
	return sum;
}

static long
fault(long a, long b)
{
	a++;
	/* A division by zero does not fault: an instruction that does */
	if (which == 14)
		__asm__("	.word	0x0e00");	/* LINE 14 */
	return a - b;
}

int
main(void)
{
	int i, sum = plain(3);

	loop(7);
	sum += count(5);
	for (i = 1; i < 8; i++)
		sum += choose(i);
	sum += fold(5, 3) + fold(3, 5);
	STOP(13);
	sum += (int)fault(7, sum);
	in_header(sum);
	return sum & 0;
}
