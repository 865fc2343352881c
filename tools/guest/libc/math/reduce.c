// SPDX-License-Identifier: GPL-2.0
/* pi / 2 in three parts of 33 bits, whose products with a count are exact */
#include "real.h"

#define PART_1	1.5707963267341256
#define PART_2	6.077100506303966e-11
#define PART_3	2.0222662487111665e-21

double __reduce(double x, double *low, int *quarter)
{
	double count, high, next, taken;

	*low = 0;
	*quarter = 0;
	if (fabs(x) <= M_PI_4)
		return x;
	count = rint(x / M_PI_2);
	*quarter = (int)fmod(count, 4) & 3;
	high = x - count * PART_1;
	taken = count * PART_2;
	next = high - taken;
	*low = high - next - taken - count * PART_3;
	high = next + *low;
	*low += next - high;
	return high;
}
