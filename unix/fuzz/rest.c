// SPDX-License-Identifier: GPL-2.0
/*
 * When a machine is at rest, and its time. The linker puts the functions here
 * that begin with __wrap_ before those of the host that they call __real_.
 */
#include <errno.h>
#include <linux/demos.h>
#include <linux/futex.h>
#include <linux/wait.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "door/host.h"
#include "host/pool.h"
#include "host/timer.h"
#include "rest.h"
#include "transport/peer.h"
#include "transport/socket.h"

/* ns: a machine that has not come to rest by then never does */
#define PATIENCE	(500 * NSEC_PER_MSEC)
/* ns for one that did not when it was last waited for */
#define IMPATIENCE	(2 * NSEC_PER_MSEC)
/* ns in which another thread should have ended a limited wait */
#define WAIT_MOST	(2 * NSEC_PER_MSEC)
/* s: no end of a wait is later, but for waits without limit */
#define WAIT_LIMIT	100000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rest_socket sockets[REST_SOCKETS];	/* [lock] */
static u32 count;

static u64 ahead;		/* ns that the machine's clock is ahead */
/* The machine does not come to rest */
static bool restless;
/* Waits of this thread take real time */
static __thread bool patient;
/* Until then the timers' thread sleeps; 0: it does not */
static u64 timer_sleeps;

void __real_demos_socket_prepare(struct socket *sock);
int __real_demos_socket_receive(struct socket *sock, void *bytes, size_t room);
int __real_demos_socket_send(struct socket *sock, struct kvec *vec, u32 count,
			     u32 bytes);
void __real_demos_socket_await_room(struct socket *sock);
void __real_demos_socket_end(struct socket *sock);
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __real_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __real_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until);
long __real_syscall(long number, ...);

void __wrap_demos_socket_prepare(struct socket *sock);
int __wrap_demos_socket_receive(struct socket *sock, void *bytes, size_t room);
int __wrap_demos_socket_send(struct socket *sock, struct kvec *vec, u32 count,
			     u32 bytes);
void __wrap_demos_socket_await_room(struct socket *sock);
void __wrap_demos_socket_end(struct socket *sock);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until);
long __wrap_syscall(long number, ...);

/**
 * rest_begin() - forget the sockets of the last input
 */
void rest_begin(void)
{
	pthread_mutex_lock(&lock);
	memset(sockets, 0, sizeof(sockets));
	count = 0;
	pthread_mutex_unlock(&lock);
	restless = false;
}

/**
 * rest_last() - the socket that the machine took last
 *
 * Return: what is known of it, until rest_begin().
 */
struct rest_socket *rest_last(void)
{
	return &sockets[count - 1];
}

/**
 * rest_full() - may the machine be given no more sockets?
 *
 * Return: only one more, at the end.
 */
bool rest_full(void)
{
	return count >= REST_SOCKETS - 1;
}

static struct rest_socket *find(const struct socket *sock)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (sockets[i].sock == sock)
			return &sockets[i];
	assert(!"a socket that the machine was not given");
	return NULL;
}

/* By the fuzzer's thread, before the connection's begins */
void __wrap_demos_socket_prepare(struct socket *sock)
{
	pthread_mutex_lock(&lock);
	assert(count < REST_SOCKETS);
	sockets[count++].sock = sock;
	pthread_mutex_unlock(&lock);
	__real_demos_socket_prepare(sock);
}

int __wrap_demos_socket_receive(struct socket *sock, void *bytes, size_t room)
{
	struct rest_socket *rest;
	int got;

	pthread_mutex_lock(&lock);
	rest = find(sock);
	rest->waits = true;
	pthread_mutex_unlock(&lock);
	wake_up_all(&unix_pool_changed);
	got = __real_demos_socket_receive(sock, bytes, room);
	pthread_mutex_lock(&lock);
	rest->waits = false;
	if (got > 0)
		rest->got += got;
	pthread_mutex_unlock(&lock);
	return got;
}

static void count_sends(const struct socket *sock, int change)
{
	pthread_mutex_lock(&lock);
	find(sock)->sends += change;
	pthread_mutex_unlock(&lock);
	wake_up_all(&unix_pool_changed);
}

int __wrap_demos_socket_send(struct socket *sock, struct kvec *vec, u32 entries,
			     u32 bytes)
{
	int err;

	count_sends(sock, 1);
	err = __real_demos_socket_send(sock, vec, entries, bytes);
	count_sends(sock, -1);
	return err;
}

void __wrap_demos_socket_await_room(struct socket *sock)
{
	count_sends(sock, 1);
	__real_demos_socket_await_room(sock);
	count_sends(sock, -1);
}

void __wrap_demos_socket_end(struct socket *sock)
{
	pthread_mutex_lock(&lock);
	find(sock)->sock = NULL;
	pthread_mutex_unlock(&lock);
	__real_demos_socket_end(sock);
}

static u64 get_ahead(void)
{
	return __atomic_load_n(&ahead, __ATOMIC_SEQ_CST);
}

static u64 to_ns(const struct timespec *time)
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

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int err = __real_clock_gettime(clock, now);

	if (clock == CLOCK_MONOTONIC)
		*now = to_time(to_ns(now) + get_ahead());
	return err;
}

static void set_timer_sleeps(u64 until)
{
	__atomic_store_n(&timer_sleeps, until, __ATOMIC_SEQ_CST);
}

int __wrap_pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	int err;

	set_timer_sleeps(U64_MAX);
	wake_up_all(&unix_pool_changed);
	err = __real_pthread_cond_wait(cond, mutex);
	set_timer_sleeps(0);
	return err;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
				  const struct timespec *until)
{
	struct timespec real = to_time(to_ns(until) - get_ahead());
	int err;

	set_timer_sleeps(to_ns(until));
	wake_up_all(&unix_pool_changed);
	err = __real_pthread_cond_timedwait(cond, mutex, &real);
	set_timer_sleeps(0);
	return err;
}

/* Let the machine's clock show at least a time */
static void advance_to(u64 ns)
{
	u64 now = ktime_get_ns();

	if (now < ns)
		__atomic_fetch_add(&ahead, ns - now, __ATOMIC_SEQ_CST);
	unix_pool_lock();
	unix_timer_watch();
	unix_pool_unlock();
}

/*
 * Sleeping on a word: nothing happens in most limited waits, so they take a
 * moment of real time, and then the clock jumps.
 */
long __wrap_syscall(long number, ...)
{
	const struct timespec *until;
	struct timespec now, soon;
	unsigned long args[6];
	va_list list;
	long result;
	int i;

	va_start(list, number);
	for (i = 0; i < 6; i++)
		args[i] = va_arg(list, unsigned long);
	va_end(list);
	until = (void *)args[3];
	if (number != SYS_futex || !until)
		return __real_syscall(number, args[0], args[1], args[2],
				      args[3], args[4], args[5]);
	__real_clock_gettime(CLOCK_MONOTONIC, &now);
	soon = to_time(min(to_ns(until) - get_ahead(),
			   to_ns(&now) + (patient ? PATIENCE : WAIT_MOST)));
	if (until->tv_sec - now.tv_sec > WAIT_LIMIT)
		return __real_syscall(number, args[0], args[1], args[2], NULL,
				      args[4], args[5]);
	result = __real_syscall(number, args[0], args[1], args[2], &soon,
				args[4], args[5]);
	if (result < 0 && errno == ETIMEDOUT && !patient) {
		advance_to(to_ns(until));
		errno = ETIMEDOUT;
	}
	return result;
}

static bool timers_rest(void)
{
	return __atomic_load_n(&timer_sleeps, __ATOMIC_SEQ_CST) >
	       ktime_get_ns();
}

/* Return: is everything read? @blocked: threads that cannot send */
static bool sockets_rest(u32 *blocked)
{
	bool rest = true;
	u32 i;

	*blocked = 0;
	pthread_mutex_lock(&lock);
	for (i = 0; i < count; i++) {
		struct rest_socket *one = &sockets[i];

		if (!one->sock)
			continue;
		if (one->stalled && one->sends)
			*blocked += one->sends;
		else if (one->closed || !one->waits || one->got != one->sent)
			rest = false;
	}
	pthread_mutex_unlock(&lock);
	return rest;
}

static bool is_at_rest(void *arg)
{
	struct demos_host *host = arg;
	u32 blocked;
	bool rest = sockets_rest(&blocked) && timers_rest();

	unix_pool_lock();
	rest = rest && !host->work->items && !host->peers->ending->items &&
	       host->peers->sending->items <= blocked;
	unix_pool_unlock();
	return rest && sockets_rest(&blocked);
}

static u64 real_now(void)
{
	struct timespec now;

	__real_clock_gettime(CLOCK_MONOTONIC, &now);
	return to_ns(&now);
}

/**
 * rest_until() - wait for something that the machine does
 * @done: is it done? It changes only by items of work queues, or when a thread
 *        of a connection waits
 * @arg: for it
 * @ns: real time, at most
 * @read_all: reads what the machine sends to the peers that read
 *
 * Return: false: it has not been done.
 */
bool rest_until(bool (*done)(void *arg), void *arg, u64 ns,
		void (*read_all)(void))
{
	u64 end = real_now() + ns;
	bool is;

	patient = true;
	do {
		read_all();
		is = wait_event_timeout(unix_pool_changed, done(arg), 5);
	} while (!is && real_now() < end);
	patient = false;
	return is;
}

/**
 * rest_await() - wait until the machine is at rest
 * @host: it
 * @read_all: reads what it sends to the peers that read
 *
 * A guest that runs without end is not waited for.
 */
void rest_await(struct demos_host *host, void (*read_all)(void))
{
	restless = !rest_until(is_at_rest, host, restless ? IMPATIENCE :
			       PATIENCE, read_all);
	read_all();
}

/**
 * rest_jump() - let time pass at once
 * @ms: how much
 */
void rest_jump(u64 ms)
{
	advance_to(ktime_get_ns() + ms * NSEC_PER_MSEC);
}
