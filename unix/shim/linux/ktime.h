/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_KTIME_H
#define UNIX_KTIME_H

#include <linux/types.h>
#include <time.h>

#define NSEC_PER_SEC	1000000000L
#define NSEC_PER_MSEC	1000000L

static inline u64 unix_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (u64)now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

/* Since some point in the past; it never jumps */
static inline u64 ktime_get_ns(void)
{
	return unix_clock(CLOCK_MONOTONIC);
}

/* Since 1970 */
static inline u64 ktime_get_real_ns(void)
{
	return unix_clock(CLOCK_REALTIME);
}

#endif
