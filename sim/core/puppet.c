// SPDX-License-Identifier: GPL-2.0
/*
 * Puppets, as the kernel sees them: their operations, their turns.
 */
#include <assert.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/call.h"
#include "core/control.h"
#include "door.h"
#include "core/image.h"
#include "lan.h"
#include "core/message.h"
#include "core/move.h"
#include "puppet.h"
#include "core/route.h"

#define MAGIC		0x70757070

struct show show;

/**
 * puppet_audit() - check that a puppet's link table is as in the model
 * @process: the puppet
 */
void puppet_audit(struct demos_process *process)
{
	int me = self(process);
	struct demos_link link;
	u32 count = 0;
	u32 name = 0;
	int right;

	if (brain_of(process)->learns)
		return;
	while ((name = demos_links_next(&process->links, name, &link))) {
		right = model_held(me, name);
		if (right < 0)
			wrong("%d holds link %x, which nobody gave it", me,
			      name);
		else
			model_check_link(right, &link);
		count++;
	}
	if (count != (u32)being(me)->nheld || count != process->links.used)
		wrong("%d holds %u links instead of %d", me, count,
		      being(me)->nheld);
}

/* Check that data moves follow the other process to its new machine */
static void check_transfers(const struct demos_process *holder, u64 pid,
			    u32 moves)
{
	const struct demos_transfer *transfer;

	list_for_each_entry(transfer, &holder->transfers, node) {
		if (transfer->to.pid == pid && transfer->to.moves < moves)
			wrong("%d: a data move does not follow",
			      model_find(holder->entry.pid));
	}
}

/**
 * puppet_updated() - handle a kernel's report that links have been updated
 * @machine: the machine that reports it
 * @event: DEMOS_EVENT_UPDATED
 */
void puppet_updated(struct demos_machine *machine,
		    const struct demos_event *event)
{
	struct demos_process *holder;
	struct demos_link link;
	u32 name = 0;

	holder = demos_process_find(machine, event->pid, NULL);
	if (!holder)
		return;
	while ((name = demos_links_next(&holder->links, name, &link))) {
		if (link.to.pid == event->from &&
		    link.to.moves < event->value2)
			wrong("%d: a link was not updated", self(holder));
	}
	check_transfers(holder, event->from, event->value2);
	if (holder->manager.to.pid == event->from &&
	    holder->manager.to.moves < event->value2)
		wrong("%d: its manager link was not updated", self(holder));
	demos_process_put(holder);
}

/* Check that this is the only copy, with its memory as it was left */
static void count_turn(struct demos_process *process)
{
	struct puppet *puppet = puppet_of(process);
	struct brain *brain = brain_of(process);
	u64 turns;

	memcpy(&turns, puppet->memory, sizeof(turns));
	if (turns != brain->turns)
		wrong("%d had %llu turns, its memory says %llu", self(process),
		      (unsigned long long)brain->turns,
		      (unsigned long long)turns);
	turns = ++brain->turns;
	memcpy(puppet->memory, &turns, sizeof(turns));
	if (process->sent != being(self(process))->sent ||
	    process->received != being(self(process))->received)
		wrong("%d: messages are counted wrong", self(process));
}

/* Reply to a call that is still unanswered; false: there is none */
static bool settle(struct demos_process *process)
{
	int right = any_right(self(process), DEMOS_LINK_REPLY, 0);

	if (right < 0)
		return false;
	if (chance(2))
		send_letter(process, right, false);
	else
		destroy_right(process, right);
	return true;
}

/* Return: whether it goes on at once */
static bool step(struct demos_process *process)
{
	struct brain *brain = brain_of(process);
	int me = self(process);

	if (show.stage == STAGE_ACT && brain->energy && show.budget) {
		brain->energy--;
		show.budget--;
		act(process);
		return true;
	}
	if (me == show.operator) {
		wait_for(process, U32_MAX, U64_MAX);
		return true;
	}
	if (show.stage == STAGE_DRAIN && settle(process))
		return true;
	if (show.stage == STAGE_END && being(me)->nheld) {
		destroy_right(process, being(me)->held[0]);
		return true;
	}
	if (show.stage == STAGE_END && !brain->stubborn) {
		leave(process);
		return false;
	}
	wait_for(process, U32_MAX, U64_MAX);
	return true;
}

static void turn(struct demos_process *process)
{
	struct brain *brain = brain_of(process);
	bool more = false;

	if (process->phase != DEMOS_PHASE_LIVE || process->ending)
		return;
	count_turn(process);
	if (chance(8))
		puppet_audit(process);
	if (chance(16))
		area_check(process);
	switch (brain->doing) {
	case DOING_THINGS:
		more = step(process);
		break;
	case DOING_WAIT:
		more = receive(process);
		break;
	case DOING_SEND:
		more = !door_is_blocked(process);
		if (more)
			brain->doing = DOING_THINGS;
		break;
	case DOING_NOTHING:
		break;
	}
	if (more)
		puppet_wake(process);
}

static bool is_native(struct demos_process *process)
{
	return being(self(process))->native;
}

/**
 * puppet_wake() - queue a turn for a puppet
 * @process: the puppet
 */
void puppet_wake(struct demos_process *process)
{
	if (is_native(process))
		lan_queue(process, &puppet_of(process)->turn, turn);
	else
		process->machine->ops->schedule(process);
}

/**
 * puppet_deadline() - find when the next puppet must be woken
 *
 * Return: the time, or U64_MAX if there is none.
 */
u64 puppet_deadline(void)
{
	u64 next = U64_MAX;
	int i;

	for (i = 0; i < model.nbeings; i++) {
		if (alive(i) && show.brains[i].doing == DOING_WAIT &&
		    show.brains[i].deadline > the_lan->time &&
		    show.brains[i].deadline < next)
			next = show.brains[i].deadline;
	}
	return next;
}

/**
 * puppet_expire() - wake the puppets whose deadline has passed
 * @now: the time
 *
 * One that is suspended or in migration will look at the clock when it
 * continues.
 */
void puppet_expire(u64 now)
{
	struct demos_process *process;
	int i;

	for (i = 0; i < model.nbeings; i++) {
		struct brain *brain = &show.brains[i];

		if (brain->deadline > now || brain->doing != DOING_WAIT ||
		    brain->woken || !alive(i))
			continue;
		process = lan_find(the_lan, being(i)->pid);
		if (!process)
			continue;
		brain->woken = process->phase == DEMOS_PHASE_LIVE;
		if (brain->woken)
			puppet_wake(process);
		demos_process_put(process);
	}
}

/**
 * puppet_stir() - have every puppet decide anew what to do
 */
void puppet_stir(void)
{
	struct demos_process *process;
	int i;

	for (i = 0; i < model.nbeings; i++) {
		struct brain *brain = &show.brains[i];

		process = alive(i) ? lan_find(the_lan, being(i)->pid) : NULL;
		if (!process)
			continue;
		if (brain->doing == DOING_SEND ||
		    (brain->doing == DOING_WAIT && !brain->want.call))
			brain->doing = DOING_THINGS;
		puppet_wake(process);
		demos_process_put(process);
	}
}

static void puppet_run(struct demos_process *process)
{
	area_begin_posted(process);
	if (!is_native(process))
		turn(process);
}

static void puppet_info(struct demos_process *process,
			struct demos_process_info *info)
{
	info->state = DEMOS_STATE_READY;
}

static void puppet_resume(struct demos_process *process)
{
	struct brain *brain = brain_of(process);

	if (brain->doing == DOING_NOTHING)
		brain->doing = DOING_THINGS;
	puppet_wake(process);
}

/* In the module memory may have to be swapped in for that */
static void expect_no_lock(struct demos_process *process)
{
	if (shim_locks_held)
		wrong("%d: its program is copied under a lock", self(process));
}

static enum demos_result program_read(struct demos_process *process, u32 at,
				      void *to, u32 count)
{
	expect_no_lock(process);
	if (at + count > brain_of(process)->size)
		return DEMOS_EADDRESS;
	memcpy(to, puppet_of(process)->memory + at, count);
	return DEMOS_OK;
}

static enum demos_result program_write(struct demos_process *process, u32 at,
				       const void *from, u32 count)
{
	expect_no_lock(process);
	if (chance(show.refuse * 4))
		return DEMOS_EROOM;
	if (at + count > brain_of(process)->size)
		return DEMOS_EADDRESS;
	memcpy(puppet_of(process)->memory + at, from, count);
	return DEMOS_OK;
}

static u32 program_size(struct demos_process *process)
{
	return brain_of(process)->size;
}

static void puppet_spec(struct demos_process *process,
			struct demos_guest_spec *spec)
{
	spec->model = 1;
}

static void puppet_save(struct demos_process *process,
			struct demos_image *image)
{
	/* Receiving threads wait meanwhile: the state is gone through once */
	if (!image->data)
		wrong("%d: its state is counted under its lock", self(process));
	demos_image_put32(image, MAGIC);
	demos_image_put64(image, brain_of(process)->turns);
	area_save(process, image);
}

static int puppet_restore(struct demos_process *process,
			  struct demos_image *image)
{
	if (demos_image_get32(image) != MAGIC ||
	    demos_image_get64(image) != brain_of(process)->turns) {
		wrong("%d: its state changed during migration", self(process));
		return -EBADMSG;
	}
	if (area_restore(process, image))
		return -EBADMSG;
	return chance(show.refuse * 4) ? -EBADMSG : 0;
}

static void puppet_end(struct demos_process *process)
{
	if (is_native(process))
		area_drop_posted(process);
}

static const struct demos_program_ops program_ops = {
	.size = program_size,
	.read = program_read,
	.write = program_write,
	.spec = puppet_spec,
	.save = puppet_save,
	.restore = puppet_restore,
};

static const struct demos_process_ops guest_ops = {
	.wake = puppet_wake,
	.run = puppet_run,
	.control = demos_control_receive,
	.info = puppet_info,
	.resume = puppet_resume,
	.read = area_read,
	.write = area_write,
	.program = &program_ops,
	.release = area_forget,
	.end = puppet_end,
};

static const struct demos_process_ops native_ops = {
	.wake = puppet_wake,
	.run = puppet_run,
	.control = demos_control_receive,
	.info = puppet_info,
	.resume = puppet_resume,
	.read = area_read,
	.write = area_write,
	.end = puppet_end,
};

static void begin_brain(int id, u32 energy)
{
	static const u32 sizes[] = { 600, 600, 1500, 3000, 14000 };
	struct brain *brain = &show.brains[id];

	memset(brain, 0, sizeof(*brain));
	brain->size = sizes[lan_random(the_lan, ARRAY_SIZE(sizes))];
	brain->areas = AREA_FIRST + AREA_BOOT;
	brain->energy = energy;
	brain->deadline = U64_MAX;
	brain->stubborn = chance(3);
	INIT_LIST_HEAD(&brain->posted);
	area_begin(id, brain->size);
}

/* Allocate a puppet with the initial contents of its memory */
static struct demos_process *make(struct demos_machine *machine, int id,
				  gfp_t gfp)
{
	struct brain *brain = &show.brains[id];
	struct puppet *puppet;
	u32 i;

	puppet = kzalloc(sizeof(*puppet) + brain->size, gfp);
	if (!puppet)
		return ERR_PTR(-ENOMEM);
	demos_process_init(&puppet->process, machine, being(id)->native ?
			   &native_ops : &guest_ops, being(id)->pid, "puppet");
	if (being(id)->born)
		return &puppet->process;
	for (i = AREA_FIRST; i < brain->size; i++)
		puppet->memory[i] = area_first(id, i);
	return &puppet->process;
}

/**
 * puppet_create() - create a puppet at a process's request, or an empty one for
 *                   a migration to fill
 * @machine: its machine
 * @spec: what the kernel is asked to create
 *
 * Return: its process, or ERR_PTR(-ENOMEM).
 */
struct demos_process *puppet_create(struct demos_machine *machine,
				    const struct demos_guest_spec *spec)
{
	int id = model_find(spec->pid);

	if (chance(show.refuse) || model.nbeings == MODEL_BEINGS)
		return ERR_PTR(-ENOMEM);
	if (id == MODEL_BEINGS) {
		id = model_being(spec->pid);
		begin_brain(id, lan_random(the_lan, 30));
	}
	return make(machine, id, GFP_KERNEL);
}

/**
 * puppet_start() - create a puppet and put it into the process table
 * @machine: its machine
 * @pid: its identifier
 * @native: whether it is a native process
 * @energy: number of its acts
 *
 * Return: its process, with a reference for the caller.
 */
struct demos_process *puppet_start(struct demos_machine *machine, u64 pid,
				   bool native, u32 energy)
{
	struct demos_process *process;
	int id = model_being(pid);

	being(id)->native = native;
	begin_brain(id, energy);
	process = make(machine, id, GFP_KERNEL | __GFP_NOFAIL);
	being(id)->born = true;
	assert(!demos_process_enter(process));
	return process;
}
