/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event loop of a server: descriptors, a time limit, and the signals that
 * ask it to end. One event is taken at a time, so a source may be removed and
 * freed in any function that the loop calls.
 */
#ifndef DEMOS_LOOP_H
#define DEMOS_LOOP_H

#include <stdbool.h>
#include <linux/types.h>
#include <sys/epoll.h>

/**
 * struct loop_source - a descriptor to watch, embedded in what it belongs to
 * @fd: the descriptor; stays the owner's
 * @ready: called with EPOLL* of what it is ready for
 */
struct loop_source {
	int fd;
	void (*ready)(struct loop_source *source, __u32 events);
};

/**
 * struct loop - the loop
 * @epoll: what it waits on
 * @signals: SIGTERM, SIGINT and SIGHUP
 * @hangup: called at SIGHUP, NULL: that is the end, too
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
