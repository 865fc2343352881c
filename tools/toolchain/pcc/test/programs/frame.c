// SPDX-License-Identifier: GPL-2.0
/* Addresses at the ends of the frame, and arguments on the stack */
struct pair {
	long a, b;
};

static char *fill(char *end, int n)
{
	while (n--)
		*--end = 'x';
	return end;
}

int end_of_array(void)
{
	char text[22];
	char *end = text + sizeof(text);

	return fill(end, 5) != text + 17 || end - text != 22;
}

int many(int a, int b, int c, int d, int e, int f, char g, long h, char i)
{
	return a != 1 || b != 2 || c != 3 || d != 4 || e != 5 || f != 6 ||
	       g != -7 || h != 800000L || i != 9;
}

int pairs(struct pair p, int a, struct pair q)
{
	struct pair r = q;

	r.a += p.b;
	return r.a != 12 || p.a != 1 || q.b != 20 || a != 7;
}

int distance(char *p)
{
	char here[4];

	p = here + 3;
	return p - here != 3;
}

static int sum(int n, ...)
{
	__builtin_va_list list;
	int s = 0;

	__builtin_va_start(list, n);
	while (n--)
		s += __builtin_va_arg(list, int);
	if (__builtin_va_arg(list, long) != -5)
		s = 0;
	__builtin_va_end(list);
	return s;
}

int variable(int n)
{
	int row[n], i, s = 0;

	for (i = 0; i < n; i++)
		row[i] = i;
	for (i = 0; i < n; i++)
		s += row[i] + many(1, 2, 3, 4, 5, 6, -7, 800000L, 9);
	return s != n * (n - 1) / 2;
}

int main(void)
{
	struct pair p = { 1, 2 }, q = { 10, 20 };

	return end_of_array() || many(1, 2, 3, 4, 5, 6, -7, 800000L, 9) ||
	       pairs(p, 7, q) || distance(0) || sum(3, 1, 2, 3, -5L) != 6 ||
	       variable(9);
}
