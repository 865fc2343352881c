/* SPDX-License-Identifier: GPL-2.0 */
/* The bits of a double, and parts that several functions need */
#ifndef _LIBC_MATH_REAL_H
#define _LIBC_MATH_REAL_H

#include <math.h>
#include "../arith/float64.h"

union real_bits {
	double value;
	float64 bits;
};

static inline float64 bits_of(double x)
{
	union real_bits real;

	real.value = x;
	return real.bits;
}

static inline double real_of(float64 bits)
{
	union real_bits real;

	real.bits = bits;
	return real.value;
}

/* A polynomial: @c has @count coefficients, that of the highest power first */
double __polynomial(double x, const double *c, int count);

/* e to the power @high + @low, for pow() and exp(); @low is small */
double __exp_sum(double high, double low);

/**
 * __log_sum() - the logarithm, with more bits than a double has
 * @x: finite and positive
 * @low: the number to add to the result
 *
 * Return: the natural logarithm
 */
double __log_sum(double x, double *low);

/* The exact product of @a and @b, less @product, the rounded one */
double __product_error(double a, double b, double product);

/* Sets errno to EDOM; returns NaN */
double __out_of_domain(void);

/**
 * __reduce() - an angle within a quarter of pi
 * @x: finite
 * @low: the number to add to the result
 * @quarter: how many right angles were taken off, modulo 4
 *
 * Return: the angle
 */
double __reduce(double x, double *low, int *quarter);

/* Sine and cosine of @x + @low, within a quarter of pi */
double __sin_part(double x, double low);
double __cos_part(double x, double low);

#endif
