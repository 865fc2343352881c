/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Clients that keep calling the server of guests/server.c. They check that no
 * answer is lost, doubled or out of order.
 */
#ifndef SELFTEST_TRAFFIC_H
#define SELFTEST_TRAFFIC_H

#include "../guests/tally.h"
#include "guest.h"

/**
 * struct caller - a client
 * @process: a native process
 * @link: to the server
 * @asked: number of its last message
 * @answered: number of the last answer
 * @limit: number of the last call that it makes
 * @failed: 0, or its first error: a result, or -EPROTO for a wrong answer
 * @credit: credit for the next answer
 */
struct caller {
	struct process process;
	uint32_t link;
	uint32_t asked;
	uint32_t answered;
	uint32_t limit;
	int failed;
	uint32_t credit;
};

int caller_start(struct caller *caller, const struct machine *machine,
		 struct process *giver, uint32_t link);
void caller_stop(struct caller *caller);
void callers_go(struct caller *callers, int count, uint32_t calls);
int callers_turn(struct caller *callers, int count, struct client **others,
		 int nothers);
int callers_ask(struct caller *callers, int count);
int callers_stop(struct caller *callers, int count);
int callers_run(struct caller *callers, int count, uint32_t calls);
int callers_until(struct caller *callers, int count, struct process *process,
		  uint32_t credit, struct message *message);
int server_tally(struct process *process, uint32_t link, struct tally *tally);

#endif
