// SPDX-License-Identifier: GPL-2.0
/*
 * The operators of the language, that is, the compiler's code for them and the
 * routines that it calls, beside a sum that another computer has made.
 */
#include <string.h>
#include "../guest.h"

#define WHOLE_SUM	0xc2f7e18a3e1c4041ULL
#define REAL_SUM	0x4aa489b6434fef3aULL

static uint64_t state = 88172645463325252ULL;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t sum;

static void add(uint64_t n)
{
	sum = (sum << 5 | sum >> 59) ^ n;
}

static void add_double(double d)
{
	uint64_t bits;

	/* One NaN is as good as another; its sign too */
	if (d != d)
		d = 0;
	memcpy(&bits, &d, sizeof(bits));
	add(bits);
}

static void add_float(float f)
{
	uint32_t bits;

	if (f != f)
		f = 0;
	memcpy(&bits, &f, sizeof(bits));
	add(bits);
}

static void whole(uint64_t a, uint64_t b)
{
	int64_t p = a, q = b;
	int n = (int)(b & 63);
	uint32_t c = a, d = b;
	int32_t r = a, s = b;
	int16_t t = a, u = b;
	uint16_t v = a, w = b;

	add(a * b);
	add(a << n);
	add(a >> n);
	add(p >> n);
	add(c * d);
	add((uint64_t)c * d);
	add(c << (n & 31));
	add(c >> (n & 31));
	add(r >> (n & 31));
	add((uint16_t)(v * (uint32_t)w));
	add((a < b) + 2 * (p < q) + 4 * (c < d) + 8 * (r < s) + 16 * (t < u) +
	    32 * (v < w) + 64 * (p <= q) + 128 * (a == b));
	if (w)
		add((v / w) + ((uint32_t)(v % w) << 16));
	if (u && u != -1)
		add((uint16_t)(t / u) + ((uint32_t)(uint16_t)(t % u) << 16));
	if (d)
		add((c / d) + ((uint64_t)(c % d) << 32));
	if (s && s != -1)
		add((uint32_t)(r / s) + ((uint64_t)(uint32_t)(r % s) << 32));
	if (b) {
		add(a / b);
		add(a % b);
	}
	if (q && q != -1) {
		add(p / q);
		add(p % q);
	}
}

static void real(uint64_t a, uint64_t b)
{
	uint32_t c = a, d = b;
	float f, g;
	double x, y;

	memcpy(&x, &a, sizeof(x));
	memcpy(&y, &b, sizeof(y));
	memcpy(&f, &c, sizeof(f));
	memcpy(&g, &d, sizeof(g));
	add_double(x + y);
	add_double(x - y);
	add_double(x * y);
	add_double(x / y);
	add_float(f + g);
	add_float(f - g);
	add_float(f * g);
	add_float(f / g);
	add_double(f);
	add_float(x);
	add_double((double)(int64_t)a);
	add_double((double)b);
	add_double((double)(int32_t)c);
	add_float((float)d);
	add_float((float)(int64_t)b);
	add((x < y) + 2 * (x <= y) + 4 * (x > y) + 8 * (x >= y) +
	    16 * (x == y) + 32 * (x != y) + 64 * (f < g) + 128 * (f > g) +
	    256 * (f <= g) + 512 * (f >= g) + 1024 * (f != g));
	if (x > -1e9 && x < 1e9)
		add((uint64_t)(int64_t)(int32_t)x);
	if (x > -1e18 && x < 1e18)
		add((uint64_t)(int64_t)x);
	if (f > 0 && f < 4e9F)
		add((uint32_t)f);
	if (x > -30000 && x < 30000)
		add((uint16_t)(int16_t)x);
}

int test_arith(void)
{
	int round;

	for (round = 0; round < 600; round++) {
		uint64_t a = next(), b = next();

		if (round & 1)
			a >>= (unsigned int)(a & 63);
		if (round & 2)
			b >>= (unsigned int)(b & 63);
		whole(a, b);
	}
	CHECK(sum == WHOLE_SUM);
	if (sizeof(double) != 8)
		return 0;
	for (round = 0; round < 600; round++) {
		uint64_t a = next(), b = next();

		/* Near to each other, and often a whole number of some size */
		if (round & 1)
			b = (a & 0xfff0000000000000ULL) + (b >> 10);
		if (round & 2)
			a = (a & 0x800fffffffffffffULL) |
			    (0x3ff0ULL + (b >> 58 << 4)) << 48;
		real(a, b);
	}
	CHECK(sum == REAL_SUM);
	return 0;
}
