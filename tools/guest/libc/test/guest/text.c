// SPDX-License-Identifier: GPL-2.0
/* Known texts and numbers, at the limits of a guest's types */
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include "../guest.h"

static char text[100];

static int is_text(const char *wanted)
{
	return !strcmp(text, wanted);
}

static int test_print(void)
{
	CHECK(sprintf(text, "%d %u %x", -1, 40000U, 0xabcU) == 12);
	CHECK(is_text("-1 40000 abc"));
	sprintf(text, "%ld %lu %lX", -2000000000L, 4000000000UL, 0xdeadbeefUL);
	CHECK(is_text("-2000000000 4000000000 DEADBEEF"));
	sprintf(text, "%lld|%llu", LLONG_MIN, ULLONG_MAX);
	CHECK(is_text("-9223372036854775808|18446744073709551615"));
	sprintf(text, "%5s|%-5s|%.2s|%c|%%", "abc", "abc", "abc", 'x');
	CHECK(is_text("  abc|abc  |ab|x|%"));
	sprintf(text, "%*d|%-*d|%+05d|%#o|%#x", 4, 7, -3, 7, 7, 8, 255);
	CHECK(is_text("   7|7  |+0007|010|0xff"));
	sprintf(text, "%zu %td %hhd %hd", sizeof(text), &text[5] - text, 300,
		-2);
	CHECK(is_text("100 5 44 -2"));
	sprintf(text, "%" PRIX64 " %" PRIu16, 1ULL << 60, (uint16_t)65535);
	CHECK(is_text("1000000000000000 65535"));
	CHECK(snprintf(text, 4, "%s", "abcdef") == 6);
	CHECK(is_text("abc"));
	CHECK(snprintf(NULL, 0, "%d", 12345) == 5);
	return 0;
}

static int test_print_real(void)
{
	sprintf(text, "%f %.3f %.0f %e", 3.25, 2.0 / 3, 0.5, 12345.678);
	CHECK(is_text("3.250000 0.667 0 1.234568e+04"));
	sprintf(text, "%g %g %g %G", 0.0001, 1e15, 100000.0, 1e-10);
	CHECK(is_text("0.0001 1e+15 100000 1E-10"));
	sprintf(text, "%.17g %a %.1f", 0.1, 1.5, -0.05);
	CHECK(is_text("0.10000000000000001 0x1.8p+0 -0.1"));
	sprintf(text, "%.20e", 1.7976931348623157e308);
	CHECK(is_text("1.79769313486231570815e+308"));
	return 0;
}

static int test_read(void)
{
	char *end;
	int i;
	long l;
	long long q;
	double d;
	char word[10];

	CHECK(strtol("-2147483648x", &end, 10) == INT32_MIN && *end == 'x');
	errno = 0;
	CHECK(strtol("99999999999999999999", NULL, 10) == LONG_MAX);
	CHECK(errno == ERANGE);
	CHECK(strtoul("0xffffffff", NULL, 0) == 0xffffffffUL);
	CHECK(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
	CHECK(strtoull("777", NULL, 8) == 511);
	CHECK(atoi(" 32767") == 32767);
	CHECK(sscanf("12 -70000 99999999999 2.5 word", "%d%ld%lld%lf%9s", &i,
		     &l, &q, &d, word) == 5);
	CHECK(i == 12 && l == -70000L && q == 99999999999LL && d == 2.5);
	CHECK(!strcmp(word, "word"));
	CHECK(strtod("1e23", &end) == 1e23 && !*end);
	CHECK(strtod("4.9e-324", NULL) > 0);
	CHECK(strtof("0.1", NULL) == 0.1F);
	return 0;
}

/* setjmp() is the guest's processor's. */
#if INT_MAX == 32767 && !defined(__AVR__)
static jmp_buf place;

static void jump(int depth)
{
	if (depth)
		jump(depth - 1);
	longjmp(place, 5);
}

static int test_jump(void)
{
	volatile int count = 0;
	int result = setjmp(place);

	count = count + 1;
	if (!result)
		jump(10);
	CHECK(result == 5 && count == 2);
	return 0;
}
#else
static int test_jump(void)
{
	return 0;
}
#endif

static int compare(const void *a, const void *b)
{
	int m = *(const int *)a, n = *(const int *)b;

	return m < n ? -1 : m > n;
}

static int test_sort(void)
{
	static int numbers[300];
	int i, key;

	for (i = 0; i < 300; i++)
		numbers[i] = (int)test_random(32000) - 16000;
	qsort(numbers, 300, sizeof(*numbers), compare);
	for (i = 1; i < 300; i++)
		CHECK(numbers[i - 1] <= numbers[i]);
	key = numbers[77];
	CHECK(*(int *)bsearch(&key, numbers, 300, sizeof(*numbers),
			      compare) == key);
	return 0;
}

int test_text(void)
{
	int failed = test_print();

	if (!failed && sizeof(double) == 8)
		failed = test_print_real();
	if (!failed && sizeof(double) == 8)
		failed = test_read();
	if (!failed)
		failed = test_jump();
	return failed ? failed : test_sort();
}
