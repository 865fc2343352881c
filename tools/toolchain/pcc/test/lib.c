// SPDX-License-Identifier: GPL-2.0
/* What the torture tests need of a C library */
typedef unsigned int size_t;

void out(char c);
void test_end(int status);

enum { ABORTED = 134, HEAP = 8000 };

void exit(int status)
{
	test_end(status);
}

void abort(void)
{
	test_end(ABORTED);
}

void *memcpy(void *to, const void *from, size_t n)
{
	const char *q = from;
	char *p = to;

	while (n--)
		*p++ = *q++;
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	const char *q = from;
	char *p = to;

	if (p < q)
		return memcpy(to, from, n);
	while (n--)
		p[n] = q[n];
	return to;
}

void *memset(void *to, int c, size_t n)
{
	char *p = to;

	while (n--)
		*p++ = c;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n--; p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *a, int c, size_t n)
{
	const unsigned char *p = a;

	for (; n--; p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n--; a++, b++) {
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
		if (!*a)
			return 0;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, 0xffff);
}

char *strcpy(char *to, const char *s)
{
	return memcpy(to, s, strlen(s) + 1);
}

char *strncpy(char *to, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n && s[i]; i++)
		to[i] = s[i];
	for (; i < n; i++)
		to[i] = 0;
	return to;
}

char *strcat(char *to, const char *s)
{
	strcpy(to + strlen(to), s);
	return to;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return 0;
	}
}

char *strrchr(const char *s, int c)
{
	const char *found = 0;

	do {
		if (*s == (char)c)
			found = s;
	} while (*s++);
	return (char *)found;
}

int abs(int x)
{
	return x < 0 ? -x : x;
}

long labs(long x)
{
	return x < 0 ? -x : x;
}

static char heap[HEAP];
static size_t used;

void *malloc(size_t n)
{
	void *p = heap + used;

	n = (n + 3) & ~1;
	if (n > HEAP - used)
		return 0;
	used += n;
	return p;
}

void *calloc(size_t a, size_t b)
{
	void *p = malloc(a * b);

	return p ? memset(p, 0, a * b) : 0;
}

void free(void *p)
{
	(void)p;
}

int putchar(int c)
{
	out(c);
	return c;
}

int puts(const char *s)
{
	while (*s)
		out(*s++);
	out('\n');
	return 0;
}

/* For messages of tests that fail: the format is enough */
int printf(const char *format, ...)
{
	while (*format)
		out(*format++);
	return 0;
}
