// SPDX-License-Identifier: GPL-2.0
/* Variables on the stack with initializers that leave parts out: zeros */

struct mixed {
	int a;
	char b;
	long c[5];
	char d[3];
};

struct bits {
	unsigned int a : 3, b : 5, c : 4;
	char d[9];
};

static int wrong;

/* Leaves something on the stack */
static void dirty(void)
{
	char stack[400];
	int i;

	for (i = 0; i < 400; i++)
		stack[i] = 0x55;
	for (i = 0; i < 400; i++)
		wrong += stack[i] != 0x55;
}

/* The bytes from @from to @to must be 0, and the one behind them not */
static void check(const void *all, unsigned int from, unsigned int to,
		  unsigned int size)
{
	const char *p = all;
	unsigned int i;

	for (i = from; i < to; i++)
		if (p[i])
			wrong++;
	if (to < size && !p[to])
		wrong++;
}

static void characters(void)
{
	char before = 1, a[21] = "ab", after = 2, b[6] = "", c[3] = { [2] = 3 };

	check(a, 2, 21, 21);
	check(b, 0, 6, 6);
	check(c, 0, 2, 3);
	if (before != 1 || after != 2 || a[1] != 'b')
		wrong++;
}

static void words(void)
{
	int a[40] = { 1, [30] = 0x101, [39] = 0x202 }, b[3] = { 0 };
	long c[4] = { [3] = 0x1010101 };

	check(a, 2, 60, 80);
	check(a, 62, 78, 80);
	check(b, 0, 6, 6);
	check(c, 0, 12, 16);
	if (a[0] != 1 || a[30] != 0x101)
		wrong++;
}

static void structures(void)
{
	struct mixed a = { .b = 7 }, b[3] = { { 1 }, { .d = "x" } };
	struct bits c = { .b = 9, .d = { [5] = 1 } };
	struct { char a[5], b; } d = { .b = 4 };

	if (a.a || a.b != 7 || a.c[0] || a.c[4] || a.d[0] || a.d[2])
		wrong++;
	if (b[0].a != 1 || b[1].a || b[1].d[0] != 'x' || b[1].d[1])
		wrong++;
	check(&b[2], 0, sizeof(b[2]), sizeof(b[2]));
	check(&d, 0, 5, 6);
	if (c.a || c.b != 9 || c.c || c.d[0] || c.d[4] || c.d[5] != 1 || c.d[8])
		wrong++;
}

int main(void)
{
	dirty();
	characters();
	dirty();
	words();
	dirty();
	structures();
	return wrong;
}
