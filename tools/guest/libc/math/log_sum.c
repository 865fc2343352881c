// SPDX-License-Identifier: GPL-2.0
/*
 * With m between the root of a half and the root of 2, and s = f / (2 + f) for
 * f = m - 1: log m = 2 s + 2/3 s^3 + 2/5 s^5 + ... The first two terms are
 * calculated with twice the bits, as pow() needs it.
 */
#include "real.h"

/* A sum of two, the second one far smaller */
struct pair {
	double high;
	double low;
};

static const double series[] = {
	2 / 25.0,
	2 / 23.0,
	2 / 21.0,
	2 / 19.0,
	2 / 17.0,
	2 / 15.0,
	2 / 13.0,
	2 / 11.0,
	2 / 9.0,
	2 / 7.0,
	2 / 5.0,
};

#define LN2_HIGH	0.6931471803691238	/* with 32 bits */
#define LN2_LOW		1.9082149292705877e-10

/* The sum, if @a is the larger one */
static struct pair sum(double a, double b)
{
	struct pair result;

	result.high = a + b;
	result.low = a - result.high + b;
	return result;
}

static struct pair product(double a, double b)
{
	struct pair result;

	result.high = a * b;
	result.low = __product_error(a, b, result.high);
	return result;
}

static struct pair times(struct pair a, struct pair b)
{
	struct pair result = product(a.high, b.high);

	return sum(result.high,
		   result.low + (a.high * b.low + a.low * b.high));
}

/* f / (2 + f) */
static struct pair quotient(double f)
{
	struct pair d = sum(2, f);
	struct pair back, result;

	result.high = f / d.high;
	back = product(result.high, d.high);
	result.low = (f - back.high - back.low - result.high * d.low) / d.high;
	return result;
}

double __log_sum(double x, double *low)
{
	static const struct pair two_thirds = {
		0.6666666666666666, 3.700743415417188e-17
	};
	struct pair s, square, cube, result;
	double rest;
	int power;

	x = frexp(x, &power);
	if (x < M_SQRT1_2) {
		x *= 2;
		power--;
	}
	s = quotient(x - 1);
	square = times(s, s);
	cube = times(times(square, s), two_thirds);
	rest = square.high * square.high * s.high *
	       __polynomial(square.high, series,
			    sizeof(series) / sizeof(*series));
	result = sum(2 * s.high, cube.high);
	result.low += 2 * s.low + cube.low + rest;
	if (power) {
		s = sum(power * LN2_HIGH, result.high);
		result.low += s.low + power * LN2_LOW;
		result.high = s.high;
	}
	s = sum(result.high, result.low);
	*low = s.low;
	return s.high;
}
