// SPDX-License-Identifier: GPL-2.0
/* Strings, classes of characters, sorting, scanning and time, as the host's */
#include <ctype.h>
#include <inttypes.h>
#include <stddef.h>
#include <strings.h>
#include "../host.h"

LC(memchr); LC(memcmp); LC(memcpy); LC(memmove); LC(memset); LC(memccpy);
LC(strcat); LC(strchr); LC(strcmp); LC(strcpy); LC(stpcpy); LC(strcspn);
LC(strlen); LC(strnlen); LC(strncat); LC(strncmp); LC(strncpy); LC(strpbrk);
LC(strrchr); LC(strspn); LC(strstr); LC(strtok_r); LC(strcasecmp);
LC(strncasecmp); LC(strcoll); LC(strxfrm);
LC(isalnum); LC(isalpha); LC(isblank); LC(iscntrl); LC(isdigit); LC(isgraph);
LC(islower); LC(isprint); LC(ispunct); LC(isspace); LC(isupper);
LC(isxdigit); LC(tolower); LC(toupper);
LC(qsort); LC(bsearch); LC(sscanf);
LC(gmtime_r); LC(mktime); LC(strftime); LC(asctime);
LC(abs); LC(labs); LC(llabs);

#define SIZE 40

static void fill(char *text, int letters)
{
	int i;

	for (i = 0; i < SIZE; i++)
		text[i] = "abcAB\xe9\x80 ,"[below(letters)];
	text[below(SIZE)] = '\0';
	text[SIZE] = '\0';
}

static int sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

#define SAME(call) do { \
	if (lc_##call != call) \
		FAIL(#call " differs: a \"%s\" b \"%s\" n %zu", a, b, n); \
} while (0)

#define SAME_SIGN(call) do { \
	if (sign(lc_##call) != sign(call)) \
		FAIL(#call " differs: a \"%s\" b \"%s\" n %zu", a, b, n); \
} while (0)

/* The result as an offset in the buffer, and the buffer */
#define SAME_WRITE(call) do { \
	ptrdiff_t got_, want_; \
	char *to = ours; \
	got_ = (char *)lc_##call - to; \
	to = theirs; \
	want_ = (char *)call - to; \
	if (got_ != want_ || memcmp(ours, theirs, sizeof(ours))) \
		FAIL(#call " differs: a \"%s\" b \"%s\" n %zu", a, b, n); \
} while (0)

static void check_strings(void)
{
	char a[SIZE + 1], b[SIZE + 1];
	char ours[3 * SIZE] = "", theirs[3 * SIZE] = "";
	size_t n = below(SIZE + 1);
	int letters = 1 + below(9);
	int c;
	int from = below(SIZE), at = below(SIZE);

	fill(a, letters);
	fill(b, letters);
	c = below(5) ? a[below(SIZE)] : 0;
	SAME(memchr(a, c, n));
	SAME_SIGN(memcmp(a, b, n));
	SAME(strchr(a, c));
	SAME(strrchr(a, c));
	SAME_SIGN(strcmp(a, b));
	SAME_SIGN(strcoll(a, b));
	SAME_SIGN(strncmp(a, b, n));
	SAME_SIGN(strcasecmp(a, b));
	SAME_SIGN(strncasecmp(a, b, n));
	SAME(strcspn(a, b));
	SAME(strspn(a, b));
	SAME(strpbrk(a, b));
	b[below(4)] = '\0';
	SAME(strstr(a, b));
	SAME(strlen(a));
	SAME(strnlen(a, n));
	SAME_WRITE(memset(to, c, n));
	SAME_WRITE(memcpy(to, a, n));
	SAME_WRITE(strcpy(to, a));
	SAME_WRITE(strcat(to, b));
	SAME_WRITE(strncat(to, a, n));
	SAME_WRITE(strncpy(to, b, n));
	SAME_WRITE(stpcpy(to, a));
	SAME_WRITE(memmove(to + from, to + at, n));
	if (memccpy(theirs, a, c, n))
		SAME_WRITE(memccpy(to, a, c, n));
}

static void check_tokens(void)
{
	char ours[SIZE + 1], theirs[SIZE + 1], separators[SIZE + 1];
	char *rest, *their_rest, *p, *q;

	fill(ours, 9);
	memcpy(theirs, ours, sizeof(ours));
	fill(separators, 4);
	p = lc_strtok_r(ours, separators, &rest);
	q = strtok_r(theirs, separators, &their_rest);
	while (p && q) {
		if (p - ours != q - theirs || strcmp(p, q))
			FAIL("strtok: \"%s\", not \"%s\"", p, q);
		p = lc_strtok_r(NULL, separators, &rest);
		q = strtok_r(NULL, separators, &their_rest);
	}
	if (p || q)
		FAIL("strtok: another count with \"%s\"", separators);
}

#define CLASS(name) do { \
	for (c = -1; c < 128; c++) \
		if (!lc_##name(c) != !name(c)) \
			FAIL(#name " of %d", c); \
	for (; c < 256; c++) \
		if (lc_##name(c)) \
			FAIL(#name " of %d", c); \
} while (0)

static void check_classes(void)
{
	int c;

	CLASS(isalnum);
	CLASS(isalpha);
	CLASS(isblank);
	CLASS(iscntrl);
	CLASS(isdigit);
	CLASS(isgraph);
	CLASS(islower);
	CLASS(isprint);
	CLASS(ispunct);
	CLASS(isspace);
	CLASS(isupper);
	CLASS(isxdigit);
	for (c = -1; c < 256; c++)
		if (lc_tolower(c) != tolower(c) || lc_toupper(c) != toupper(c))
			FAIL("tolower or toupper of %d", c);
	if (lc_abs(-5) != 5 || lc_labs(5) != 5 || lc_llabs(-5) != 5)
		FAIL("abs");
}

static int compare_bytes(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* Elements of 1 to 9 bytes, ordered by the first one */
static void check_sort(void)
{
	unsigned char array[9 * 100], sums[256] = { 0 };
	size_t size = 1 + below(9), count = below(101), i;
	unsigned char key = random64(), *found;
	int range = 1 + below(256);

	for (i = 0; i < count * size; i++)
		array[i] = i % size ? array[i - i % size] : below(range);
	for (i = 0; i < count; i++)
		sums[array[i * size]]++;
	lc_qsort(array, count, size, compare_bytes);
	for (i = 0; i < count * size; i++) {
		if (i % size && array[i] != array[i - 1])
			FAIL("qsort: an element is torn, %zu of %zu", i, size);
		if (i >= size && array[i] < array[i - size])
			FAIL("qsort: order, element %zu of %zu bytes", i, size);
	}
	for (i = 0; i < count; i++)
		sums[array[i * size]]--;
	for (i = 0; i < 256; i++)
		if (sums[i])
			FAIL("qsort: another count of %zu", i);
	found = lc_bsearch(&key, array, count, size, compare_bytes);
	if (!found != !bsearch(&key, array, count, size, compare_bytes) ||
	    (found && *found != key))
		FAIL("bsearch");
}

static void check_scan(void)
{
	static const char *const formats[] = {
		"%d%n", "%i %o%n", "%x,%u%n", "%3d%2d%n", "%hhd%hd%n",
		"%lld %*d%n", "a%dB%n", "%d %% %d%n", "%5i%n",
	};
	static const char *const real_formats[] = {
		"%lf%n", "%4lf%lf%n", "%lg,%le%n", "%*lf%lf%n", "%la%n",
	};
	static const char *const text_formats[] = {
		"%s%n", "%3s%s%n", "%[ab]%[^ab]%n", "%c%n", "%[]a-]%s%n",
		"%*s %[^]b]%n", "x%5[0-9.]%n", " %[a-c1-9]%n",
	};
	const char *format;
	char text[24];
	union {
		long long n[3];
		double d[3];
		char s[3][32];
	} ours, theirs;
	int got, want, i, length = below(sizeof(text));

	for (i = 0; i < length; i++)
		text[i] = "0012345789aBxE-+. ,%"[below(20)];
	text[length] = '\0';
	/* The host takes "0x" and "1e" without digits for numbers. */
	for (i = 0; i + 1 < length; i++)
		if (strchr("xE", text[i]))
			text[i] = ' ';
	if (length && strchr("xE", text[length - 1]))
		text[length - 1] = '9';
	memset(&ours, 0, sizeof(ours));
	memset(&theirs, 0, sizeof(theirs));
	switch (below(3)) {
	case 0:
		format = formats[below(9)];
		got = lc_sscanf(text, format, ours.n, ours.n + 1, ours.n + 2);
		want = sscanf(text, format, theirs.n, theirs.n + 1,
			      theirs.n + 2);
		break;
	case 1:
		format = real_formats[below(5)];
		got = lc_sscanf(text, format, ours.d, ours.d + 1, ours.d + 2);
		want = sscanf(text, format, theirs.d, theirs.d + 1,
			      theirs.d + 2);
		break;
	default:
		format = text_formats[below(8)];
		got = lc_sscanf(text, format, ours.s[0], ours.s[1], ours.s[2]);
		want = sscanf(text, format, theirs.s[0], theirs.s[1],
			      theirs.s[2]);
	}
	if (got != want || (want > 0 && memcmp(&ours, &theirs, sizeof(ours))))
		FAIL("sscanf of \"%s\", %s: %d, not %d", text, format, got,
		     want);
}

static void check_time(void)
{
	static const char *const formats[] = {
		"%a %A %b %B %c %C %d %D %e %F %h %H %I %j %m %M %n %p %r %R",
		"%S %t %T %u %w %x %X %% %Ey %Od", "%G %g %V %U %W %y %Y",
	};
	char ours[200], theirs[200];
	time_t when = (int64_t)random64() >> (below(2) ? 24 : 31);
	struct tm p = { 0 }, q = { 0 };
	size_t size = below(4) ? sizeof(ours) : 1 + below(60);
	int i;

	if (when < -30000000000LL || when > 250000000000LL)
		when &= 0x7fffffff;
	if (!below(4))
		when -= when % 86400;
	lc_gmtime_r(&when, &p);
	gmtime_r(&when, &q);
	if (memcmp(&p, &q, 9 * sizeof(int)))
		FAIL("gmtime of %lld: %d-%d-%d %d %d", (long long)when,
		     p.tm_year, p.tm_mon, p.tm_mday, p.tm_yday, p.tm_wday);
	for (i = 0; i < 3; i++) {
		size_t got = lc_strftime(ours, size, formats[i], &p);

		if (got != strftime(theirs, size, formats[i], &q) ||
		    (got && strcmp(ours, theirs)))
			FAIL("strftime: %s, not %s", ours, theirs);
	}
	if (strcmp(lc_asctime(&p), asctime(&q)))
		FAIL("asctime: %s", lc_asctime(&p));
	if (lc_mktime(&p) != when)
		FAIL("mktime of %lld", (long long)when);
	p.tm_mon += below(60) - 30;
	p.tm_mday += below(2000) - 1000;
	p.tm_sec -= below(20000);
	q = p;
	if (lc_mktime(&p) != timegm(&q) || memcmp(&p, &q, 9 * sizeof(int)))
		FAIL("mktime that carries, from %lld", (long long)when);
}

int main(void)
{
	long rounds = test_begin(100000);

	setenv("TZ", "UTC", 1);
	check_classes();
	while (rounds--) {
		check_strings();
		check_tokens();
		check_scan();
		check_time();
		if (!(rounds & 15))
			check_sort();
	}
	return 0;
}
