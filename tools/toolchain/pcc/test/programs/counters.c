// SPDX-License-Identifier: GPL-2.0
/* Loops that count down past zero, and a counter that is used behind them */
static int words[4] = { 1, 20, 300, 4000 };

static unsigned int rounds(unsigned int n)
{
	unsigned int done = 0;

	while (n--)
		done++;
	return n == 0xffff ? done : 9;
}

static int sum(const int *p, int n)
{
	int all = 0;

	while (n-- != 0)
		all += *p++;
	return all;
}

static int last(int n)
{
	int i = n;

	do
		n += 3;
	while (i--);
	return n;
}

static unsigned int until_zero(unsigned int n)
{
	unsigned int old, steps = 0;

	for (;;) {
		old = n--;
		if (!old)
			return steps + n;
		steps += old;
	}
}

static int pick(const int *p, int i, int k)
{
	return p[i] + p[k] + (i << 1);
}

int main(void)
{
	return rounds(0) != 0 || rounds(1) != 1 || rounds(40000) != 40000 ||
	       sum(words, 0) || sum(words, 4) != 4321 || last(0) != 3 ||
	       last(5) != 23 || until_zero(0) != 0xffff ||
	       until_zero(4) != 9 || pick(words, 1, 3) != 4022;
}
