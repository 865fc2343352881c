// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers in many forms. Compiled for the host with its library, and for a
 * guest with this one, it must print the same.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 0x853c49e6748fea9bULL;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static double real(int spread)
{
	uint64_t bits = next();
	double d;

	if (spread)
		bits = (bits & 0x800fffffffffffffULL) |
		       (uint64_t)(1023 - spread + (int)(next() >> 8 & 1023) %
				  (2 * spread)) << 52;
	memcpy(&d, &bits, sizeof(d));
	return d == d ? d : 0;
}

static void print(double d)
{
	char text[40];
	uint64_t bits;

	printf("%.17g %.3e %a %g %.0f\n", d, d, d, d, fmod(d, 1e6));
	printf("%+012.4f|%-14.6G|%#.3g|%.1a\n", fmod(d, 1e9), d, d, d);
	sprintf(text, "%.16e", d);
	d = strtod(text, NULL);
	memcpy(&bits, &d, sizeof(bits));
	printf("%016" PRIx64 " %.9g\n", bits, strtof(text, NULL));
}

static void print_whole(void)
{
	uint64_t n = next() >> (unsigned int)(next() & 63);
	int32_t small = n;

	printf("%" PRIu64 " %" PRId64 " %" PRIx64 " %" PRIo64 "\n", n,
	       (int64_t)n, n, n);
	printf("%" PRId32 " %08" PRIX32 " %" PRIu16 " %" PRIu64 "\n", small,
	       (uint32_t)n, (uint16_t)n, n / ((n >> 40) + 1));
}

/* Ten digits, since libraries differ in the last bits */
static void print_functions(double d)
{
	double x = fabs(d);

	printf("%.10g %.10g %.10g %.10g %.10g\n", sqrt(x), exp(fmod(d, 300)),
	       log(x), sin(d), cos(d));
	printf("%.10g %.10g %.10g %.10g\n", pow(x, 1.5), atan(d), tanh(d),
	       floor(d) + ceil(d / 2) + round(d / 3));
}

int main(void)
{
	int i;

	for (i = 0; i < 300; i++) {
		print(real(0));
		print(real(60));
		print_whole();
		print_functions(real(10));
	}
	return 0;
}
