/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A core of the functions, for double; those for float and long double go by
 * them. Exact or correctly rounded: those that round to whole numbers, sqrt(),
 * fmod(), frexp(), ldexp(), modf(). The others: mostly within one or two units
 * in the last place; sin(), cos() and tan() up to a million.
 */
#ifndef _MATH_H
#define _MATH_H

typedef float float_t;
typedef double double_t;

#define HUGE_VAL	__builtin_inf()
#define HUGE_VALF	__builtin_inff()
#define HUGE_VALL	__builtin_infl()
#define INFINITY	__builtin_inff()
#define NAN		__builtin_nanf("")

#define M_E		2.71828182845904523536
#define M_LOG2E		1.44269504088896340736
#define M_LOG10E	0.43429448190325182765
#define M_LN2		0.69314718055994530942
#define M_LN10		2.30258509299404568402
#define M_PI		3.14159265358979323846
#define M_PI_2		1.57079632679489661923
#define M_PI_4		0.78539816339744830962
#define M_SQRT2		1.41421356237309504880
#define M_SQRT1_2	0.70710678118654752440

#define MATH_ERRNO	1
#define MATH_ERREXCEPT	2
#define math_errhandling MATH_ERRNO

#define FP_NAN		0
#define FP_INFINITE	1
#define FP_ZERO		2
#define FP_SUBNORMAL	3
#define FP_NORMAL	4
#define FP_ILOGB0	(-32767 - 1)
#define FP_ILOGBNAN	32767

int __fpclassify(double x);
int __fpclassifyf(float x);
int __signbit(double x);

#define fpclassify(x) \
	(sizeof(x) == sizeof(float) ? __fpclassifyf(x) : __fpclassify(x))
#define isfinite(x)	(fpclassify(x) >= FP_ZERO)
#define isinf(x)	(fpclassify(x) == FP_INFINITE)
#define isnan(x)	(fpclassify(x) == FP_NAN)
#define isnormal(x)	(fpclassify(x) == FP_NORMAL)
#define signbit(x)	__signbit(x)

#define isunordered(x, y)	(isnan(x) || isnan(y))
#define isgreater(x, y)		((x) > (y))
#define isgreaterequal(x, y)	((x) >= (y))
#define isless(x, y)		((x) < (y))
#define islessequal(x, y)	((x) <= (y))
#define islessgreater(x, y)	((x) < (y) || (x) > (y))

double acos(double x);
double asin(double x);
double atan(double x);
double atan2(double y, double x);
double cbrt(double x);
double ceil(double x);
double copysign(double x, double y);
double cos(double x);
double cosh(double x);
double exp(double x);
double exp2(double x);
double expm1(double x);
double fabs(double x);
double fdim(double x, double y);
double floor(double x);
double fmax(double x, double y);
double fmin(double x, double y);
double fmod(double x, double y);
double frexp(double x, int *exponent);
double hypot(double x, double y);
int ilogb(double x);
double ldexp(double x, int exponent);
double log(double x);
double log10(double x);
double log1p(double x);
double log2(double x);
double logb(double x);
long lround(double x);
long long llround(double x);
long lrint(double x);
long long llrint(double x);
double modf(double x, double *whole);
double nan(const char *tag);
double nearbyint(double x);
double pow(double x, double y);
double rint(double x);
double round(double x);
double scalbln(double x, long exponent);
double scalbn(double x, int exponent);
double sin(double x);
double sinh(double x);
double sqrt(double x);
double tan(double x);
double tanh(double x);
double trunc(double x);

float acosf(float x);
float asinf(float x);
float atanf(float x);
float atan2f(float y, float x);
float ceilf(float x);
float cosf(float x);
float expf(float x);
float fabsf(float x);
float floorf(float x);
float fmodf(float x, float y);
float logf(float x);
float log10f(float x);
float powf(float x, float y);
float roundf(float x);
float sinf(float x);
float sqrtf(float x);
float tanf(float x);
float truncf(float x);

#endif
