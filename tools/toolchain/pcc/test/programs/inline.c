// SPDX-License-Identifier: GPL-2.0
/*
 * Inline functions that are called before they are defined: one with variables
 * in memory, for which a caller's frame has no room, is not inlined.
 */
struct pair {
	char first;
	long long second;
};

static inline long first(long x);
static inline struct pair make(char x);
static inline long last(long x);

static struct pair pairs[2];

static long before(char x)
{
	pairs[0] = make(x);
	return first(x) + last(x);
}

static inline struct pair make(char x)
{
	struct pair p = { x, 0x123456789abcdefLL };

	return p;
}

static int store(struct pair *to, long a, long b, int *sum)
{
	*to = make(a);
	*sum += b;
	return *sum;
}

static inline long first(long x)
{
	return x + 1;
}

static inline long last(long x)
{
	return x * 3;
}

int main(void)
{
	int sum = 5, i, ok = before(7) == 29;

	for (i = 0; i < 2; i++)
		store(&pairs[i], first(i), last(i), &sum);
	for (i = 0; i < 2; i++)
		ok &= pairs[i].first == i + 1 &&
		      pairs[i].second == 0x123456789abcdefLL;
	return !ok || sum != 8;
}
