// SPDX-License-Identifier: GPL-2.0
/* Variables that are packed structures, next to objects of odd sizes */
struct packed {
	short number;
	char text[2];
} __attribute__((packed));

union both {
	struct packed packed;
	char bytes[7];
};

static char a[3];
static struct packed x;
static char b[5];
static union both y;
static char c[1];
static struct packed z[2];
static struct packed set = { 0x1234, "a" };
static char d[3] = "no";
static struct packed again = { 0x5678, "b" };

static int fill(struct packed *packed, char *before, char *after)
{
	const char *bytes = (const char *)packed;

	*before = *after = 'x';
	packed->number = 0x4142;
	return (int)packed & 1 || bytes[0] != 'A' || bytes[1] != 'B' ||
		*before != 'x' || *after != 'x';
}

static int local(int n)
{
	char e[3], g[1], i[5];
	struct packed f;
	union both h;

	if (fill(&f, e, g) || fill(&h.packed, g, i))
		return 1;
	if (!n)
		return 0;
	return local(n - 1) || f.number != 0x4142 || h.bytes[0] != 'A';
}

int main(void)
{
	if (fill(&x, a, b) || fill(&y.packed, b, c) || fill(&z[1], c, a))
		return 1;
	if (((const char *)&set)[1] != 0x34 ||
	    ((const char *)&again)[0] != 0x56)
		return 2;
	if (d[0] != 'n' || again.text[0] != 'b')
		return 3;
	return local(3) ? 4 : 0;
}
