// SPDX-License-Identifier: GPL-2.0
/*
 * compute: work for some seconds, to be migrated while it runs. It calls the
 * kernel only to report its progress and its machine. Counts the primes below
 * SIZE again and again, and ends with status 1 if the count is ever not PRIMES.
 */
#include <demos.h>
#include <stdio.h>
#include <string.h>

#define SIZE	16384U
#define PRIMES	1900
#define STEPS	10
#ifndef ROUNDS
#define ROUNDS	240	/* of the sieve, in a step: 100 million instructions */
#endif

/* The number of primes below SIZE */
static int sieve(void)
{
	static char composite[SIZE];
	unsigned int i, multiple;
	int primes = 0;

	memset(composite, 0, SIZE);
	for (i = 2; i < SIZE; i++) {
		if (composite[i])
			continue;
		primes++;
		for (multiple = i; multiple < SIZE; multiple += i)
			composite[multiple] = 1;
	}
	return primes;
}

int main(void)
{
	unsigned int machine;
	int step, round;

	for (step = 1; step <= STEPS; step++) {
		for (round = 0; round < ROUNDS; round++) {
			if (sieve() != PRIMES) {
				puts("compute: wrong number of primes");
				return 1;
			}
		}
		self(&machine);
		printf("compute: step %d of %d on machine %u\n", step, STEPS,
		       machine);
	}
	puts("compute: done");
	return 0;
}
