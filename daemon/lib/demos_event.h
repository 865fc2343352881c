/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: listening to what happens on this machine. Included by demos.h.
 */
#ifndef DEMOS_EVENT_H
#define DEMOS_EVENT_H

#include <linux/demos.h>

struct demos_events;

/**
 * demos_events_open() - listen to this machine's events
 * @events: gets the listener
 *
 * It has a socket of its own, so that a flood of events cannot disturb
 * anything else.
 *
 * Return: 0 or a negative errno.
 */
int demos_events_open(struct demos_events **events);

/**
 * demos_events_close() - stop listening
 * @events: from demos_events_open(), or NULL
 */
void demos_events_close(struct demos_events *events);

/**
 * demos_events_fd() - what to poll for input
 * @events: from demos_events_open()
 *
 * Return: a file descriptor that belongs to @events.
 */
int demos_events_fd(const struct demos_events *events);

/**
 * demos_events_next() - get the next event
 * @events: from demos_events_open()
 * @timeout_ms: time limit, 0: do not wait, or DEMOS_NO_LIMIT
 * @event: gets it
 *
 * Return: 1: there is one; 0: none within the time limit; -ENOBUFS: some were
 * lost, go on; another negative errno (-EINTR too).
 */
int demos_events_next(struct demos_events *events, int timeout_ms,
		      struct demos_event *event);

#endif
