// SPDX-License-Identifier: GPL-2.0
/*
 * Time limits: a deadline on the monotonic clock, in ms; UINT64_MAX is never.
 */
#include <limits.h>
#include <stdint.h>
#include <time.h>

#include "clock.h"

/**
 * demos_clock_ms() - read the monotonic clock
 *
 * Return: ms.
 */
__u64 demos_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/**
 * demos_deadline() - when a time limit runs out
 * @timeout_ms: from now, negative: never
 *
 * Return: by demos_clock_ms().
 */
__u64 demos_deadline(int timeout_ms)
{
	return timeout_ms < 0 ? UINT64_MAX : demos_clock_ms() + timeout_ms;
}

/**
 * demos_remaining() - how long it is until a deadline
 * @deadline: from demos_deadline()
 *
 * Return: ms, for poll(): -1: no deadline; 0: it has passed.
 */
int demos_remaining(__u64 deadline)
{
	__u64 now = demos_clock_ms();

	if (deadline == UINT64_MAX)
		return -1;
	if (deadline <= now)
		return 0;
	return deadline - now > INT_MAX ? INT_MAX : (int)(deadline - now);
}
