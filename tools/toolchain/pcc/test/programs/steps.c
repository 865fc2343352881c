// SPDX-License-Identifier: GPL-2.0
/* Pointers that step behind their use, or before it */

static int words[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static char text[12], other[12] = "elephants";
static long longs[4] = { 70000, -2, 3, 100000 };

static int compare(const char *p, const char *q)
{
	while (*p++ == *q++)
		if (!p[-1])
			return 0;
	return p[-1] - q[-1];
}

static int copy(char *to, const char *from)
{
	char *start = to;

	while ((*to++ = *from++))
		;
	return to - start;
}

static int both(int *p, int *end)
{
	int sum = 0;

	while (p < end) {
		int a = *p++, b = *--end;

		sum += a * 3 - b;
		if (*p++ > 3)
			sum += *p;
	}
	return sum;
}

static int *stop(int *p, int value)
{
	while (*p++ != value)
		;
	return p;
}

static long last(long *p, int n)
{
	long value = 0;

	while (n--) {
		value ^= *p++;
		if (value & 1)
			value += p[0] + *p;
	}
	return value;
}

static int own(void)
{
	struct chain { struct chain *next; int value; } a[3] = {
		{ a + 1, 1 }, { a + 2, 2 }, { a, 3 }
	}, *p = a;
	int sum = 0, n;

	for (n = 0; n < 5; n++) {
		sum = sum * 4 + p->value;
		p = n & 1 ? p++->next : p + 1;
		if (p == a + 3)
			p = a;
	}
	return sum;
}

static int older(int *p, int n)
{
	int sum = 0;

	while (n--) {
		int *old = p++;

		sum = sum * 2 + *p;
		sum += *old * 3;
	}
	return sum;
}

int main(void)
{
	if (copy(text, other) != 10 || compare(text, other))
		return 1;
	text[4] = 'x';
	if (compare(text, other) != 'x' - 'h' || compare("a", "ab") >= 0)
		return 2;
	if (both(words, words + 8) != 21)
		return 3;
	if (stop(words, 9) != words + 6)
		return 4;
	if (last(longs, 3) != 129997)
		return 5;
	if (own() != 438)
		return 6;
	if (older(words, 3) != 67)
		return 7;
	return 0;
}
