// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

static unsigned long long state = 1;

void srand(unsigned int seed)
{
	state = seed;
}

/* A linear congruential generator; its upper bits are the better ones. */
int rand(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(state >> 48) & RAND_MAX;
}
