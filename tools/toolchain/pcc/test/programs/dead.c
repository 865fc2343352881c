// SPDX-License-Identifier: GPL-2.0
/* Assignments that nobody needs, alone in a branch */
static int right = 42;

/* @from is one of many variables, so others want its register. */
static int before_loop(int *p, int n)
{
	int *from = &right, *none = p, a = n, b = n + 1, c = n + 2;

	if (n > 3) {
		none = &right;
	} else {
		from = p;
		for (; b; b--)
			a += n;
	}
	for (; n > 0; n--) {
		a += b;
		b ^= c;
		c -= a;
	}
	return *from + ((a ^ b ^ c) == 12345);
}

int main(void)
{
	int other = 7;

	return before_loop(&other, 9) != 42 || before_loop(&other, 2) != 7;
}
