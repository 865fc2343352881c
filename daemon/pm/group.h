/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guests of a group have done, all of them together.
 */
#ifndef DEMOS_GROUP_H
#define DEMOS_GROUP_H

#include <linux/demos.h>

struct guest;
struct manager;
struct serve_request;

/**
 * struct group_sums - the answer about a group, in our byte order
 * @result: of the first guest for which it failed
 * @group: the group
 * @guests: how many belong to it
 * @alive: how many of them had not ended
 * @done: for how many of them it was done
 * @instructions: of all of them
 * @sent: messages sent by all of them
 * @received: messages received
 * @moves: how often they have moved
 */
struct group_sums {
	enum demos_result result;
	__u64 group;
	__u32 guests;
	__u32 alive;
	__u32 done;
	__u64 instructions;
	__u64 sent;
	__u64 received;
	__u32 moves;
};

void group_add(struct group_sums *sums, const struct guest *guest);
void group_answer(struct manager *pm, __u32 reply,
		  const struct group_sums *sums);
enum demos_result group_wait(struct manager *pm, __u64 group,
			     const struct serve_request *request);

#endif
