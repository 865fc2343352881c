// SPDX-License-Identifier: GPL-2.0
#include "real.h"

double fmod(double x, double y)
{
	float64 sign = bits_of(x) & SIGN64;
	float64 a = MAGNITUDE64(bits_of(x));
	float64 b = MAGNITUDE64(bits_of(y));
	struct number64 p, q;

	if (a > INFINITY64 || b > INFINITY64)
		return real_of(NAN64);
	if (a == INFINITY64 || !b)
		return __out_of_domain();
	if (a < b)
		return x;
	__float64_open(&p, a);
	__float64_open(&q, b);
	/* A bit of room, for the shift */
	p.significand >>= 1;
	q.significand >>= 1;
	for (;;) {
		if (p.significand >= q.significand)
			p.significand -= q.significand;
		if (p.exponent == q.exponent || !p.significand)
			break;
		p.significand <<= 1;
		p.exponent--;
	}
	return real_of(__float64_round(sign, p.exponent + 1, p.significand));
}
