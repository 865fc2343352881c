// SPDX-License-Identifier: GPL-2.0
/*
 * With the nearest eighth c: atan x = atan c + atan ((x - c) / (1 + x c)), the
 * argument of the second one is at most 1/16.
 */
#include "real.h"

static const struct {
	double high;
	double low;
} eighths[] = {
	{ 0.0, 0.0 },
	{ 0.12435499454676144, -3.1253241424539383e-18 },
	{ 0.24497866312686414, 1.0698755618734451e-17 },
	{ 0.35877067027057225, -2.4623815582638635e-17 },
	{ 0.4636476090008061, 2.2698777452961687e-17 },
	{ 0.5585993153435624, -5.4556305485916264e-18 },
	{ 0.6435011087932844, 1.5834785051444286e-17 },
	{ 0.7188299996216245, -2.1478388444456983e-17 },
	{ 0.7853981633974483, 3.061616997868383e-17 },
};

static const double series[] = {
	-1 / 15.0,
	1 / 13.0,
	-1 / 11.0,
	1 / 9.0,
	-1 / 7.0,
	1 / 5.0,
	-1 / 3.0,
};

#define PI_2_LOW 6.123233995736766e-17

double atan(double x)
{
	double size = fabs(x);
	double high, low, t, square;
	int eighth;

	if (isnan(x))
		return x;
	t = size > 1 ? 1 / size : size;
	eighth = t * 8 + 0.5;
	/* Of 1 / size, without another rounding */
	if (size > 1 && size < HUGE_VAL)
		t = (1 - size * eighth / 8) / (size + eighth / 8.0);
	else
		t = (t - eighth / 8.0) / (1 + t * eighth / 8);
	square = t * t;
	low = t * square * __polynomial(square, series, sizeof(series) /
					sizeof(*series));
	low += eighths[eighth].low;
	high = eighths[eighth].high;
	if (size > 1) {
		high = M_PI_2 - high;
		low = PI_2_LOW - low;
		t = -t;
	}
	return copysign(high + (low + t), x);
}
