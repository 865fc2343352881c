/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event loop of a server: descriptors, a time limit, and the signals that
 * end it. It takes one event at a time, so any function that it calls may
 * remove and free a source.
 */
#ifndef DEMOS_LOOP_H
#define DEMOS_LOOP_H

#include <stdbool.h>
#include <linux/types.h>
#include <sys/epoll.h>

/**
 * struct loop_source - a descriptor to watch, embedded in its owner
 * @fd: the descriptor; stays the owner's
 * @ready: called with the EPOLL* that it is ready for
 */
struct loop_source {
	int fd;
	void (*ready)(struct loop_source *source, __u32 events);
};

/**
 * struct loop - the loop
 * @epoll: the epoll descriptor
 * @signals: SIGTERM, SIGINT and SIGHUP
 * @hangup: called at SIGHUP; NULL: SIGHUP ends the loop, too
 * @stop: end at the next turn
 */
struct loop {
	int epoll;
	struct loop_source signals;
	void (*hangup)(void);
	bool stop;
};

int loop_init(struct loop *loop);
int loop_add(struct loop *loop, struct loop_source *source, __u32 events);
void loop_change(struct loop *loop, struct loop_source *source, __u32 events);
void loop_remove(struct loop *loop, struct loop_source *source);
int loop_run(struct loop *loop, int (*turn)(void *arg), void *arg);
void loop_ready(const char *status);
void loop_stopping(void);

#endif
