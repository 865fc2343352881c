// SPDX-License-Identifier: GPL-2.0
/* Bit-fields, also of bytes and of _Bool; empty structures */
struct bits {
	unsigned char a : 2, b : 3, c : 1;
	_Bool d : 1, e : 1;
	signed f : 5;
	unsigned g : 11;
	long h : 20;
};

struct nothing { };

static struct bits known = { 2, 5, 1, 1, 0, -3, 1000, -70000L };

int main(void)
{
	struct bits x;
	struct nothing n, m = { };

	n = m;
	x.a = known.a;
	x.b = known.b;
	x.c = known.c;
	x.d = 2;
	x.e = 0;
	x.f = known.f;
	x.g = known.g;
	x.h = known.h;
	return x.a != 2 || x.b != 5 || x.c != 1 || x.d != 1 || x.e ||
	       x.f != -3 || x.g != 1000 || x.h != -70000L || !known.d;
}
