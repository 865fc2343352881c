/* SPDX-License-Identifier: GPL-2.0 */
/* For the tests as long as the C library has none */
#define CHAR_BIT	8
#define SCHAR_MAX	127
#define SCHAR_MIN	(-128)
#define UCHAR_MAX	255
#define CHAR_MAX	SCHAR_MAX
#define CHAR_MIN	SCHAR_MIN
#define SHRT_MAX	32767
#define SHRT_MIN	(-32767 - 1)
#define USHRT_MAX	65535u
#define INT_MAX		32767
#define INT_MIN		(-32767 - 1)
#define UINT_MAX	65535u
#define LONG_MAX	2147483647L
#define LONG_MIN	(-2147483647L - 1)
#define ULONG_MAX	4294967295UL
#define LLONG_MAX	9223372036854775807LL
#define LLONG_MIN	(-9223372036854775807LL - 1)
#define ULLONG_MAX	18446744073709551615ULL
