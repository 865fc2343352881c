// SPDX-License-Identifier: GPL-2.0
/* Arithmetic of long long, float and double beside the host's processor */
#include "../host.h"

typedef uint64_t u64;
typedef int64_t s64;
typedef uint32_t u32;
typedef int32_t s32;

extern u64 lc___umulsidi3(u32 a, u32 b), lc___muldi3(u64 a, u64 b),
	lc___udivdi3(u64 a, u64 b), lc___umoddi3(u64 a, u64 b),
	lc___ashldi3(u64 a, int n), lc___lshrdi3(u64 a, int n),
	lc___negdi2(u64 a);
extern s64 lc___divdi3(s64 a, s64 b), lc___moddi3(s64 a, s64 b),
	lc___ashrdi3(s64 a, int n);
extern int lc___cmpdi2(s64 a, s64 b), lc___ucmpdi2(u64 a, u64 b);
extern u32 lc___truncdfsf2(u64 a);
extern u64 lc___extendsfdf2(u32 a);

/* Bits with runs of zeros and ones, and near the ends */
static u64 operand(void)
{
	u64 n = random64();

	switch (below(6)) {
	case 0:
		n = (u64)1 << below(64);
		return n + below(5) - 2;
	case 1:
		return n >> below(64);
	case 2:
		return n & random64() & random64() & random64();
	case 3:
		return n | random64() | random64() | random64();
	case 4:
		return (s64)n >> below(64) ^ n << below(64);
	default:
		return n;
	}
}

/*
 * Of a real number with @width bits, @exponent of them for the exponent: often
 * near to another one, and often special.
 */
static u64 real_operand(int width, int exponent, u64 other)
{
	int fraction = width - 1 - exponent;
	u64 sign = (u64)below(2) << (width - 1);
	u64 most = ((u64)1 << exponent) - 1;
	u64 mask = ((u64)1 << fraction) - 1;
	u64 at = other >> fraction & most;

	switch (below(10)) {
	case 0:
		return sign;
	case 1:
		return sign | most << fraction;
	case 2:
		return sign | most << fraction | (operand() & mask) | 1;
	case 3:
		return sign | (operand() & mask);
	case 4:
		return sign | (u64)(1 + below(3)) << fraction |
		       (operand() & mask);
	case 5:
		return sign | (most - 1 - below(2)) << fraction |
		       (operand() & mask);
	case 6:
		at = (at + below(2 * fraction + 8) - fraction - 4) & most;
		return sign | at << fraction | (operand() & mask);
	case 7:
		at = (most - 1 - at + below(5) - 2) & most;
		return sign | at << fraction | (operand() & mask);
	case 8:
		at = (most / 2 + below(66)) & most;
		return sign | at << fraction | (operand() & mask);
	default:
		return sign | (random64() & most) << fraction |
		       (operand() & mask);
	}
}

#define SAME(what, got, want) do { \
	u64 g_ = (got), w_ = (want); \
	if (g_ != w_) \
		FAIL("%s of %llx %llx: %llx, not %llx", what, \
		     (unsigned long long)a, (unsigned long long)b, \
		     (unsigned long long)g_, (unsigned long long)w_); \
} while (0)

static void check_wide(void)
{
	u64 a = operand(), b = operand();
	int n = below(64);

	SAME("__umulsidi3", lc___umulsidi3(a, b), (u64)(u32)a * (u32)b);
	SAME("__muldi3", lc___muldi3(a, b), a * b);
	SAME("__negdi2", lc___negdi2(a), -a);
	SAME("__cmpdi2", lc___cmpdi2(a, b),
	     (s64)a < (s64)b ? 0 : a == b ? 1 : 2);
	SAME("__ucmpdi2", lc___ucmpdi2(a, b), a < b ? 0 : a == b ? 1 : 2);
	SAME("__ashldi3", lc___ashldi3(a, n), a << n);
	SAME("__lshrdi3", lc___lshrdi3(a, n), a >> n);
	SAME("__ashrdi3", lc___ashrdi3(a, n), (s64)a >> n);
	if (!b)
		return;
	SAME("__udivdi3", lc___udivdi3(a, b), a / b);
	SAME("__umoddi3", lc___umoddi3(a, b), a % b);
	if (a == (u64)INT64_MIN && b == ~(u64)0)
		return;
	SAME("__divdi3", lc___divdi3(a, b), (s64)a / (s64)b);
	SAME("__moddi3", lc___moddi3(a, b), (s64)a % (s64)b);
}

/* Any NaN is as good as another. */
#define SAME_REAL(what, got, want, type, bits) do { \
	type real_ = (want); \
	bits got_ = (got), want_; \
	memcpy(&want_, &real_, sizeof(want_)); \
	if (real_ != real_) { \
		memcpy(&real_, &got_, sizeof(real_)); \
		if (real_ != real_) \
			break; \
	} \
	SAME(what, got_, want_); \
} while (0)

#define CHECK(type, bits, m, width, exponent) \
extern bits lc___add##m##3(bits a, bits b), lc___sub##m##3(bits a, bits b), \
	lc___mul##m##3(bits a, bits b), lc___div##m##3(bits a, bits b), \
	lc___neg##m##2(bits a), lc___floatsi##m(s32 a), \
	lc___floatunsi##m(u32 a), lc___floatdi##m(s64 a), \
	lc___floatundi##m(u64 a); \
extern int lc___eq##m##2(bits a, bits b), lc___ne##m##2(bits a, bits b), \
	lc___lt##m##2(bits a, bits b), lc___le##m##2(bits a, bits b), \
	lc___gt##m##2(bits a, bits b), lc___ge##m##2(bits a, bits b), \
	lc___unord##m##2(bits a, bits b); \
extern s32 lc___fix##m##si(bits a); \
extern u32 lc___fixuns##m##si(bits a); \
extern s64 lc___fix##m##di(bits a); \
extern u64 lc___fixuns##m##di(bits a); \
\
static void check_##type(void) \
{ \
	bits a = real_operand(width, exponent, random64()); \
	bits b = real_operand(width, exponent, a); \
	type x, y; \
\
	memcpy(&x, &a, sizeof(x)); \
	memcpy(&y, &b, sizeof(y)); \
	SAME_REAL("add", lc___add##m##3(a, b), x + y, type, bits); \
	SAME_REAL("sub", lc___sub##m##3(a, b), x - y, type, bits); \
	SAME_REAL("mul", lc___mul##m##3(a, b), x * y, type, bits); \
	SAME_REAL("div", lc___div##m##3(a, b), x / y, type, bits); \
	SAME_REAL("neg", lc___neg##m##2(a), -x, type, bits); \
	SAME("eq", lc___eq##m##2(a, b) == 0, x == y); \
	SAME("ne", lc___ne##m##2(a, b) != 0, x != y); \
	SAME("lt", lc___lt##m##2(a, b) < 0, x < y); \
	SAME("le", lc___le##m##2(a, b) <= 0, x <= y); \
	SAME("gt", lc___gt##m##2(a, b) > 0, x > y); \
	SAME("ge", lc___ge##m##2(a, b) >= 0, x >= y); \
	SAME("unord", lc___unord##m##2(a, b) != 0, x != x || y != y); \
	if (x > -2147483649.0 && x < 2147483648.0) \
		SAME("fixsi", lc___fix##m##si(a), (s32)x); \
	if (x > -1.0 && x < 4294967296.0) \
		SAME("fixunssi", lc___fixuns##m##si(a), (u32)x); \
	if (x >= -0x1p63 && x < 0x1p63) \
		SAME("fixdi", lc___fix##m##di(a), (s64)x); \
	if (x > -1.0 && x < 0x1p64) \
		SAME("fixunsdi", lc___fixuns##m##di(a), (u64)x); \
} \
\
static void check_to_##type(void) \
{ \
	u64 a = operand(), b = 0; \
\
	SAME_REAL("floatsi", lc___floatsi##m(a), (type)(s32)a, type, bits); \
	SAME_REAL("floatunsi", lc___floatunsi##m(a), (type)(u32)a, type, \
		  bits); \
	SAME_REAL("floatdi", lc___floatdi##m(a), (type)(s64)a, type, bits); \
	SAME_REAL("floatundi", lc___floatundi##m(a), (type)a, type, bits); \
}

CHECK(float, u32, sf, 32, 8)
CHECK(double, u64, df, 64, 11)

/* Between float and double; the exponents of most doubles suit no float. */
static void check_convert(void)
{
	u64 a = real_operand(64, 11, random64()), b = 0;
	u32 n = real_operand(32, 8, random64());
	double x;
	float y;

	if (below(4))
		a = (a & 0x800fffffffffffffULL) |
		    (u64)(1023 - 160 + below(320)) << 52;
	if (!below(3))
		a = (a & ~(u64)0x1fffffff) + 0x10000000 + below(3) - 1;
	memcpy(&x, &a, sizeof(x));
	SAME_REAL("truncdfsf2", lc___truncdfsf2(a), (float)x, float, u32);
	a = n;
	memcpy(&y, &n, sizeof(y));
	SAME_REAL("extendsfdf2", lc___extendsfdf2(n), (double)y, double, u64);
}

int main(void)
{
	long rounds = test_begin(400000);

	while (rounds--) {
		check_wide();
		check_float();
		check_double();
		check_to_float();
		check_to_double();
		check_convert();
	}
	return 0;
}
