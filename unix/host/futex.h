/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sleep on a word, and wake its sleepers. Words are changed with atomic
 * operations, which also tell sanitizers the order. To wake, the kernel uses
 * only the address, so a word may be freed before its sleepers are woken.
 */
#ifndef UNIX_FUTEX_H
#define UNIX_FUTEX_H

#include <errno.h>
#include <linux/futex.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Sleep while *@word is @value, until @deadline (of the monotonic clock, ns;
 * U64_MAX: without limit). Return: false: the time is up.
 */
static inline bool unix_futex_wait(u32 *word, u32 value, u64 deadline)
{
	const struct timespec until = {
		.tv_sec = deadline / NSEC_PER_SEC,
		.tv_nsec = deadline % NSEC_PER_SEC,
	};

	return !syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, value,
			deadline == U64_MAX ? NULL : &until, NULL,
			FUTEX_BITSET_MATCH_ANY) || errno != ETIMEDOUT;
}

static inline void unix_futex_wake(u32 *word, int sleepers)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, sleepers, NULL, NULL, 0);
}

#endif
