// SPDX-License-Identifier: GPL-2.0
/*
 * A scene with two processes that send each other messages.
 */
#include <assert.h>
#include <stdio.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "core/message.h"
#include "core/queue.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

static u32 failed, tests;

struct heard heard;

/**
 * check() - report what must not be
 * @ok: it is as it must be
 * @what: what is wrong if not
 * @value: printed with that
 */
void check(bool ok, const char *what, u64 value)
{
	if (ok)
		return;
	printf("not ok - %s (%llu)\n", what, (unsigned long long)value);
	failed++;
}

static void hear(const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;
	u32 value;

	if (!(msg->head.flags & DEMOS_F_NOTICE)) {
		memcpy(&value, msg->data, sizeof(value));
		heard.disorder |= value != heard.messages;
		heard.messages++;
		return;
	}
	switch (be16_to_cpu(notice->kind)) {
	case DEMOS_EDEAD:
		heard.dead++;
		break;
	case DEMOS_EUNKNOWN:
		heard.unknown++;
		heard.lost += be16_to_cpu(notice->flags) ?: 1;
		break;
	case DEMOS_EROOM:
		heard.room++;
		break;
	default:
		heard.others++;
	}
}

/**
 * scene_fill() - send until the window is full
 * @from: the sender
 * @link: its link
 *
 * Return: how many messages were sent.
 */
u32 scene_fill(struct demos_process *from, u32 link)
{
	u32 n = 0;

	while (scene_send(from, link, n) == DEMOS_OK)
		n++;
	return n;
}

/**
 * scene_drain() - let a process receive all that it has
 * @process: the process; @heard says what it got, messages counted from 0
 */
void scene_drain(struct demos_process *process)
{
	const struct demos_want want = { .channels = ~0U };
	u32 names[DEMOS_LINKS_MAX];
	struct demos_message *msg;
	enum demos_result result;

	memset(&heard, 0, sizeof(heard));
	do {
		mutex_lock(&process->lock);
		msg = demos_queue_take(process, &want, DEMOS_DATA_MAX, names,
				       &result);
		mutex_unlock(&process->lock);
		if (msg)
			hear(msg);
		demos_message_destroy(msg);
	} while (msg);
	process->machine->ops->schedule(process);
	hosts_settle();
}

/**
 * scene_send() - have a process send a message
 * @process: the process
 * @link: name of its link
 * @value: the data of the message
 *
 * Return: enum demos_result.
 */
enum demos_result scene_send(struct demos_process *process, u32 link,
			     u32 value)
{
	const struct demos_enclosure nothing = {};
	struct demos_message *msg = demos_message_create(sizeof(value));
	enum demos_result result;

	memcpy(msg->data, &value, sizeof(value));
	result = demos_call_send(process, link, msg, &nothing);
	if (result != DEMOS_OK)
		demos_message_destroy(msg);
	return result;
}

/**
 * scene_crash() - a machine crashes, and comes back at once
 * @id: the machine
 *
 * Nothing settles: this may be in the middle of a migration.
 */
void scene_crash(u16 id)
{
	host_crash(id);
	host_come_back(id);
}

/**
 * scene_find() - find a process, wherever it is now
 * @pid: its identifier
 *
 * Return: the process, or NULL.
 */
struct demos_process *scene_find(u64 pid)
{
	struct demos_process *process = NULL;
	u16 id;

	for (id = 1; id <= MACHINES && !process; id++)
		process = host_find(id, pid);
	return process;
}

/**
 * scene_move() - let a process migrate
 * @process: the process; gets its copy on @to
 * @to: the destination
 */
void scene_move(struct demos_process **process, u16 to)
{
	u64 pid = (*process)->entry.pid;

	guest_migrate(host_birth(4), *process, to);
	hosts_settle();
	*process = host_find(to, pid);
	assert(*process);
}

/**
 * scene_pass() - send a link on to another process
 * @process: its holder
 * @link: the link
 * @to: the other process
 */
void scene_pass(struct demos_process *process, u32 link,
		const struct demos_process *to)
{
	const struct demos_enclosure enclosure = {
		.count = 1,
		.names = { link },
	};
	u32 over = guest_link(process, to, DEMOS_LINK_DUP);

	assert(demos_call_send(process, over, demos_message_create(1),
			       &enclosure) == DEMOS_OK);
	hosts_settle();
}

/**
 * scene_count() - read a counter
 * @id: id of the machine
 * @counter: which counter
 *
 * Return: its value.
 */
u64 scene_count(u16 id, enum demos_counter counter)
{
	return atomic64_read(&hosts[id].machine.counters[counter]);
}

/**
 * scene_talk() - send messages, which the receiver reads as they come
 * @from: the sender
 * @link: name of its link to the receiver
 * @to: the receiver
 * @count: how many messages
 *
 * Return: how many arrived, before a send was refused.
 */
u32 scene_talk(struct demos_process *from, u32 link, struct demos_process *to,
	       u32 count)
{
	struct heard sum = {};
	u32 i;

	for (i = 0; i < count; i++) {
		if (scene_send(from, link, i - sum.messages) != DEMOS_OK)
			break;
		hosts_settle();
		scene_drain(to);
		sum.messages += heard.messages;
		sum.disorder |= heard.disorder;
	}
	check(!sum.disorder, "messages are out of order", 0);
	return sum.messages;
}

/**
 * scene_evacuate() - have the second process moved
 * @scene: the scene; afterwards the process is on machine 3
 */
void scene_evacuate(struct scene *scene)
{
	guest_migrate(host_birth(4), scene->p, 3);
	hosts_settle();
	scene->p = host_find(3, scene->pid);
	assert(scene->p);
}

/**
 * scene_hosts() - begin a scene without processes
 */
void scene_hosts(void)
{
	tests++;
	hosts_begin();
}

/**
 * scene_begin() - begin a scene
 * @scene: filled in; both processes have sent each other some messages
 */
void scene_begin(struct scene *scene)
{
	scene_hosts();
	scene->x = host_birth(1);
	scene->p = host_birth(2);
	scene->pid = scene->p->entry.pid;
	scene->to_p = guest_link(scene->x, scene->p, DEMOS_LINK_DUP);
	scene->to_x = guest_link(scene->p, scene->x, DEMOS_LINK_DUP);
	check(scene_talk(scene->x, scene->to_p, scene->p, 4) == 4, "first", 4);
	check(scene_talk(scene->p, scene->to_x, scene->x, 3) == 3, "first", 3);
}

/**
 * scene_restart() - restart a machine
 * @id: its id
 * @crash: it crashes; else it goes down in good order
 */
void scene_restart(u16 id, bool crash)
{
	if (crash)
		host_crash(id);
	else
		host_go_down(id);
	hosts_settle();
	host_come_back(id);
}

/**
 * scenes_over() - report the result of all scenes
 * @name: of the program
 *
 * Return: its exit status.
 */
int scenes_over(const char *name)
{
	printf("%s: %u passed, %u failed\n", name, tests - failed, failed);
	return failed != 0;
}
