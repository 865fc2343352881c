// SPDX-License-Identifier: GPL-2.0
/*
 * Puppets. All that a puppet knows of its own is in its program, which moves
 * with it: a pattern that depends on who it is, and how much it received.
 */
#include <assert.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "call.h"
#include "control.h"
#include "image.h"
#include "lan.h"
#include "link.h"
#include "message.h"
#include "puppet.h"

#define PROGRAM		0x8100U	/* two packets */
#define CHANNEL_NOTICE	0	/* notices about sends */
#define CHANNEL_REPLY	1
#define CHANNEL_USER	2
#define ALL_CHANNELS	0xffffffffU

struct history *the_history;
u32 puppet_energy[HISTORY_PROCESSES];

struct puppet {
	struct demos_process process;
	u8 program[PROGRAM];
};

/* The data of a message from puppet to puppet */
struct letter {
	u64 from;
	u64 to;
	u64 number;
};

static struct puppet *puppet_of(struct demos_process *process)
{
	return container_of(process, struct puppet, process);
}

static int self(struct demos_process *process)
{
	return history_index(the_history, process->entry.pid);
}

static u8 pattern(u64 pid, u32 at)
{
	return pid * 31 + at * 7 + (at >> 8);
}

/**
 * puppet_check - is the program what it should be?
 * @process: the puppet
 */
void puppet_check(struct demos_process *process)
{
	struct puppet *puppet = puppet_of(process);
	u32 i;

	for (i = sizeof(u64); i < PROGRAM; i++) {
		if (puppet->program[i] != pattern(process->entry.pid, i)) {
			history_wrong(the_history, "%d: program byte %u",
				      self(process), i);
			return;
		}
	}
}

/* A random link of the table; return: its name, 0: there is none */
static u32 any_link(struct demos_process *process, struct demos_link *link)
{
	u32 name = 0;
	u32 skip;

	if (!process->links.used)
		return 0;
	skip = lan_random(the_lan, process->links.used);
	do {
		name = demos_links_next(&process->links, name, link);
	} while (name && skip--);
	return name;
}

/* It can only fail because the process is to end: the machine goes down */
static void must_send(struct demos_process *process, u32 name,
		      struct demos_message *msg,
		      const struct demos_enclosure *enclosure)
{
	if (demos_call_send(process, name, msg, enclosure) == DEMOS_OK)
		return;
	assert(process->machine->down);
	demos_message_destroy(msg);
}

static struct demos_message *letter_create(struct demos_process *process,
					   u64 to)
{
	struct demos_message *msg;
	struct letter *letter;

	msg = demos_message_create_sure(sizeof(*letter));
	letter = (void *)msg->data;
	letter->from = process->entry.pid;
	letter->to = to;
	letter->number = history_sent(the_history, process->entry.pid, to);
	return msg;
}

/* A link that may go with a letter; now and then one to itself */
static void enclose(struct demos_process *process, u32 over,
		    struct demos_enclosure *enclosure)
{
	const struct demos_link wanted = {
		.channel = CHANNEL_USER + lan_random(the_lan, 3),
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
	};
	struct demos_link link;
	u32 name = 0;

	switch (lan_random(the_lan, 4)) {
	case 0:
		if (demos_call_link_create(process, &wanted, &name))
			return;
		break;
	case 1:
		name = any_link(process, &link);
		if (!name || !(link.flags & DEMOS_LINK_DUP) ||
		    demos_call_link_dup(process, name, link.flags, &name))
			return;
		break;
	default:
		return;
	}
	if (name != over)
		enclosure->names[enclosure->count++] = name;
}

/* Codes of reply links: what was it that was asked? */
enum asked { ASKED_LETTER = 1, ASKED_CONTROL };

static void want_reply(struct demos_process *process, enum asked asked,
		       struct demos_enclosure *enclosure)
{
	enclosure->make_reply = true;
	enclosure->reply.channel = CHANNEL_REPLY;
	enclosure->reply.code = asked;
	the_history->replies_due[self(process)]++;
}

static void send_letter(struct demos_process *process)
{
	struct demos_enclosure enclosure = {};
	struct demos_message *msg;
	struct demos_link link;
	u32 name = any_link(process, &link);

	if (!name || link.flags & (DEMOS_LINK_KERNEL | DEMOS_LINK_REPLY))
		return;
	enclose(process, name, &enclosure);
	if (!lan_random(the_lan, 4))
		want_reply(process, ASKED_LETTER, &enclosure);
	msg = letter_create(process, link.to.pid);
	must_send(process, name, msg, &enclosure);
}

/* Over a reply link: the answer somebody waits for */
static void send_reply(struct demos_process *process, u32 name, u64 to)
{
	const struct demos_enclosure none = {};
	struct demos_message *msg = letter_create(process, to);

	must_send(process, name, msg, &none);
}

static void send_control(struct demos_process *process, u32 name, u16 op,
			 u16 argument)
{
	const struct demos_op_migrate said = {
		.op = cpu_to_be16(op),
		.machine = cpu_to_be16(argument),
	};
	struct demos_enclosure enclosure = {};
	struct demos_message *msg = demos_message_create_sure(sizeof(said));

	memcpy(msg->data, &said, sizeof(said));
	want_reply(process, ASKED_CONTROL, &enclosure);
	must_send(process, name, msg, &enclosure);
}

/* Suspend and resume: if these two came the other way round it would hang */
static void control(struct demos_process *process)
{
	struct demos_link link;
	u32 name = any_link(process, &link);

	if (!name || !(link.flags & DEMOS_LINK_KERNEL))
		return;
	switch (lan_random(the_lan, 12)) {
	case 0:
		send_control(process, name, DEMOS_OP_KILL, 0);
		break;
	case 1:
	case 2:
		send_control(process, name, DEMOS_OP_STATUS, 0);
		break;
	case 3:
	case 4:
		send_control(process, name, DEMOS_OP_SUSPEND, 0);
		send_control(process, name, DEMOS_OP_RESUME, 0);
		break;
	default:
		send_control(process, name, DEMOS_OP_MIGRATE,
			     1 + lan_random(the_lan, the_lan->count));
	}
}

static void hear_notice(struct demos_process *process,
			const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;
	int dead = history_index(the_history, be64_to_cpu(notice->pid));

	if (msg->length != sizeof(*notice)) {
		history_wrong(the_history, "notice of %u bytes", msg->length);
		return;
	}
	if (be16_to_cpu(notice->kind) == DEMOS_EDEAD && dead >= 0 &&
	    msg->head.code != ASKED_CONTROL)
		the_history->pair[self(process)][dead].noticed++;
}

static void hear(struct demos_process *process,
		 const struct demos_message *msg, const u32 *names)
{
	const struct letter *letter = (void *)msg->data;
	u32 i;

	if (msg->head.channel == CHANNEL_REPLY)
		the_history->replies_due[self(process)]--;
	if (msg->head.flags & DEMOS_F_NOTICE) {
		hear_notice(process, msg);
		return;
	}
	if (demos_pid_is_kernel(msg->head.from.pid))
		return;
	if (letter->to != process->entry.pid ||
	    letter->from != msg->head.from.pid)
		history_wrong(the_history, "a letter went astray");
	history_received(the_history, letter->from, process->entry.pid,
			 letter->number);
	for (i = 0; i < msg->nlinks; i++) {
		if (!(msg->links[i].flags & DEMOS_LINK_REPLY))
			continue;
		if (lan_random(the_lan, 3))
			send_reply(process, names[i],
				   msg->links[i].to.pid);
		else
			demos_call_link_destroy(process, names[i]);
	}
}

static bool receive(struct demos_process *process)
{
	const struct demos_want want = { .channels = ALL_CHANNELS };
	enum demos_result result;
	struct demos_message *msg;
	u32 names[DEMOS_LINKS_MAX];

	mutex_lock(&process->lock);
	msg = demos_process_take(process, &want, DEMOS_DATA_MAX, names,
				 &result);
	mutex_unlock(&process->lock);
	if (!msg)
		return result != DEMOS_OK;
	hear(process, msg, names);
	demos_message_destroy(msg);
	return true;
}

static void act(struct demos_process *process)
{
	switch (lan_random(the_lan, 6)) {
	case 0:
		control(process);
		break;
	case 1:
		receive(process);
		break;
	default:
		send_letter(process);
	}
}

static void puppet_run(struct demos_process *process)
{
	int me = self(process);
	bool more;

	if (!lan_random(the_lan, 16))
		puppet_check(process);
	if (puppet_energy[me]) {
		puppet_energy[me]--;
		act(process);
		if (!puppet_energy[me] && !lan_random(the_lan, 4)) {
			the_history->dead[me] = true;
			demos_process_end(process, 0);
			return;
		}
		more = true;
	} else {
		more = receive(process);
	}
	if (more)
		process->machine->ops->schedule(process);
}

static void puppet_schedule(struct demos_process *process)
{
	process->machine->ops->schedule(process);
}

static void puppet_info(struct demos_process *process,
			struct demos_process_info *info)
{
	info->state = DEMOS_STATE_READY;
}

static enum demos_result program_read(struct demos_process *process, u32 at,
				      void *to, u32 count)
{
	memcpy(to, puppet_of(process)->program + at, count);
	return DEMOS_OK;
}

static enum demos_result program_write(struct demos_process *process, u32 at,
				       const void *from, u32 count)
{
	memcpy(puppet_of(process)->program + at, from, count);
	return DEMOS_OK;
}

static u32 program_size(struct demos_process *process)
{
	return PROGRAM;
}

static void puppet_spec(struct demos_process *process,
			struct demos_guest_spec *spec)
{
	spec->model = 1;
}

static void puppet_save(struct demos_process *process,
			struct demos_image *image)
{
	demos_image_put32(image, 0x70757070);
}

static int puppet_restore(struct demos_process *process,
			  struct demos_image *image)
{
	return demos_image_get32(image) == 0x70757070 ? 0 : -EBADMSG;
}

static void puppet_end(struct demos_process *process)
{
}

static const struct demos_process_ops puppet_ops = {
	.wake = puppet_schedule,
	.run = puppet_run,
	.control = demos_control_receive,
	.info = puppet_info,
	.resume = puppet_schedule,
	.program_read = program_read,
	.program_write = program_write,
	.program_size = program_size,
	.spec = puppet_spec,
	.save = puppet_save,
	.restore = puppet_restore,
	.end = puppet_end,
};

/**
 * puppet_create - an empty puppet, for a migration to fill
 * @machine: where
 * @spec: who
 *
 * Return: its process, or ERR_PTR(-ENOMEM).
 */
struct demos_process *puppet_create(struct demos_machine *machine,
				    const struct demos_guest_spec *spec)
{
	struct puppet *puppet = kzalloc(sizeof(*puppet), GFP_KERNEL);

	if (!puppet)
		return ERR_PTR(-ENOMEM);
	demos_process_init(&puppet->process, machine, &puppet_ops, spec->pid,
			   spec->name);
	return &puppet->process;
}

/**
 * puppet_start - a new puppet, in the process table
 * @machine: where
 * @pid: who
 *
 * Return: its process, with a reference for the caller.
 */
struct demos_process *puppet_start(struct demos_machine *machine, u64 pid)
{
	const struct demos_guest_spec spec = { .pid = pid };
	struct demos_process *process = puppet_create(machine, &spec);
	u32 i;

	for (i = 0; i < PROGRAM; i++)
		puppet_of(process)->program[i] = pattern(pid, i);
	assert(!demos_process_enter(process));
	return process;
}
