// SPDX-License-Identifier: GPL-2.0
/*
 * The machine's clock. The linker puts the functions here that begin with
 * __wrap_ before those of libc that they call __real_.
 */
#include <pthread.h>

#include "clock.h"
#include "host/pool.h"

static u64 ahead;		/* ns that the machine's clock is ahead */
/* The timers' thread sleeps until this time; 0: it is awake */
static u64 timers_sleep;
static pthread_cond_t *timers_wake;	/* ends its sleep */

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __real_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __real_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until);

static u64 get_ahead(void)
{
	return __atomic_load_n(&ahead, __ATOMIC_SEQ_CST);
}

/**
 * clock_ns() - convert a time
 * @time: the time
 *
 * Return: ns.
 */
u64 clock_ns(const struct timespec *time)
{
	return (u64)time->tv_sec * NSEC_PER_SEC + time->tv_nsec;
}

static struct timespec to_time(u64 ns)
{
	return (struct timespec) {
		.tv_sec = ns / NSEC_PER_SEC,
		.tv_nsec = ns % NSEC_PER_SEC,
	};
}

/**
 * clock_to_real() - the real time at which the machine's clock shows a time
 * @ns: the machine's time
 *
 * Return: real time, if the clock does not jump meanwhile.
 */
struct timespec clock_to_real(u64 ns)
{
	return to_time(ns - get_ahead());
}

/**
 * clock_real() - read the real clock
 *
 * Return: ns.
 */
u64 clock_real(void)
{
	struct timespec now;

	__real_clock_gettime(CLOCK_MONOTONIC, &now);
	return clock_ns(&now);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int err = __real_clock_gettime(clock, now);

	if (clock == CLOCK_MONOTONIC)
		*now = to_time(clock_ns(now) + get_ahead());
	return err;
}

static void begin_sleep(pthread_cond_t *cond, u64 until)
{
	timers_wake = cond;
	__atomic_store_n(&timers_sleep, until, __ATOMIC_SEQ_CST);
	wake_up_all(&unix_pool_changed);
}

static void end_sleep(void)
{
	__atomic_store_n(&timers_sleep, 0, __ATOMIC_SEQ_CST);
}

/* Only the timers' thread waits for a condition, with the host's lock */
int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	int err;

	begin_sleep(cond, U64_MAX);
	err = __real_pthread_cond_wait(cond, mutex);
	end_sleep();
	return err;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until)
{
	struct timespec real = clock_to_real(clock_ns(until));
	int err;

	begin_sleep(cond, clock_ns(until));
	err = __real_pthread_cond_timedwait(cond, mutex, &real);
	end_sleep();
	return err;
}

/**
 * clock_next() - when the timers' thread wakes
 *
 * Return: ns of the machine's clock; U64_MAX: there is no timer; a time that
 * has passed: it is awake, or about to be.
 */
u64 clock_next(void)
{
	return __atomic_load_n(&timers_sleep, __ATOMIC_SEQ_CST);
}

/**
 * clock_jump_to() - let the machine's clock show at least a time
 * @ns: the time
 *
 * The timers' thread sleeps until a real time, which is too late after a jump.
 * So it must wake, and look again.
 */
void clock_jump_to(u64 ns)
{
	u64 now;

	unix_pool_lock();
	now = ktime_get_ns();
	if (now < ns)
		__atomic_fetch_add(&ahead, ns - now, __ATOMIC_SEQ_CST);
	if (timers_wake)
		pthread_cond_signal(timers_wake);
	unix_pool_unlock();
}
