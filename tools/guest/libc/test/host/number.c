// SPDX-License-Identifier: GPL-2.0
/* Texts of numbers, either way, beside the host's: to the byte, to the bit */
#include <ctype.h>
#include <errno.h>
#include "../host.h"

LC(snprintf);
LC(strtod);
LC(strtof);
LC(sscanf);
extern int lc_errno;

/*
 * The host's long has 64 bits here, the library's too, since it is compiled by
 * the same compiler.
 */
LC(strtol);
LC(strtoul);
LC(strtoll);
LC(strtoull);
LC(atoi);
LC(atof);

static double any_double(void)
{
	uint64_t bits = random64();
	double d;

	switch (below(8)) {
	case 0:
		bits = (bits & 0x800fffffffffffffULL) |
		       (uint64_t)(1023 - 70 + below(140)) << 52;
		break;
	case 1:
		return (double)(int64_t)below(2000000) / (1 << below(20));
	case 2:
		return (below(20000) - 10000.0) / 1000;
	case 3:
		bits = (uint64_t)below(3) << 63 | bits >> below(64);
		break;
	case 4:
		bits = (bits & 0x800fffffffffffffULL) | 0x7fd0000000000000ULL |
		       (uint64_t)below(3) << 52;
		break;
	case 5:
		/* Halves at some place */
		return (2 * (double)below(100000) + 1) / 2 /
		       (1 << below(12));
	default:
		break;
	}
	memcpy(&d, &bits, sizeof(d));
	return d;
}

static void random_format(char *format, const char *types, const char *sizes)
{
	static const char flags[] = "-+ #0";
	char *at = format;
	const char *f;

	at += sprintf(at, "<%%");
	for (f = flags; *f; f++)
		if (!below(4))
			*at++ = *f;
	if (!below(3))
		at += sprintf(at, "%u", below(5) ? below(25) : below(400));
	if (below(2))
		at += sprintf(at, ".%u", below(6) ? below(25) : below(1200));
	else if (!below(6))
		*at++ = '.';
	at += sprintf(at, "%s%c>", sizes, types[below(strlen(types))]);
}

#define PRINT(value) do { \
	__auto_type value_ = (value); \
	int ours_ = lc_snprintf(ours, size, format, value_); \
	int theirs_ = snprintf(theirs, size, format, value_); \
	if (ours_ != theirs_ || (size && strcmp(ours, theirs))) \
		FAIL("%s: %d \"%s\", not %d \"%s\"", format, ours_, ours, \
		     theirs_, theirs); \
} while (0)

static void check_print(void)
{
	static char ours[3000], theirs[3000];
	size_t size = below(10) ? sizeof(ours) : below(30);
	static const char *const sizes[] = { "hh", "h", "", "l", "ll", "j",
		"z", "t" };
	char format[64];
	uint64_t n = random64() >> below(64);
	const char *s = "a text of a few words" + below(22);
	int i = below(8);

	memset(ours, 1, sizeof(ours));
	memset(theirs, 1, sizeof(theirs));
	switch (below(4)) {
	case 0:
		random_format(format, "diouxX", sizes[i]);
		if (i < 3)
			PRINT((int)n);
		else
			PRINT(n);
		break;
	case 1:
		/* The host shows "0" in another way, and flags of %s, %c. */
		random_format(format, "sc", "");
		for (i = 2; strchr("-+ #0", format[i]); i++)
			format[i] = '-';
		if (strchr(format, 'c')) {
			if (strchr(format, '.'))
				break;
			PRINT('a' + (int)below(26));
		} else {
			PRINT(s);
		}
		break;
	default:
		random_format(format, "aAeEfFgG", "");
		PRINT(any_double());
	}
}

static void same_bits(const char *s, double ours, double theirs)
{
	if (ours != ours && theirs != theirs)
		return;
	if (memcmp(&ours, &theirs, sizeof(ours)))
		FAIL("strtod of %s: %a, not %a", s, ours, theirs);
}

static void check_read(const char *s)
{
	char *ours, *theirs;
	double a, b;
	float f, g;

	lc_errno = 0;
	errno = 0;
	a = lc_strtod(s, &ours);
	b = strtod(s, &theirs);
	same_bits(s, a, b);
	if (ours != theirs)
		FAIL("strtod of %s: ends at %s, not %s", s, ours, theirs);
	/* The host reports subnormals only if they are not exact. */
	if (lc_errno != errno && !(b > -0x1p-1022 && b < 0x1p-1022))
		FAIL("strtod of %s: errno %d, not %d", s, lc_errno, errno);
	f = lc_strtof(s, &ours);
	g = strtof(s, &theirs);
	/* glibc 2.36 rounds some hexadecimal subnormals wrongly. */
	if (strpbrk(s, "xX") && b > -0x1p-125 && b < 0x1p-125)
		g = b;
	same_bits(s, f, g);
	if (ours != theirs)
		FAIL("strtof of %s: ends at %s, not %s", s, ours, theirs);
}

/* A number, often with many digits or on the middle between two doubles */
static void check_real(void)
{
	static char text[2000];
	double d = any_double();
	uint64_t bits;
	char *at = text;
	int i, digits;

	switch (below(7)) {
	case 0:
		snprintf(text, sizeof(text), "%.*g", below(25), d);
		break;
	case 1:
		snprintf(text, sizeof(text), "%.*e", below(1000), d);
		break;
	case 2:
		snprintf(text, sizeof(text), "%.*a", below(20), d);
		break;
	case 3:
		/* Half of the last place more: a tie, exactly */
		memcpy(&bits, &d, sizeof(bits));
		snprintf(text, sizeof(text), "%.1100Lf",
			 bits >> 52 & 0x400 || (bits >> 52 & 0x7ff) > 900 ?
			 ((long double)d + (long double)
			  ((bits += 1, memcpy(&d, &bits, sizeof(d)), d))) / 2 :
			 (long double)d);
		if (below(3) && !strpbrk(text, "in"))
			strcat(text, below(2) ? "0001" : "e0");
		break;
	case 4:
		/* The same for a float */
		snprintf(text, sizeof(text), "%.200f", (float)d +
			 (double)(float)d / (1 << 24) / (1 + below(2)));
		break;
	case 5:
		digits = 1 + below(below(4) ? 30 : 900);
		for (i = 0; i < digits; i++) {
			*at++ = '0' + below(10);
			if (!below(digits) && !memchr(text, '.', at - text))
				*at++ = '.';
		}
		if (below(2))
			at += sprintf(at, "e%d", (int)below(720) - 360);
		*at = '\0';
		break;
	default:
		/* Not quite a number */
		for (i = below(12); i; i--)
			*at++ = " +-.0123459eExXpPinfaINFA()_"[below(28)];
		*at = '\0';
	}
	check_read(text);
}

#define SAME_WHOLE(function) do { \
	char *ours_, *theirs_; \
	long long got_, want_; \
	lc_errno = 0; \
	errno = 0; \
	got_ = lc_##function(text, &ours_, base); \
	want_ = function(text, &theirs_, base); \
	if (got_ != want_ || ours_ != theirs_ || lc_errno != errno) \
		FAIL(#function " of \"%s\", %d: %lld, not %lld, errno %d", \
		     text, base, got_, want_, lc_errno); \
} while (0)

static void check_whole(void)
{
	static const int bases[] = { 0, 8, 10, 16, 2, 36, 7 };
	int base = bases[below(7)];
	char text[80];
	char *at = text;
	int i;

	if (below(2)) {
		for (i = below(30); i; i--)
			*at++ = " +-x0123456789azXF"[below(18)];
		*at = '\0';
	} else {
		snprintf(text, sizeof(text), below(2) ? "%lld" : "%#llx",
			 (long long)random64() >> below(64));
		if (!below(3))
			strcat(text, "7");
	}
	SAME_WHOLE(strtol);
	SAME_WHOLE(strtoul);
	SAME_WHOLE(strtoll);
	SAME_WHOLE(strtoull);
}

int main(void)
{
	static const char *const texts[] = {
		"1.7976931348623158e308", "1.7976931348623159e308",
		"4.9406564584124654e-324", "2.4703282292062327e-324",
		"2.4703282292062328e-324", "2.2250738585072011e-308",
		"9007199254740993", "9007199254740993.00000000000000001",
		"0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023",
		"1e99999999999", "1e-99999999999", "0e99999", ".5", "5.", ".",
		"-0", "1e", "1e+", "0x", "0x.", "0x.8p", "infinit", "nan(1)",
		"nan(", "  +12.5e-1x", "", "1e23", "8.5e-46",
		"340282356779733661637539395458142568447",
		"340282356779733661637539395458142568448",
	};
	long rounds = test_begin(60000);
	unsigned int i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_read(texts[i]);
	while (rounds--) {
		check_print();
		check_real();
		check_whole();
	}
	return 0;
}
