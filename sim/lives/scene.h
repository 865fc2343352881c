/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scene with two processes that send each other messages, on machines 1 and
 * 2. The second is moved to machine 3; then machines are restarted.
 */
#ifndef LIVES_SCENE_H
#define LIVES_SCENE_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_process;

/**
 * struct scene - the two processes
 * @x: the first
 * @p: the second
 * @pid: its identifier
 * @to_p: link of @x to it, from before the move
 * @to_x: its link to @x
 */
struct scene {
	struct demos_process *x;
	struct demos_process *p;
	u64 pid;
	u32 to_p;
	u32 to_x;
};

/**
 * struct heard - what a process has received
 * @messages: how many messages
 * @disorder: one of them came out of order
 * @dead: notices DEMOS_EDEAD
 * @unknown: notices DEMOS_EUNKNOWN
 * @lost: messages that these are about
 * @room: notices DEMOS_EROOM
 * @others: other notices
 */
struct heard {
	u32 messages;
	bool disorder;
	u32 dead;
	u32 unknown;
	u32 lost;
	u32 room;
	u32 others;
};

/* By the last scene_drain() */
extern struct heard heard;

void check(bool ok, const char *what, u64 value);
void scene_hosts(void);
void scene_begin(struct scene *scene);
void scene_evacuate(struct scene *scene);
void scene_restart(u16 id, bool crash);
void scene_crash(u16 id);
struct demos_process *scene_find(u64 pid);
void scene_move(struct demos_process **process, u16 to);
void scene_pass(struct demos_process *process, u32 link,
		const struct demos_process *to);
u64 scene_count(u16 id, enum demos_counter counter);
enum demos_result scene_send(struct demos_process *process, u32 link,
			     u32 value);
u32 scene_fill(struct demos_process *from, u32 link);
void scene_drain(struct demos_process *process);
u32 scene_talk(struct demos_process *from, u32 link, struct demos_process *to,
	       u32 count);
int scenes_over(const char *name);

#endif
