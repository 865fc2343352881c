// SPDX-License-Identifier: GPL-2.0
/*
 * Machines and the connections between them.
 */
#include <assert.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "core/actor.h"
#include "core/kernel.h"
#include "core/life.h"
#include "core/neighbour.h"
#include "core/message.h"
#include "core/queue.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"

#define JOBS		64

static struct demos_process *jobs[JOBS];
static u32 njobs;
static u64 now;

struct host hosts[MACHINES + 1];
u32 sim_session_full = 1 << 20;
u32 sim_kernel_queue = 1 << 20;
int shim_locks_held;

bool shim_alloc_fails(void)
{
	return false;
}

u64 ktime_get_ns(void)
{
	return ++now;
}

u64 ktime_get_real_ns(void)
{
	return ++now;
}

/* ---- Services that a machine needs */

static bool is_gone(const struct demos_machine *machine, u16 to)
{
	return hosts[machine->id].session[to].gone;
}

static int xmit(struct demos_machine *machine, u16 to,
		struct demos_message *msg)
{
	if (!to || to > MACHINES || is_gone(machine, to) ||
	    hosts[machine->id].stranger[to])
		return -EHOSTUNREACH;
	if (hosts[machine->id].crashed) {
		demos_message_destroy(msg);
		return 0;
	}
	list_add_tail(&msg->node, &hosts[machine->id].wire[to]);
	return 0;
}

static enum demos_way way(struct demos_machine *machine, u16 to,
			  enum demos_class class)
{
	return is_gone(machine, to) || hosts[machine->id].stranger[to] ?
	       DEMOS_WAY_NONE : DEMOS_WAY_OPEN;
}

static bool connected(struct demos_machine *machine, u16 to)
{
	return hosts[machine->id].up[to] && !is_gone(machine, to) &&
	       !hosts[machine->id].crashed;
}

static u16 gone(struct demos_machine *machine, u16 after)
{
	while (++after <= MACHINES) {
		if (is_gone(machine, after))
			return after;
	}
	return 0;
}

static u16 peers(struct demos_machine *machine, u16 after,
		 enum demos_reach *reach)
{
	do {
		if (++after > MACHINES)
			return 0;
	} while (after == machine->id || hosts[machine->id].stranger[after]);
	*reach = is_gone(machine, after) ? DEMOS_REACH_GONE :
		 connected(machine, after) ? DEMOS_REACH_OPEN :
		 DEMOS_REACH_CUT;
	return after;
}

static void alarm_set(struct demos_machine *machine)
{
	hosts[machine->id].alarm = true;
}

static void schedule(struct demos_process *process)
{
	u32 i;

	for (i = 0; i < njobs; i++) {
		if (jobs[i] == process)
			return;
	}
	assert(njobs < JOBS);
	jobs[njobs++] = demos_process_get(process);
}

static void event(struct demos_machine *machine,
		  const struct demos_event *event)
{
}

static const struct demos_machine_ops machine_ops = {
	.xmit = xmit,
	.way = way,
	.connected = connected,
	.gone = gone,
	.peers = peers,
	.alarm = alarm_set,
	.schedule = schedule,
	.event = event,
	.guest_create = guest_create,
};

/* ---- Machines */

static void begin(u16 id)
{
	struct host *host = &hosts[id];
	u64 incarnation;
	u16 i;

	memset(&host->machine, 0, sizeof(host->machine));
	host->alarm = false;
	host->crashed = false;
	incarnation = ++host->lives << DEMOS_LIFE_SHIFT;
	assert(!demos_life_begin(&host->machine, id, incarnation,
				 host->lives * 1000, &machine_ops));
	for (i = 1; i <= MACHINES; i++) {
		INIT_LIST_HEAD(&host->wire[i]);
		host->stranger[i] = false;
		demos_session_init(&host->session[i], incarnation);
	}
}

/* As demos_peer_lost(): a session has ended, with what it had not accepted */
static void refuse_kept(u16 here, u16 id, enum demos_result why)
{
	LIST_HEAD(kept);

	list_splice_tail_init(&hosts[here].wire[id], &kept);
	demos_route_lost(&hosts[here].machine, &kept, why);
}

/* One of the two machines has read the other's HELLO */
static void greet(u16 here, u16 id)
{
	struct demos_session *session = &hosts[here].session[id];
	struct demos_hello hello = {};
	LIST_HEAD(none);
	bool new;

	demos_session_hello(&hosts[id].session[here], &hello);
	new = demos_session_meet(session, &hello, &none, &none) > 0;
	if (new)
		refuse_kept(here, id, DEMOS_EUNKNOWN);
	demos_neighbour_greeted(&hosts[here].machine, id, hello.incarnation,
				new);
	demos_machine_room(&hosts[here].machine, id);
}

/**
 * host_join() - connect two machines
 * @one: id of a machine
 * @other: id of the other one
 *
 * They are peers of each other from now on.
 */
void host_join(u16 one, u16 other)
{
	hosts[one].stranger[other] = false;
	hosts[other].stranger[one] = false;
	hosts[one].up[other] = true;
	hosts[other].up[one] = true;
	greet(one, other);
	greet(other, one);
}

/**
 * host_cut() - cut a connection
 * @one: id of a machine
 * @other: id of the other one
 */
void host_cut(u16 one, u16 other)
{
	hosts[one].up[other] = false;
	hosts[other].up[one] = false;
}

static bool run_job(const struct demos_machine *machine)
{
	struct demos_process *process;
	u32 i;

	for (i = 0; i < njobs; i++) {
		process = jobs[i];
		if (machine && process->machine != machine)
			continue;
		memmove(jobs + i, jobs + i + 1, (--njobs - i) * sizeof(*jobs));
		demos_actor_work(process);
		demos_process_put(process);
		return true;
	}
	return false;
}

/**
 * host_step_alone() - let a process of one machine have a turn
 * @id: the machine's id
 *
 * Return: false: none needs one.
 */
bool host_step_alone(u16 id)
{
	return run_job(&hosts[id].machine);
}

/**
 * host_deliver() - let a message arrive
 * @from: id of its sender's machine
 * @to: id of the machine where it arrives
 *
 * Return: false: there is none, or it cannot arrive.
 */
bool host_deliver(u16 from, u16 to)
{
	struct demos_message *msg;

	if (!hosts[from].up[to] || hosts[to].machine.down)
		return false;
	msg = list_first_entry_or_null(&hosts[from].wire[to],
				       struct demos_message, node);
	if (!msg)
		return false;
	list_del_init(&msg->node);
	demos_message_uncharge(msg);
	msg->cause = from;
	demos_route(&hosts[to].machine, msg);
	return true;
}

/**
 * host_repeat() - let a message arrive, but not the news that it has
 * @from: id of its sender's machine
 * @to: id of the machine where it arrives
 *
 * The message is still in the session, and may be sent again.
 */
void host_repeat(u16 from, u16 to)
{
	const struct demos_message *msg;
	struct demos_message *copy;

	msg = list_first_entry(&hosts[from].wire[to], struct demos_message,
			       node);
	copy = demos_message_create_sure(msg->length);
	copy->head = msg->head;
	copy->nlinks = msg->nlinks;
	memcpy(copy->links, msg->links, sizeof(msg->links));
	memcpy(copy->data, msg->data, msg->length);
	list_add(&copy->node, &hosts[from].wire[to]);
	host_deliver(from, to);
}

/**
 * hosts_step() - let a process have a turn, or a message arrive
 *
 * Return: false: nothing is left to do.
 */
bool hosts_step(void)
{
	u16 from, to;

	if (run_job(NULL))
		return true;
	for (from = 1; from <= MACHINES; from++) {
		for (to = 1; to <= MACHINES; to++) {
			if (to != from && host_deliver(from, to))
				return true;
		}
	}
	return false;
}

/**
 * hosts_settle() - go on until nothing is left to do
 */
void hosts_settle(void)
{
	while (hosts_step())
		;
}

/**
 * hosts_wait() - let time pass, and settle after each second
 * @seconds: how much
 */
void hosts_wait(u32 seconds)
{
	u16 id;

	while (seconds--) {
		for (id = 1; id <= MACHINES; id++) {
			if (!hosts[id].machine.kernel || !hosts[id].alarm)
				continue;
			hosts[id].alarm = false;
			demos_kernel_alarm(&hosts[id].machine);
		}
		hosts_settle();
	}
}

/* As demos_peer_goodbye() */
static void hear_goodbye(u16 here, u16 id)
{
	struct host *host = &hosts[here];
	u64 incarnation = host->session[id].remote;
	LIST_HEAD(none);

	demos_session_goodbye(&host->session[id], &none);
	refuse_kept(here, id, DEMOS_EUNREACHABLE);
	demos_neighbour_left(&host->machine, id, incarnation);
	demos_machine_room(&host->machine, id);
}

/**
 * host_delete() - have a machine delete another one as a peer
 * @here: id of the machine
 * @other: id of the other one
 */
void host_delete(u16 here, u16 other)
{
	struct host *host = &hosts[here];
	u32 deleted = demos_lives_deleted(&host->machine.lives, other, 1);

	host_cut(here, other);
	host->stranger[other] = true;
	demos_session_init(&host->session[other], host->machine.incarnation +
			   deleted);
	refuse_kept(here, other, DEMOS_EUNREACHABLE);
	demos_neighbour_deleted(&host->machine, other);
	demos_machine_room(&host->machine, other);
}

/**
 * host_go_down() - let a machine go down in good order
 * @id: its id
 *
 * All machines that are connected with it hear it say good-bye.
 */
void host_go_down(u16 id)
{
	struct host *host = &hosts[id];
	bool more;
	u16 i;

	demos_life_stop(&host->machine);
	do {
		more = run_job(&host->machine);
		for (i = 1; i <= MACHINES; i++)
			more |= i != id && host_deliver(id, i);
	} while (more);
	for (i = 1; i <= MACHINES; i++) {
		demos_messages_destroy(&host->wire[i]);
		if (i != id && host->up[i])
			hear_goodbye(i, id);
		host_cut(i, id);
	}
	while (run_job(&host->machine))
		;
	demos_life_end(&host->machine);
}

/**
 * host_crash() - lose a machine, with all that it has not sent
 * @id: its id
 *
 * It goes down in good order, unseen by the others, so that its memory is
 * freed.
 */
void host_crash(u16 id)
{
	struct host *host = &hosts[id];
	u16 i;

	host->crashed = true;
	for (i = 1; i <= MACHINES; i++) {
		demos_messages_destroy(&host->wire[i]);
		host_cut(i, id);
	}
	demos_life_stop(&host->machine);
	while (run_job(&host->machine))
		;
	demos_life_end(&host->machine);
}

/**
 * host_begin_again() - a machine begins a new life, and greets the others
 * @id: its id; its last life has ended
 */
void host_begin_again(u16 id)
{
	u16 i;

	begin(id);
	for (i = 1; i <= MACHINES; i++) {
		if (i != id)
			host_join(i, id);
	}
}

/**
 * host_come_back() - begin the next life of a machine, and settle
 * @id: its id
 */
void host_come_back(u16 id)
{
	host_begin_again(id);
	hosts_settle();
}

/**
 * hosts_begin() - begin all machines, connected with each other
 */
void hosts_begin(void)
{
	u16 i, k;

	for (i = 1; i <= MACHINES; i++)
		begin(i);
	for (i = 1; i <= MACHINES; i++) {
		for (k = 1; k < i; k++)
			host_join(i, k);
	}
	hosts_settle();
}

/**
 * hosts_end() - end all machines
 */
void hosts_end(void)
{
	u16 i;

	for (i = 1; i <= MACHINES; i++) {
		if (!hosts[i].machine.down)
			demos_life_stop(&hosts[i].machine);
	}
	hosts_settle();
	for (i = 1; i <= MACHINES; i++) {
		u16 k;

		for (k = 1; k <= MACHINES; k++)
			demos_messages_destroy(&hosts[i].wire[k]);
		if (hosts[i].machine.kernel)
			demos_life_end(&hosts[i].machine);
	}
}

/* ---- Processes */

/**
 * host_birth() - make a guest
 * @id: its machine's id
 *
 * Return: its process; the table of processes has the only reference.
 */
struct demos_process *host_birth(u16 id)
{
	struct demos_machine *machine = &hosts[id].machine;
	struct demos_guest_spec wanted = {
		.pid = demos_process_pid_new(machine),
	};
	struct demos_process *process = guest_create(machine, &wanted);

	assert(!demos_process_enter(process));
	demos_process_put(process);
	return process;
}

/**
 * host_find() - find a process
 * @id: id of the machine to look at
 * @pid: its process identifier
 *
 * Return: the process, without a reference; NULL: it is not there.
 */
struct demos_process *host_find(u16 id, u64 pid)
{
	struct demos_process *process;

	if (!hosts[id].machine.kernel)
		return NULL;
	process = demos_process_find(&hosts[id].machine, pid, NULL);
	if (process)
		demos_process_put(process);
	return process;
}
