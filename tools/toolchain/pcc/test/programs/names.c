// SPDX-License-Identifier: GPL-2.0
/* Names that the assembler knows as registers and conditions */
int r5 = 5, rr2 = 2, sp = 15, z = 26, c, rl3[3] = { 1, 2, 3 };

int eq(int t)
{
	return t == r5;
}

int main(void)
{
	int *r1 = rl3;

	c = r5 + rr2 + sp + z;
	return c != 48 || !eq(5) || r1[2] != 3 || &rl3[1] != r1 + 1;
}
