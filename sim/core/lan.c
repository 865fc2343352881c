// SPDX-License-Identifier: GPL-2.0
/*
 * The LAN: machines and their lives.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "lan.h"
#include "core/actor.h"
#include "core/life.h"
#include "core/message.h"
#include "core/process.h"
#include "core/route.h"
#include "model.h"
#include "puppet.h"
#include "task.h"

struct lan *the_lan;
bool verbose;
int shim_locks_held;

/**
 * lan_random() - draw a number from the seed (xorshift64*)
 * @lan: the LAN
 * @below: upper bound, exclusive
 *
 * Return: the number.
 */
u32 lan_random(struct lan *lan, u32 below)
{
	lan->random ^= lan->random >> 12;
	lan->random ^= lan->random << 25;
	lan->random ^= lan->random >> 27;
	return (lan->random * 0x2545f4914f6cdd1dULL >> 33) % below;
}

bool shim_alloc_fails(void)
{
	return the_lan && chance(the_lan->failures);
}

u64 ktime_get_ns(void)
{
	return the_lan->time;
}

u64 ktime_get_real_ns(void)
{
	return the_lan->time;
}

static struct lan_machine *lan_of(struct demos_machine *machine)
{
	return container_of(machine, struct lan_machine, machine);
}

static bool lan_known(struct demos_machine *machine, u16 to)
{
	struct lan *lan = lan_of(machine)->lan;

	return to && to <= lan->count && to != machine->id &&
	       lan->cables[machine->id - 1][to - 1].known &&
	       !lan->cables[machine->id - 1][to - 1].session.gone;
}

static bool lan_connected(struct demos_machine *machine, u16 to)
{
	struct lan *lan = lan_of(machine)->lan;

	return lan_known(machine, to) && !lan_of(machine)->severed &&
	       lan->cables[machine->id - 1][to - 1].connected;
}

static u16 lan_gone(struct demos_machine *machine, u16 after)
{
	struct lan *lan = lan_of(machine)->lan;

	while (++after <= lan->count) {
		if (lan->cables[machine->id - 1][after - 1].session.gone)
			return after;
	}
	return 0;
}

static u16 lan_peers(struct demos_machine *machine, u16 after,
		     enum demos_reach *reach)
{
	struct lan *lan = lan_of(machine)->lan;

	do {
		if (++after > lan->count)
			return 0;
	} while (after == machine->id ||
		 !lan->cables[machine->id - 1][after - 1].known);
	*reach = lan->cables[machine->id - 1][after - 1].session.gone ?
		 DEMOS_REACH_GONE : lan_connected(machine, after) ?
		 DEMOS_REACH_OPEN : DEMOS_REACH_CUT;
	return after;
}

static enum demos_way lan_way(struct demos_machine *machine, u16 to,
			      enum demos_class class)
{
	struct lan *lan = lan_of(machine)->lan;

	if (!lan_known(machine, to))
		return DEMOS_WAY_NONE;
	return lan_of(machine)->severed ||
	       cable_room(&lan->cables[machine->id - 1][to - 1], class) ?
	       DEMOS_WAY_OPEN : DEMOS_WAY_FULL;
}

/* Is this the request to take a process that was refused already? */
static bool is_ignored(const struct lan_machine *from,
		       const struct demos_message *msg)
{
	const struct demos_op_ask *asked = (void *)msg->data;

	return from->refused && demos_message_op(msg) == DEMOS_OP_ASK &&
	       demos_pid_is_kernel(msg->head.from.pid) &&
	       be64_to_cpu(asked->pid) == from->refused;
}

static int lan_xmit(struct demos_machine *machine, u16 to,
		    struct demos_message *msg)
{
	struct lan_machine *from = lan_of(machine);
	struct cable_end *end;

	if (!lan_known(machine, to))
		return -EHOSTUNREACH;
	end = &from->lan->cables[machine->id - 1][to - 1];
	if (is_ignored(from, msg)) {
		from->refused = 0;
		demos_message_destroy(msg);
	} else if (from->severed) {
		demos_message_destroy(msg);
	} else {
		demos_session_enqueue(&end->session, msg);
	}
	return 0;
}

/**
 * lan_queue() - queue a turn for a process
 * @process: the process
 * @work: tells whether that turn is queued already
 * @run: called for the turn; never runs twice at once
 */
void lan_queue(struct demos_process *process, struct work_struct *work,
	       void (*run)(struct demos_process *process))
{
	struct lan *lan = lan_of(process->machine)->lan;

	if (work->queued)
		return;
	work->queued = true;
	demos_process_get(process);
	lan->jobs = realloc(lan->jobs, (lan->njobs + 1) * sizeof(*lan->jobs));
	lan->jobs[lan->njobs++] = (struct lan_job) { process, work, run };
}

static void lan_schedule(struct demos_process *process)
{
	lan_queue(process, &process->work, demos_actor_work);
}

/*
 * The destination refuses a process that is frozen before it is asked to take
 * it, as only a hostile one does; then it ignores the request. A machine that
 * is lost at that moment has the same effect.
 */
static void refuse_early(struct demos_machine *machine,
			 const struct demos_event *event)
{
	const struct demos_address to = demos_kernel_address(machine->id);
	struct demos_process *process = lan_find(the_lan, event->pid);
	struct demos_op_migration said = {
		.op = cpu_to_be16(DEMOS_OP_REFUSE),
		.result = cpu_to_be16(DEMOS_EREFUSED),
		.pid = cpu_to_be64(event->pid),
	};
	LIST_HEAD(out);

	said.moves = cpu_to_be32(process->moves + 1);
	demos_process_put(process);
	lan_of(machine)->refused = event->pid;
	demos_message_by_kernel(event->peer, &to, 0, &said, sizeof(said), &out);
	demos_route_all(machine, &out);
}

static void lan_event(struct demos_machine *machine,
		      const struct demos_event *event)
{
	say("m%u event %u pid %llx.%llu peer %u value %llu", machine->id,
	    event->kind,
	    (unsigned long long)DEMOS_PID_MACHINE(event->pid),
	    (unsigned long long)DEMOS_PID_LOCAL(event->pid), event->peer,
	    (unsigned long long)event->value);
	if (!lan_of(machine)->severed || event->kind == DEMOS_EVENT_EXITED)
		model_event(machine, event, lan_of(machine)->severed);
	if (event->kind != DEMOS_EVENT_STEP || event->value != 1)
		return;
	/* The request that was to be ignored was never sent */
	if (lan_of(machine)->refused == event->pid)
		lan_of(machine)->refused = 0;
	if (!lan_of(machine)->refused && !lan_random(the_lan, 16))
		refuse_early(machine, event);
}

/* A second is whatever the seed says */
static void lan_alarm(struct demos_machine *machine)
{
	struct lan_machine *it = lan_of(machine);

	if (!it->ring)
		it->ring = it->lan->time + 1 + lan_random(it->lan, 1000000);
}

static const struct demos_machine_ops lan_ops = {
	.xmit = lan_xmit,
	.way = lan_way,
	.connected = lan_connected,
	.gone = lan_gone,
	.peers = lan_peers,
	.alarm = lan_alarm,
	.schedule = lan_schedule,
	.event = lan_event,
	.guest_create = puppet_create,
};

static void set_limits(struct lan *lan, struct demos_machine *machine)
{
	int i;

	for (i = 0; i < __DEMOS_LIMIT_MAX; i++) {
		if (lan->limits[i])
			assert(!demos_machine_set_limit(machine, i,
							lan->limits[i]));
	}
}

/**
 * lan_limit() - set a limit on all machines, for this life and those to come
 * @lan: the LAN
 * @limit: which limit
 * @value: the value, not 0
 */
void lan_limit(struct lan *lan, enum demos_limit limit, u64 value)
{
	int i;

	lan->limits[limit] = value;
	for (i = 0; i < lan->count; i++)
		set_limits(lan, &lan->machines[i].machine);
}

static void begin_life(struct lan *lan, int index)
{
	struct lan_machine *it = &lan->machines[index];
	u32 failures = lan->failures;
	int i;

	lan->failures = 0;
	memset(&it->machine, 0, sizeof(it->machine));
	it->lan = lan;
	it->life = LAN_UP;
	it->severed = false;
	it->refused = 0;
	it->ring = 0;
	it->incarnation += 1 << DEMOS_LIFE_SHIFT;
	assert(!demos_life_begin(&it->machine, index + 1, it->incarnation,
				 it->next_local, &lan_ops));
	set_limits(lan, &it->machine);
	for (i = 0; i < lan->count; i++)
		cable_init(&lan->cables[index][i], it->incarnation);
	lan->failures = failures;
}

/**
 * lan_init() - set up a LAN of machines without processes, all connected
 * @lan: to fill in
 * @count: number of machines
 * @seed: decides everything that follows
 */
void lan_init(struct lan *lan, int count, u64 seed)
{
	int i;
	int k;

	memset(lan, 0, sizeof(*lan));
	the_lan = lan;
	lan->count = count;
	lan->random = seed * 0x9e3779b97f4a7c15ULL + 1;
	for (i = 0; i < count; i++) {
		lan->machines[i].next_local = 1;
		begin_life(lan, i);
	}
	for (i = 0; i < count; i++) {
		for (k = 0; k < i; k++)
			cable_connect(lan, i, k);
	}
}

/**
 * lan_find() - find a process
 * @lan: the LAN
 * @pid: its identifier
 *
 * Return: the process on the machine where it lives, or is frozen before a
 * migration is committed, with a reference; NULL if there is none.
 */
struct demos_process *lan_find(struct lan *lan, u64 pid)
{
	struct demos_process *process;
	int i;

	for (i = 0; i < lan->count; i++) {
		if (lan->machines[i].life == LAN_DOWN)
			continue;
		process = demos_process_find(&lan->machines[i].machine, pid,
					     NULL);
		if (!process)
			continue;
		if (process->phase == DEMOS_PHASE_LIVE ||
		    process->phase == DEMOS_PHASE_LEAVING)
			return process;
		demos_process_put(process);
	}
	return NULL;
}

static void keep_counters(struct lan *lan, struct demos_machine *machine)
{
	int i;

	for (i = 0; i < __DEMOS_C_MAX; i++)
		lan->past[i] += atomic64_read(&machine->counters[i]);
}

/**
 * lan_stop() - begin an orderly shutdown of a machine
 * @lan: the LAN
 * @index: of the machine, which is up
 */
void lan_stop(struct lan *lan, int index)
{
	say("m%d goes down", index + 1);
	lan->machines[index].life = LAN_STOPPING;
	demos_life_stop(&lan->machines[index].machine);
}

/**
 * lan_sever() - lose a machine, with all that it has not sent
 * @lan: the LAN
 * @index: of the machine, which is up or stopping
 *
 * To the other machines it has crashed. In fact it is shut down in good order,
 * unseen by the others, so that its memory is freed.
 */
void lan_sever(struct lan *lan, int index)
{
	struct lan_machine *it = &lan->machines[index];
	int i;

	say("m%d is lost", index + 1);
	it->severed = true;
	for (i = 0; i < lan->count; i++) {
		if (i != index)
			cable_cut(lan, index, i);
	}
	while (task_of(index) >= 0)
		lan_step_alone(lan, index);
	/* The other machines' tasks may take all places */
	while (!task_idle())
		task_resume(lan, lan_random(lan, task_busy()));
	if (it->life == LAN_UP)
		demos_life_stop(&it->machine);
	while (lan_step_alone(lan, index))
		;
	keep_counters(lan, &it->machine);
	it->next_local = atomic64_read(&it->machine.next_local);
	demos_life_end(&it->machine);
	for (i = 0; i < lan->count; i++)
		cable_exit(&lan->cables[index][i]);
	it->life = LAN_DOWN;
}

/**
 * lan_restart() - begin a new life of a machine that went down or was lost
 * @lan: the LAN
 * @index: of the machine
 */
void lan_restart(struct lan *lan, int index)
{
	say("m%d begins a new life", index + 1);
	begin_life(lan, index);
}

/**
 * lan_total() - sum a counter over all machines and all their lives
 * @lan: the LAN
 * @counter: the counter
 *
 * Return: the sum.
 */
u64 lan_total(const struct lan *lan, enum demos_counter counter)
{
	u64 sum = lan->past[counter];
	int i;

	for (i = 0; i < lan->count; i++) {
		if (lan->machines[i].life != LAN_DOWN)
			sum += atomic64_read(&lan->machines[i].machine
					     .counters[counter]);
	}
	return sum;
}

/**
 * lan_exit() - stop all machines and free everything
 * @lan: the LAN
 */
void lan_exit(struct lan *lan)
{
	int i;

	lan->failures = 0;
	for (i = 0; i < lan->count; i++) {
		if (lan->machines[i].life != LAN_DOWN)
			lan_sever(lan, i);
	}
	task_exit();
	free(lan->jobs);
}
