// SPDX-License-Identifier: GPL-2.0
/* <math.h> beside the host's: the same, or within some units of the last bit */
#include <math.h>
#include "../host.h"

LC(acos); LC(asin); LC(atan); LC(atan2); LC(cbrt); LC(ceil); LC(copysign);
LC(cos); LC(cosh); LC(exp); LC(exp2); LC(expm1); LC(fabs); LC(fdim);
LC(floor); LC(fmax); LC(fmin); LC(fmod); LC(frexp); LC(hypot); LC(ldexp);
LC(log); LC(log10); LC(log1p); LC(log2); LC(modf); LC(pow); LC(rint);
LC(round); LC(sin); LC(sinh); LC(sqrt); LC(tan); LC(tanh); LC(trunc);
LC(sqrtf); LC(powf); LC(sinf); LC(lround); LC(llrint); LC(ilogb);

static double any(void)
{
	uint64_t bits = random64();
	double d;

	switch (below(6)) {
	case 0:
		return ((int)below(2001) - 1000) / 4.0;
	case 1:
		bits = (bits & 0x800fffffffffffffULL) |
		       (uint64_t)(1023 - 4 + below(8)) << 52;
		break;
	case 2:
		bits = (bits & 0x800fffffffffffffULL) |
		       (uint64_t)(1023 - 60 + below(120)) << 52;
		break;
	case 3:
		bits = (uint64_t)below(2) << 63 | (uint64_t)below(3) << 61 |
		       (uint64_t)below(2) << 60;
		break;
	case 4:
		if (!below(3))
			bits = (bits & (uint64_t)1 << 63) | 0x7ffULL << 52 |
			       (below(2) ? (uint64_t)1 << 51 : 0);
		break;
	default:
		break;
	}
	memcpy(&d, &bits, sizeof(d));
	/* Quiet: the host tells signalling ones from others. */
	return d != d ? NAN : d;
}

static uint64_t ordered(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static void near(const char *name, double x, double y, double got, double want,
		 unsigned int units)
{
	uint64_t a = ordered(got), b = ordered(want);
	uint64_t apart = a < b ? b - a : a - b;

	if ((got != got && want != want) || apart <= units)
		return;
	FAIL("%s of %a, %a: %a, not %a: %llu units", name, x, y, got, want,
	     (unsigned long long)apart);
}

#define NEAR(name, units) near(#name, x, y, lc_##name(x), name(x), units)
#define NEAR2(name, units) \
	near(#name, x, y, lc_##name(x, y), name(x, y), units)

int main(void)
{
	long rounds = test_begin(60000);

	while (rounds--) {
		double x = any(), y = any(), p, q;
		int m = 0, n = 0;

		NEAR(fabs, 0);
		NEAR(floor, 0);
		NEAR(ceil, 0);
		NEAR(trunc, 0);
		NEAR(round, 0);
		NEAR(rint, 0);
		NEAR(sqrt, 0);
		NEAR2(fmod, 0);
		NEAR2(copysign, 0);
		NEAR2(fmax, x == y ? -1 : 0);
		NEAR2(fmin, x == y ? -1 : 0);
		NEAR2(fdim, 0);
		near("modf", x, y, lc_modf(x, &p), modf(x, &q), 0);
		near("modf", x, y, p, q, 0);
		near("frexp", x, y, lc_frexp(x, &m), frexp(x, &n), 0);
		if (isfinite(x) && m != n)
			FAIL("frexp of %a: %d, not %d", x, m, n);
		m = (int)below(4400) - 2200;
		near("ldexp", x, m, lc_ldexp(x, m), ldexp(x, m), 0);
		near("sqrtf", x, y, lc_sqrtf(x), sqrtf(x), 0);
		if (fabs(x) < 1e18 && (lc_llrint(x) != llrint(x) ||
				       lc_lround(x) != lround(x)))
			FAIL("lround, llrint of %a", x);
		NEAR(exp, 1);
		NEAR(expm1, 3);
		NEAR(exp2, 1);
		NEAR(log, 1);
		NEAR(log2, 2);
		NEAR(log10, 2);
		NEAR(log1p, 2);
		NEAR2(pow, 1);
		NEAR(cbrt, 4);
		NEAR2(hypot, 1);
		NEAR(atan, 1);
		NEAR2(atan2, 2);
		NEAR(asin, 3);
		NEAR(acos, 3);
		NEAR(sinh, 5);
		NEAR(cosh, 4);
		NEAR(tanh, 5);
		if (fabs(x) > 1e6 && isfinite(x))
			continue;
		NEAR(sin, 1);
		NEAR(cos, 1);
		NEAR(tan, 2);
	}
	return 0;
}
