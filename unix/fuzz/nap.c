// SPDX-License-Identifier: GPL-2.0
/*
 * Naps: sleeps on a word with a limit, by the machine's clock. Often no event
 * ends such a sleep: a machine that goes down waits for peers that say nothing.
 * When it is at rest, nothing happens until the next timer expires, so the
 * clock jumps there.
 */
#include <errno.h>
#include <linux/futex.h>
#include <linux/ktime.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "host/pool.h"
#include "rest.h"

/* ns: a longer limit of a sleep is none */
#define LIMIT_MOST	(100000 * NSEC_PER_SEC)

/* The word on which this thread naps, and its value until somebody wakes it */
static __thread struct {
	const u32 *word;
	u32 value;
} nap;
static u32 naps;		/* threads that nap */

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

static bool is_woken(void)
{
	return __atomic_load_n(nap.word, __ATOMIC_SEQ_CST) != nap.value;
}

/* The machine does something, or time passes, at most until END */
static void pass(u64 end)
{
	u64 next = rest_unless(is_woken) ? min(end, clock_next()) : end;

	if (!is_woken())
		clock_jump_to(next);
}

/* Return: is the time up? */
static bool take_nap(const u32 *word, u32 value, u64 end)
{
	bool late = false;

	nap.word = word;
	nap.value = value;
	__atomic_fetch_add(&naps, 1, __ATOMIC_SEQ_CST);
	while (!is_woken() && !late) {
		pass(end);
		late = ktime_get_ns() >= end;
	}
	__atomic_fetch_sub(&naps, 1, __ATOMIC_SEQ_CST);
	return late;
}

static long futex(const unsigned long args[6], const void *until)
{
	return __real_syscall(SYS_futex, args[0], args[1], args[2], until,
			      args[4], args[5]);
}

static long sleep_on(const unsigned long args[6], u64 end)
{
	struct timespec real = clock_to_real(end);

	if (end > ktime_get_ns() + LIMIT_MOST)
		return futex(args, NULL);
	if (rest_is_awaited())
		return futex(args, &real);
	errno = take_nap((u32 *)args[0], args[2], end) ? ETIMEDOUT : EAGAIN;
	return -1;
}

/* A word may have been freed when its sleepers are woken */
static void tell_naps(const void *word)
{
	if (__atomic_load_n(&naps, __ATOMIC_SEQ_CST) &&
	    word != &unix_pool_changed.wakes)
		wake_up_all(&unix_pool_changed);
}

long __wrap_syscall(long number, ...)
{
	unsigned long args[6];
	va_list list;
	long result;
	int i;

	va_start(list, number);
	for (i = 0; i < 6; i++)
		args[i] = va_arg(list, unsigned long);
	va_end(list);
	if (number == SYS_futex && args[1] == FUTEX_WAIT_BITSET_PRIVATE &&
	    args[3])
		return sleep_on(args, clock_ns((void *)args[3]));
	result = __real_syscall(number, args[0], args[1], args[2], args[3],
				args[4], args[5]);
	if (number == SYS_futex && args[1] == FUTEX_WAKE_PRIVATE)
		tell_naps((void *)args[0]);
	return result;
}
