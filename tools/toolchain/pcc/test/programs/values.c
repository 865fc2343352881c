// SPDX-License-Identifier: GPL-2.0
/* Values in memory and in registers at once; values compared and used */

static int a[4] = { 10, 20, 30, 40 };
static char text[4] = "abc";
static long large = 70000;

static int stored_over(int *p, int *q)
{
	int first = *p;

	*q = 5;
	return first * 2 + *p;
}

static int read_again(int *p, int n)
{
	if (*p > n)
		return *p - n;
	if (*p == n)
		return 0;
	p[1] += *p;
	return p[1] + *p;
}

static int changed_pointer(int **p)
{
	int sum = **p;

	++*p;
	sum += **p;
	return sum;
}

static void increase(int y)
{
	a[3] += y;
	a[2] ^= y;
	text[0] += y;
	large += y;
	a[1] = y - a[1];
}

static int in_either_order(int x, int y)
{
	int i;

	for (i = 0; i < 3; i++) {
		x = y * i + x;
		y = x - y;
		x = (y & 7) | x;
	}
	return x * 3 + y;
}

static int chosen(int n)
{
	switch (n) {
	case 3:
		return 1;
	case 4:
		return n * 2;
	case -9:
		return 3;
	case 300:
		return n;
	}
	return n == 12 ? 5 : n;
}

static int unused_behind(int n)
{
	switch (n) {
	case 0:
		return 1;
	case 3:
		return 2;
	case -7:
		return 3;
	case 300:
		return 4;
	}
	return 9;
}

static int characters(const char *s)
{
	if (*s == 'a')
		return 1;
	if (*s == -3)
		return 2;
	return *s == 16 ? 3 : *s;
}

int main(void)
{
	int *p = a;

	if (stored_over(a, a) != 25 || stored_over(a, a + 1) != 15)
		return 1;
	if (read_again(a + 2, 7) != 23 || read_again(a, 9) != 15 || a[1] != 10)
		return 2;
	if (changed_pointer(&p) != 15 || p != a + 1)
		return 3;
	increase(3);
	if (a[3] != 43 || a[2] != 29 || text[0] != 'd' || large != 70003 ||
	    a[1] != -7)
		return 4;
	if (in_either_order(2, 5) != 83)
		return 5;
	if (chosen(3) != 1 || chosen(4) != 8 || chosen(-9) != 3 ||
	    chosen(300) != 300 || chosen(12) != 5 || chosen(13) != 13)
		return 6;
	if (unused_behind(0) != 1 || unused_behind(3) != 2 ||
	    unused_behind(-7) != 3 || unused_behind(300) != 4 ||
	    unused_behind(297) != 9 || unused_behind(-3) != 9)
		return 7;
	if (characters("a") != 1 || characters("\375") != 2 ||
	    characters("\020") != 3 || characters("b") != 'b')
		return 8;
	return 0;
}
