// SPDX-License-Identifier: GPL-2.0
/*
 * What a puppet does by itself. The outcome expected of each act is worked out
 * before it is done.
 */
#include <linux/string.h>

#include "core/call.h"
#include "core/control.h"
#include "lan.h"
#include "core/link.h"
#include "puppet.h"
#include "core/route.h"

static const u16 AREA_RIGHTS = DEMOS_LINK_READ | DEMOS_LINK_WRITE;

/**
 * any_right() - pick one of the rights that a process holds
 * @id: the process
 * @with: DEMOS_LINK_* flags, of which the right must have at least one; 0: any
 * @without: DEMOS_LINK_* flags that it must not have
 *
 * Return: the right, or -1.
 */
int any_right(int id, u16 with, u16 without)
{
	const struct being *it = being(id);
	int first;
	int right;
	int i;

	if (!it->nheld)
		return -1;
	first = lan_random(the_lan, it->nheld);
	for (i = 0; i < it->nheld; i++) {
		right = it->held[(first + i) % it->nheld];
		if ((!with || model.rights[right].flags & with) &&
		    !(model.rights[right].flags & without))
			return right;
	}
	return -1;
}

/**
 * agree() - check the result of a kernel call
 * @process: its caller
 * @what: name of the call
 * @got: its result
 * @expected: the result that it must have
 *
 * A process that is about to end may be refused anything. While machines are
 * lost, one may be gone.
 *
 * Return: whether the call succeeded.
 */
bool agree(struct demos_process *process, const char *what,
	   enum demos_result got, enum demos_result expected)
{
	got = demos_result_plain(got);
	if (got != expected && !(got && process->ending) &&
	    !(got == DEMOS_EROOM && the_lan->failures) &&
	    !(got == DEMOS_EUNREACHABLE && model.lossy && the_lan->ngoodbyes))
		wrong("%d: %s: result %d, not %d", self(process), what, got,
		      expected);
	return got == DEMOS_OK;
}

static enum demos_result expect_room(int id)
{
	return being(id)->nheld < DEMOS_LINK_SLOTS_MAX ? DEMOS_OK :
	       DEMOS_EROOM;
}

/**
 * destroy_right() - a puppet destroys a link
 * @process: the puppet
 * @right: a right that it holds
 */
void destroy_right(struct demos_process *process, int right)
{
	u32 name = model.rights[right].name;

	say("%d destroys right %d", self(process), right);
	model_drop(right, PLACE_GONE, 0);
	agree(process, "destroy", demos_call_link_destroy(process, name),
	      DEMOS_OK);
}

/**
 * leave() - a puppet ends
 * @process: the puppet
 */
void leave(struct demos_process *process)
{
	say("%d exits", self(process));
	being(self(process))->doomed = true;
	demos_process_end(process, 7);
}

static void make(struct demos_process *process)
{
	struct demos_link wanted = {
		.channel = lan_random(the_lan, DEMOS_CHANNELS),
		.flags = lan_random(the_lan, DEMOS_LINK_FLAGS + 1) &
			 ~DEMOS_LINK_KERNEL,
	};
	struct brain *brain = brain_of(process);
	enum demos_result expected = DEMOS_OK;
	int me = self(process);
	u32 name;
	int origin;
	int right;

	if (!(wanted.flags & DEMOS_LINK_DUP) || chance(2))
		wanted.flags &= ~DEMOS_LINK_REPLY;
	if (wanted.flags & AREA_RIGHTS) {
		wanted.area = brain->areas;
		wanted.length = 1 + lan_random(the_lan, brain->size / 3);
		if (wanted.area + wanted.length > brain->size)
			return;
	}
	if (wanted.flags & DEMOS_LINK_REPLY &&
	    wanted.flags & (DEMOS_LINK_DUP | DEMOS_LINK_MEMORY))
		expected = DEMOS_ECALL;
	if (wanted.flags & DEMOS_LINK_MEMORY && !wanted.length)
		expected = DEMOS_ECALL;
	if (chance(32)) {
		wanted.flags |= DEMOS_LINK_KERNEL;
		expected = DEMOS_ERIGHTS;
	}
	origin = model_origin(me, 0, wanted.channel, wanted.flags);
	wanted.code = model.origins[origin].code;
	if (expected == DEMOS_OK)
		expected = expect_room(me);
	if (!agree(process, "create", demos_call_link_create(process, &wanted,
							     &name), expected))
		return;
	brain->areas += wanted.length;
	right = model_right(origin, wanted.flags, wanted.area, wanted.length);
	say("%d makes right %d, flags %x", me, right, wanted.flags);
	model_named(me, name);
	model_hold(right, me, name);
}

static void copy(struct demos_process *process)
{
	const u16 duties = DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY |
			   DEMOS_LINK_MEMORY;
	int me = self(process);
	int right = any_right(me, 0, 0);
	enum demos_result expected = DEMOS_OK;
	const struct right *it;
	u16 flags;
	u32 name;
	int made;

	if (right < 0)
		return;
	it = &model.rights[right];
	flags = it->flags & lan_random(the_lan, DEMOS_LINK_FLAGS + 1);
	if (chance(2))
		flags = it->flags;
	if (show.acts & 1U << ACT_FORGE && chance(8))
		flags |= 1U << lan_random(the_lan, 8);
	if (!(it->flags & DEMOS_LINK_DUP) || flags & ~it->flags)
		expected = DEMOS_ERIGHTS;
	else
		expected = expect_room(me);
	if (!agree(process, "dup", demos_call_link_dup(process, it->name,
						       flags, &name),
		   expected))
		return;
	flags |= it->flags & duties;
	if (it->flags & DEMOS_LINK_KERNEL && !(flags & DEMOS_LINK_KERNEL))
		flags |= DEMOS_LINK_MEMORY;
	made = model_right(it->origin, flags, flags & AREA_RIGHTS ? it->area :
			   0, flags & AREA_RIGHTS ? it->length : 0);
	say("%d copies right %d: %d, flags %x", me, right, made, flags);
	model_named(me, name);
	model_hold(made, me, name);
}

static void request(struct demos_process *process, u16 op, u32 argument)
{
	int me = self(process);
	int right = any_right(me, DEMOS_LINK_KERNEL, 0);

	if (right < 0 || origin_of(right)->creator < 0 ||
	    origin_of(right)->creator == show.operator)
		return;
	send_request(process, right, op, argument, chance(3));
}

static void send_some(struct demos_process *process, bool call)
{
	bool forge = show.acts & 1U << ACT_FORGE && chance(8);
	int right = any_right(self(process), 0, DEMOS_LINK_KERNEL |
			      (forge ? 0 : DEMOS_LINK_MEMORY));

	if (right >= 0 && origin_of(right)->creator >= 0)
		send_letter(process, right, call);
}

static void move(struct demos_process *process, bool write)
{
	int right = any_right(self(process), AREA_RIGHTS, 0);

	if (right < 0 || origin_of(right)->creator < 0)
		return;
	area_move(process, right, write,
		  show.acts & 1U << ACT_FORGE && chance(12));
}

static void spawn(struct demos_process *process)
{
	int me = self(process);
	int manager;
	int i;

	manager = any_right(me, 0, DEMOS_LINK_REPLY | DEMOS_LINK_KERNEL |
			    DEMOS_LINK_MEMORY);
	if (manager < 0 || !(model.rights[manager].flags & DEMOS_LINK_PASS) ||
	    origin_of(manager)->creator < 0)
		return;
	for (i = 0; i < being(me)->nheld; i++) {
		if (origin_of(being(me)->held[i])->creator >= 0)
			continue;
		send_spawn(process, being(me)->held[i], manager);
		return;
	}
}

static void fault(struct demos_process *process)
{
	LIST_HEAD(out);

	if (being(self(process))->native)
		return;
	brain_of(process)->doing = DOING_NOTHING;
	being(self(process))->faults++;
	demos_control_ended(process, DEMOS_OP_FAULTED, DEMOS_FAULT_HALT, 0, 0,
			    &out);
	demos_route_all(process->machine, &out);
}

static void wait_a_while(struct demos_process *process)
{
	u32 channels = lan_random(the_lan, 0x7fffffff) * 2654435761U;

	wait_for(process, chance(2) ? U32_MAX : channels,
		 lan_random(the_lan, 200000));
}

/* Send a message that only a kernel may send, or nobody */
static void forge(struct demos_process *process)
{
	static const u16 ops[] = {
		DEMOS_OP_LINK_UPDATE, DEMOS_OP_LINK_UPDATE, DEMOS_OP_FOLD,
		DEMOS_OP_FORGET, DEMOS_OP_CREDIT, DEMOS_OP_HOLE, DEMOS_OP_ASK,
		DEMOS_OP_REFUSE, DEMOS_OP_ESTABLISHED, DEMOS_OP_CLEANED,
		DEMOS_OP_LOST, DEMOS_OP_PULL, DEMOS_OP_SEEK, DEMOS_OP_FOUND,
	};
	u16 op = ops[lan_random(the_lan, ARRAY_SIZE(ops))];
	int me = self(process);
	int right = any_right(me, DEMOS_LINK_KERNEL, 0);

	if (right >= 0 && chance(2))
		send_request(process, right, op, 0, false);
	else
		send_nowhere(process);
}

static void do_act(struct demos_process *process, enum act which)
{
	int me = self(process);
	int right;

	switch (which) {
	case ACT_SEND:
	case ACT_CALL:
		send_some(process, which == ACT_CALL);
		break;
	case ACT_RECEIVE:
		wait_a_while(process);
		break;
	case ACT_MAKE:
		make(process);
		break;
	case ACT_COPY:
		copy(process);
		break;
	case ACT_DESTROY:
		right = any_right(me, 0, 0);
		if (right >= 0)
			destroy_right(process, right);
		break;
	case ACT_STATUS:
		request(process, DEMOS_OP_STATUS, 0);
		break;
	case ACT_SUSPEND:
		request(process, DEMOS_OP_SUSPEND, 0);
		break;
	case ACT_RESUME:
		request(process, DEMOS_OP_RESUME, 0);
		break;
	case ACT_KILL:
		request(process, DEMOS_OP_KILL, 0);
		break;
	case ACT_MIGRATE:
		request(process, DEMOS_OP_MIGRATE,
			1 + lan_random(the_lan, the_lan->count));
		break;
	case ACT_READ:
	case ACT_WRITE:
		if (chance(4))
			area_scribble(process);
		else
			move(process, which == ACT_WRITE);
		break;
	case ACT_FAULT:
		fault(process);
		break;
	case ACT_EXIT:
		leave(process);
		break;
	case ACT_SPAWN:
		spawn(process);
		break;
	case ACT_FORGE:
		forge(process);
		break;
	case __ACTS:
		break;
	}
}

/* How often each act is chosen */
static const u8 weights[__ACTS] = {
	[ACT_SEND] = 36,
	[ACT_CALL] = 6,
	[ACT_RECEIVE] = 16,
	[ACT_MAKE] = 8,
	[ACT_COPY] = 5,
	[ACT_DESTROY] = 3,
	[ACT_STATUS] = 2,
	[ACT_SUSPEND] = 1,
	[ACT_RESUME] = 2,
	[ACT_KILL] = 1,
	[ACT_MIGRATE] = 20,
	[ACT_READ] = 4,
	[ACT_WRITE] = 4,
	[ACT_FAULT] = 1,
	[ACT_EXIT] = 1,
	[ACT_SPAWN] = 2,
	[ACT_FORGE] = 3,
};

/**
 * act() - a puppet does something
 * @process: the puppet
 */
void act(struct demos_process *process)
{
	u32 sum = 0;
	u32 at;
	int i;

	for (i = 0; i < __ACTS; i++)
		sum += weights[i];
	at = lan_random(the_lan, sum);
	for (i = 0; at >= weights[i]; i++)
		at -= weights[i];
	if (show.acts & 1U << i)
		do_act(process, i);
}
