// SPDX-License-Identifier: GPL-2.0
/* A dense switch, with negative values, and bytes compared */
static int name(int n)
{
	switch (n) {
	case -3: return 10;
	case -2: return 11;
	case -1: return 12;
	case 0: return 13;
	case 1: return 14;
	case 3: return 15;
	case 4: return 16;
	case 5: return 17;
	}
	return n < 0 ? 1 : 2;
}

static int bytes(unsigned char u, signed char s)
{
	return (u > 200) + 2 * (s < -100) + 4 * (u == 255) + 8 * (s >= 0);
}

int main(void)
{
	static const int right[] = { 1, 10, 11, 12, 13, 14, 2, 15, 16, 17, 2 };
	int n;

	for (n = -4; n <= 6; n++)
		if (name(n) != right[n + 4])
			return 1;
	return name(32767) != 2 || name(-32767) != 1 || bytes(255, -128) != 7 ||
	       bytes(0, 127) != 8 || bytes(201, -1) != 1;
}
