// SPDX-License-Identifier: GPL-2.0
/*
 * job N: counts the primes below SIZE, N times.
 */
#include <stdlib.h>
#include <string.h>

#define SIZE 16384U

int main(int argc, char *argv[])
{
	static char composite[SIZE];
	long n = argc > 1 ? atol(argv[1]) : 1;
	unsigned int i, multiple;

	while (n--) {
		memset(composite, 0, SIZE);
		for (i = 2; i < SIZE; i++) {
			if (composite[i])
				continue;
			for (multiple = i; multiple < SIZE; multiple += i)
				composite[multiple] = 1;
		}
	}
	return 0;
}
