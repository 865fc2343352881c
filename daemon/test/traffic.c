// SPDX-License-Identifier: GPL-2.0
/*
 * libdemos with many messages: to a small buffer, and between many threads.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/check.h"
#include "test/library.h"

#define MESSAGES	20000
#define THREADS		8
#define CALLS		200

/* ---- a receiver with a small buffer and an event loop */

struct flood {
	__u32 next;
	bool wrong;
};

static void flooded(struct demos *demos, const struct demos_incoming *in,
		    void *arg)
{
	struct flood *flood = arg;
	__u32 number;

	memcpy(&number, in->data, sizeof(number));
	if (in->error || number != flood->next++ ||
	    in->length != 4 + number % 4000)
		flood->wrong = true;
	/* Now and then make a request that is answered at once */
	if (in->nlinks && demos_link_destroy(demos, in->links[0]))
		flood->wrong = true;
}

static void *flood_send(void *arg)
{
	static __u32 data[DEMOS_DATA_MAX / 4];
	struct demos_outgoing out = { .data = data };
	const struct demos_link wanted = { .flags = FREE };
	struct demos *demos = arg;
	__u32 link;
	int err;

	err = demos_find(demos, "flood", SOON, &link);
	for (data[0] = 0; data[0] < MESSAGES && !err; data[0]++) {
		out.length = 4 + data[0] % 4000;
		out.nlinks = data[0] % 100 == 0;
		if (out.nlinks)
			err = demos_link_create(demos, &wanted, &out.links[0]);
		if (!err)
			err = demos_send(demos, link, &out);
	}
	if (err)
		printf("# message %u: %s\n", data[0], demos_error(demos));
	return err ? arg : NULL;
}

void nothing_is_lost_to_a_small_buffer(void)
{
	const struct demos_link wanted = { .flags = FREE };
	struct demos *receiver = library_process("flood");
	struct demos *sender = library_process("sender");
	struct pollfd input = { .fd = demos_fd(receiver), .events = POLLIN };
	struct flood flood = { 0 };
	__u32 mine, sb, token;
	int smallest = 1;
	pthread_t thread;
	void *wrong;

	CHECK(!demos_link_create(receiver, &wanted, &mine));
	CHECK(!demos_boot_find(receiver, SOON, &sb));
	CHECK(!demos_sb_register(receiver, sb, "flood", mine, &token));
	CHECK(!setsockopt(demos_fd(receiver), SOL_SOCKET, SO_RCVBUF,
			  &smallest, sizeof(smallest)));
	CHECK(!demos_listen(receiver, 1, flooded, &flood));
	CHECK(!pthread_create(&thread, NULL, flood_send, sender));
	while (flood.next < MESSAGES && !flood.wrong) {
		if (demos_dispatch(receiver) < 0)
			break;
		if (flood.next < MESSAGES && poll(&input, 1, SOON) <= 0)
			break;
	}
	CHECK(flood.next == MESSAGES);
	CHECK(!flood.wrong);
	CHECK(!pthread_join(thread, &wrong) && !wrong);
	demos_close(sender);
	demos_close(receiver);
}

/* ---- threads: each has a handle, all call one another */

struct worker {
	pthread_t thread;
	struct demos *demos;
	__u32 next;		/* link to the next one */
	unsigned int served;
	unsigned int answers;
	bool held_up;
	bool wrong;
};

static void serve(struct demos *demos, const struct demos_incoming *in,
		  void *arg)
{
	const struct demos_outgoing out = { .data = in->data,
					    .length = in->length };
	struct worker *worker = arg;

	if (in->error || !in->nlinks ||
	    demos_send(demos, in->links[0], &out))
		worker->wrong |= in->error != -ECANCELED;
	else
		worker->served++;
}

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct worker *worker = arg;

	(void)demos;
	worker->answers += !in->error && in->length == sizeof(unsigned int);
}

static void may_call(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct worker *worker = arg;

	(void)demos;
	worker->held_up = false;
	worker->wrong |= in->error && in->error != -ECANCELED;
}

/* Too many calls are on their way: serve others meanwhile */
static void hold_up(struct worker *worker)
{
	worker->held_up = true;
	worker->wrong |= demos_send_wait_post(worker->demos, worker->next,
					      may_call, worker) < 0;
	while (worker->held_up && !worker->wrong)
		worker->wrong |= demos_wait(worker->demos, SOON) <= 0;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	unsigned int calls = 0;
	const struct demos_outgoing out = { .data = &calls,
					    .length = sizeof(calls) };
	int err;

	while (calls < CALLS && !worker->wrong) {
		err = demos_call_post(worker->demos, worker->next, &out,
				      answered, worker);
		if (err == -EAGAIN)
			hold_up(worker);
		else if (err)
			worker->wrong = true;
		else
			calls++;
	}
	while (!worker->wrong &&
	       (worker->answers < CALLS || worker->served < CALLS))
		worker->wrong |= demos_wait(worker->demos, SOON) <= 0;
	return NULL;
}

void each_thread_has_a_handle(void)
{
	const struct demos_link wanted = { .flags = FREE };
	struct worker workers[THREADS] = { 0 };
	struct demos *next;
	int i;

	for (i = 0; i < THREADS; i++) {
		workers[i].demos = library_process("worker");
		CHECK(!demos_listen(workers[i].demos, 1, serve, &workers[i]));
	}
	for (i = 0; i < THREADS; i++) {
		next = workers[(i + 1) % THREADS].demos;
		workers[i].next = library_introduce(workers[i].demos, next,
						    "worker", &wanted);
	}
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&workers[i].thread, NULL, work,
				      &workers[i]));
	for (i = 0; i < THREADS; i++) {
		CHECK(!pthread_join(workers[i].thread, NULL));
		CHECK(!workers[i].wrong);
	}
	for (i = 0; i < THREADS; i++) {
		demos_close(workers[i].demos);
		CHECK(workers[i].served == CALLS);
	}
}
