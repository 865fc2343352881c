/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: what a program does while one of its calls waits for another
 * process, for instance tell its user. Included by demos.h.
 */
#ifndef DEMOS_WATCH_H
#define DEMOS_WATCH_H

#include "demos.h"

/**
 * typedef demos_watch_fn - called while a call waits
 * @demos: handle
 * @link: link over which the call was sent; 0: it looks for a server
 * @arg: from demos_watch()
 *
 * May make calls itself; while these wait it is called as for any other.
 *
 * Return: 0: go on waiting; a negative errno, but not -EINTR: the call is given
 * up, and returns this.
 */
typedef int (*demos_watch_fn)(struct demos *demos, __u32 link, void *arg);

/**
 * demos_watch() - have a function called while calls and demos_wait() wait
 * @demos: handle
 * @fd: what to poll then (timers or signals, for instance), -1: nothing
 * @fn: called when @fd can be read
 * @arg: for @fn
 *
 * A call that is given up may have been sent: only its answer is no longer
 * awaited. The registered memory that demos_move_read_area() names is written
 * all the same until that move ends.
 */
void demos_watch(struct demos *demos, int fd, demos_watch_fn fn, void *arg);

#endif
