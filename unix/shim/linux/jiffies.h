/* SPDX-License-Identifier: GPL-2.0 */
/* Jiffies are milliseconds of the monotonic clock. */
#ifndef UNIX_JIFFIES_H
#define UNIX_JIFFIES_H

#include <limits.h>
#include <linux/ktime.h>

#define HZ			1000
#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

#define jiffies			unix_jiffies()

static inline unsigned long unix_jiffies(void)
{
	return ktime_get_ns() / NSEC_PER_MSEC;
}

#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)

static inline unsigned long msecs_to_jiffies(unsigned int ms)
{
	return ms;
}

static inline u64 nsecs_to_jiffies64(u64 ns)
{
	return ns / NSEC_PER_MSEC;
}

static inline u64 jiffies_to_nsecs(unsigned long j)
{
	return (u64)j * NSEC_PER_MSEC;
}

#endif
