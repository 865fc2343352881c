// SPDX-License-Identifier: GPL-2.0
/*
 * When a machine is at rest. The linker puts the functions here that begin with
 * __wrap_ before those of the machine that they call __real_.
 */
#include <linux/demos.h>
#include <linux/wait.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "door/host.h"
#include "host/pool.h"
#include "rest.h"
#include "transport/connection.h"
#include "transport/peer.h"
#include "transport/socket.h"
#include "z8k.h"

/* ns: a machine that has not come to rest by then never does; less than the
 * time until a silent connection is cut
 */
#define PATIENCE	(10 * NSEC_PER_SEC)
/* After so many stops of guests one of them seems to run without end */
#define STOPS_MOST	1000
/* And if one did when the machine was last waited for */
#define STOPS_FEW	100
/* A slice that ends without a stop counts as so many */
#define SLICE_STOPS	50
/* ms between looks for changes that wake nobody, as those by RCU's callbacks */
#define LOOK_TIME	5

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rest_socket sockets[REST_SOCKETS];	/* [lock] */
static u32 count;

/* The machine, until the end of the input */
static struct demos_host *machine;
/* Reads the bytes that the machine sends to peers that read */
static void (*reader)(void);

static bool restless;		/* a guest seems to run without end */
static u32 stops;		/* of guests */
static u32 stops_end;		/* wait for rest no longer */
/* This thread is in wait_until() */
static __thread bool awaits;

void __real_demos_socket_prepare(struct socket *sock);
int __real_demos_socket_receive(struct socket *sock, void *bytes, size_t room);
int __real_demos_socket_send(struct socket *sock, struct kvec *vec, u32 count,
			     u32 bytes);
void __real_demos_socket_await_room(struct socket *sock);
void __real_demos_socket_end(struct socket *sock);
enum z8k_exit __real_z8k_run(struct z8k_cpu *cpu, struct z8k_memory *mem,
			     struct z8k_cache *cache,
			     const struct z8k_host *host, u32 budget,
			     struct z8k_stop *stop);

void __wrap_demos_socket_prepare(struct socket *sock);
int __wrap_demos_socket_receive(struct socket *sock, void *bytes, size_t room);
int __wrap_demos_socket_send(struct socket *sock, struct kvec *vec, u32 count,
			     u32 bytes);
void __wrap_demos_socket_await_room(struct socket *sock);
void __wrap_demos_socket_end(struct socket *sock);
enum z8k_exit __wrap_z8k_run(struct z8k_cpu *cpu, struct z8k_memory *mem,
			     struct z8k_cache *cache,
			     const struct z8k_host *host, u32 budget,
			     struct z8k_stop *stop);

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
 * rest_watch() - note the machine of an input, which is up
 * @host: the machine
 * @read_all: reads the bytes that it sends to peers that read
 *
 * It stays valid until rest_begin().
 */
void rest_watch(struct demos_host *host, void (*read_all)(void))
{
	machine = host;
	reader = read_all;
}

/**
 * rest_last() - the socket that the machine took last
 *
 * Return: its entry, which is valid until rest_begin().
 */
struct rest_socket *rest_last(void)
{
	return &sockets[count - 1];
}

/**
 * rest_full() - are all sockets in use but the last?
 *
 * Return: yes: the last one is for the honest peer, at the end of the input.
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

/* Guests run until something stops them */
enum z8k_exit __wrap_z8k_run(struct z8k_cpu *cpu, struct z8k_memory *mem,
			     struct z8k_cache *cache,
			     const struct z8k_host *host, u32 budget,
			     struct z8k_stop *stop)
{
	enum z8k_exit exit = __real_z8k_run(cpu, mem, cache, host, budget,
					    stop);

	__atomic_fetch_add(&stops, exit == Z8K_EXIT_BUDGET ? SLICE_STOPS : 1,
			   __ATOMIC_RELAXED);
	return exit;
}

/* Return: is everything read? @blocked: items that cannot send */
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

/* Items that send, and are queued again before they have ended */
static u32 count_again(struct demos_peers *peers)
{
	struct demos_connection *connection;
	u32 again = 0;

	mutex_lock(&peers->lock);
	unix_pool_lock();
	list_for_each_entry(connection, &peers->connections, node)
		again += connection->send.work.state == AGAIN;
	unix_pool_unlock();
	mutex_unlock(&peers->lock);
	return again;
}

/* Is each item that sends one of those @blocked, or queued behind it? */
static bool sending_rests(struct demos_peers *peers, u32 blocked)
{
	u32 items;

	unix_pool_lock();
	items = peers->sending->items;
	unix_pool_unlock();
	return items <= blocked || (blocked &&
	       items <= blocked + count_again(peers));
}

static bool is_at_rest(void)
{
	u32 blocked;
	bool rest = sockets_rest(&blocked) &&
		    clock_next() > ktime_get_ns();

	unix_pool_lock();
	rest = rest && !machine->work->items && !machine->peers->ending->items;
	unix_pool_unlock();
	return rest && sending_rests(machine->peers, blocked) &&
	       sockets_rest(&blocked);
}

static bool runs_on(void)
{
	return (s32)(__atomic_load_n(&stops, __ATOMIC_RELAXED) - stops_end) > 0;
}

static bool read_and_rests(void *arg)
{
	reader();
	return is_at_rest() || runs_on();
}

/* While it counts, each item that ends wakes unix_pool_changed */
static void count_canceler(int change)
{
	unix_pool_lock();
	unix_pool_cancelers += change;
	unix_pool_unlock();
}

/*
 * Wait until DONE returns true, at most NS of real time. It is called after
 * each event: an item of a work queue has ended, a thread of a connection waits
 * or has sent, the timers' thread sleeps, a thread that naps was woken.
 */
static bool wait_until(bool (*done)(void *arg), void *arg, u64 ns)
{
	u64 end = clock_real() + ns;
	bool is;

	awaits = true;
	count_canceler(1);
	do {
		is = wait_event_timeout(unix_pool_changed, done(arg),
					LOOK_TIME);
	} while (!is && clock_real() < end);
	count_canceler(-1);
	awaits = false;
	return is;
}

/**
 * struct wish - something that the machine is to do
 * @done: is it done?
 * @arg: for it
 */
struct wish {
	bool (*done)(void *arg);
	void *arg;
};

static bool read_and_check(void *arg)
{
	const struct wish *wish = arg;

	reader();
	return wish->done(wish->arg);
}

/**
 * rest_until() - wait for something that the machine does
 * @done: is it done? Called after each event in the machine
 * @arg: for it
 * @ns: real time, at most
 *
 * Return: false: it has not been done.
 */
bool rest_until(bool (*done)(void *arg), void *arg, u64 ns)
{
	struct wish wish = { done, arg };

	return wait_until(read_and_check, &wish, ns);
}

/* Return: false: the machine does not come to rest, as a guest runs on */
static bool rest_or(bool (*done)(void *arg), void *arg)
{
	stops_end = __atomic_load_n(&stops, __ATOMIC_RELAXED) +
		    (restless ? STOPS_FEW : STOPS_MOST);
	if (!wait_until(done, arg, PATIENCE)) {
		fprintf(stderr, "the machine does not come to rest\n");
		abort();
	}
	restless = runs_on() && !is_at_rest();
	return !restless;
}

/**
 * rest_await() - wait until the machine is at rest
 *
 * A guest that runs without end is not waited for.
 */
void rest_await(void)
{
	rest_or(read_and_rests, NULL);
	reader();
}

static bool rests_or_done(void *arg)
{
	bool (**done)(void) = arg;

	return (*done)() || is_at_rest() || runs_on();
}

/**
 * rest_unless() - wait until the machine is at rest, but nobody reads
 * @done: ends the wait, too; called after each event
 *
 * For a thread of the machine.
 *
 * Return: false: the machine does not come to rest, as a guest runs on.
 */
bool rest_unless(bool (*done)(void))
{
	return rest_or(rests_or_done, &done);
}

/**
 * rest_is_awaited() - is the calling thread in one of these functions?
 *
 * Return: yes: its sleeps take real time.
 */
bool rest_is_awaited(void)
{
	return awaits;
}

/**
 * rest_jump() - let time pass at once
 * @ms: how much
 */
void rest_jump(u64 ms)
{
	clock_jump_to(ktime_get_ns() + ms * NSEC_PER_MSEC);
}
