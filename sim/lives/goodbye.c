// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes with machines that say good-bye. Between two machines
 * there is a queue of messages in each direction, which stands for the session:
 * what is in it has not been accepted. The sessions themselves only judge which
 * life of a machine greets.
 *
 * A guest waits for machine 3: for the answer to a call, or for a data move.
 * Machine 3 says good-bye, but the connection to the guest's machine is cut, so
 * that machine does not hear it. The guest moves to a machine that has. Its
 * wait must end there, whether machine 3 comes back or not. Nor may a call wait
 * that a machine forwards to one that is gone, if the caller's machine knows.
 *
 * And at each point of a migration, the source or the destination says
 * good-bye. There must never be two copies of the guest, none may stay frozen,
 * and the process that requested the migration must get an answer.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/actor.h"
#include "core/call.h"
#include "core/control.h"
#include "core/image.h"
#include "core/life.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/queue.h"
#include "core/route.h"
#include "core/session.h"

#define MACHINES	4
#define JOBS		64
#define MEMORY		64

struct guest {
	struct demos_process process;
	struct demos_transfer transfer;
	bool moving, calling;
	u8 memory[MEMORY];
};

struct host {
	struct demos_machine machine;
	struct list_head wire[MACHINES + 1];	/* to the others */
	struct demos_session session[MACHINES + 1];
	bool up[MACHINES + 1];			/* connected to them */
	u64 lives;
};

static struct host hosts[MACHINES + 1];
static struct demos_process *jobs[JOBS];
static u32 njobs, failed, tests;
static u64 now;

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

static void check(bool ok, const char *what, u32 at)
{
	if (ok)
		return;
	printf("not ok - %s (%u)\n", what, at);
	failed++;
}

/* ---- What a machine needs from outside */

static bool is_gone(const struct demos_machine *machine, u16 to)
{
	return hosts[machine->id].session[to].gone;
}

static int xmit(struct demos_machine *machine, u16 to,
		struct demos_message *msg)
{
	if (!to || to > MACHINES || is_gone(machine, to))
		return -EHOSTUNREACH;
	list_add_tail(&msg->node, &hosts[machine->id].wire[to]);
	return 0;
}

static enum demos_way way(struct demos_machine *machine, u16 to,
			  enum demos_class class)
{
	return is_gone(machine, to) ? DEMOS_WAY_NONE : DEMOS_WAY_OPEN;
}

static bool connected(struct demos_machine *machine, u16 to)
{
	return hosts[machine->id].up[to] && !is_gone(machine, to);
}

static u16 gone(struct demos_machine *machine, u16 after)
{
	while (++after <= MACHINES) {
		if (is_gone(machine, after))
			return after;
	}
	return 0;
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

/* ---- Guests */

static struct guest *guest_of(struct demos_process *process)
{
	return container_of(process, struct guest, process);
}

static void idle(struct demos_process *process)
{
}

static void info(struct demos_process *process,
		 struct demos_process_info *info)
{
}

static u32 size(struct demos_process *process)
{
	return MEMORY;
}

static enum demos_result read(struct demos_process *process, u32 at, void *to,
			      u32 count)
{
	memcpy(to, guest_of(process)->memory + at, count);
	return DEMOS_OK;
}

static enum demos_result write(struct demos_process *process, u32 at,
			       const void *from, u32 count)
{
	memcpy(guest_of(process)->memory + at, from, count);
	return DEMOS_OK;
}

static enum demos_result packet(struct demos_transfer *transfer, u32 at,
				void *bytes, u32 count)
{
	return DEMOS_OK;
}

static void finish(struct demos_process *process,
		   struct demos_transfer *transfer, struct list_head *out)
{
	guest_of(process)->moving = false;
}

static void prepare(struct guest *guest)
{
	memset(&guest->transfer, 0, sizeof(guest->transfer));
	INIT_LIST_HEAD(&guest->transfer.node);
	guest->transfer.packet = packet;
	guest->transfer.finish = finish;
	guest->transfer.owner = guest;
}

static void spec(struct demos_process *process, struct demos_guest_spec *spec)
{
	spec->model = 1;
}

static void save(struct demos_process *process, struct demos_image *image)
{
	struct guest *guest = guest_of(process);

	demos_image_put8(image, guest->calling);
	demos_image_put8(image, guest->moving);
	if (guest->moving)
		demos_move_save(&guest->transfer, image);
}

static int restore(struct demos_process *process, struct demos_image *image)
{
	struct guest *guest = guest_of(process);

	guest->calling = demos_image_get8(image);
	guest->moving = demos_image_get8(image);
	prepare(guest);
	return guest->moving ?
	       demos_move_restore(process, &guest->transfer, image) : 0;
}

static void lost(struct demos_process *process, u16 peer)
{
	if (process->callee.machine == peer)
		guest_of(process)->calling = false;
}

static void end(struct demos_process *process)
{
}

static void free_guest(struct rcu_head *rcu)
{
	free(container_of(rcu, struct guest, process.rcu));
}

static const struct demos_program_ops program = {
	.size = size,
	.read = read,
	.write = write,
	.spec = spec,
	.save = save,
	.restore = restore,
};

static const struct demos_process_ops guest_ops = {
	.wake = idle,
	.run = idle,
	.control = demos_control_receive,
	.info = info,
	.resume = idle,
	.program = &program,
	.lost = lost,
	.end = end,
	.free = free_guest,
};

static struct demos_process *create(struct demos_machine *machine,
				    const struct demos_guest_spec *spec)
{
	struct guest *guest = kzalloc(sizeof(*guest), GFP_KERNEL);

	demos_process_init(&guest->process, machine, &guest_ops, spec->pid,
			   "guest");
	prepare(guest);
	return &guest->process;
}

static const struct demos_machine_ops machine_ops = {
	.xmit = xmit,
	.way = way,
	.connected = connected,
	.gone = gone,
	.schedule = schedule,
	.event = event,
	.guest_create = create,
};

/* ---- Machines */

static void begin(u16 id)
{
	struct host *host = &hosts[id];
	u16 i;

	memset(&host->machine, 0, sizeof(host->machine));
	host->lives++;
	assert(!demos_life_begin(&host->machine, id, host->lives,
				 host->lives * 1000, &machine_ops));
	for (i = 1; i <= MACHINES; i++) {
		INIT_LIST_HEAD(&host->wire[i]);
		demos_session_init(&host->session[i], host->lives);
	}
}

/* One of the two machines has read the other's HELLO */
static void greet(u16 here, u16 id)
{
	struct demos_session *session = &hosts[here].session[id];
	struct demos_hello hello = {};
	LIST_HEAD(none);

	demos_session_hello(&hosts[id].session[here], &hello);
	if (demos_session_meet(session, &hello, &none, &none) > 0)
		demos_migrate_peer_lost(&hosts[here].machine, id);
	demos_machine_room(&hosts[here].machine, id);
}

static void join(u16 one, u16 other)
{
	hosts[one].up[other] = true;
	hosts[other].up[one] = true;
	greet(one, other);
	greet(other, one);
}

static void cut(u16 one, u16 other)
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

static bool deliver(u16 from, u16 to)
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

/* Return: false: nothing happens any more */
static bool step(void)
{
	u16 from, to;

	if (run_job(NULL))
		return true;
	for (from = 1; from <= MACHINES; from++) {
		for (to = 1; to <= MACHINES; to++) {
			if (to != from && deliver(from, to))
				return true;
		}
	}
	return false;
}

static void settle(void)
{
	while (step())
		;
}

/* As demos_peer_goodbye() */
static void hear_goodbye(u16 here, u16 id)
{
	struct host *host = &hosts[here];
	struct demos_message *msg, *next;
	LIST_HEAD(none);
	LIST_HEAD(kept);
	LIST_HEAD(out);

	demos_session_goodbye(&host->session[id], &none);
	list_splice_tail_init(&host->wire[id], &kept);
	list_for_each_entry_safe(msg, next, &kept, node) {
		list_del_init(&msg->node);
		demos_notice_refuse(&host->machine, msg, DEMOS_EUNREACHABLE,
				    &out);
	}
	demos_route_all(&host->machine, &out);
	demos_migrate_peer_lost(&host->machine, id);
	demos_machine_room(&host->machine, id);
}

/* A machine goes down in good order: all that are connected hear it */
static void go_down(u16 id)
{
	struct host *host = &hosts[id];
	bool more;
	u16 i;

	demos_life_stop(&host->machine);
	do {
		more = run_job(&host->machine);
		for (i = 1; i <= MACHINES; i++)
			more |= i != id && deliver(id, i);
	} while (more);
	for (i = 1; i <= MACHINES; i++) {
		demos_messages_destroy(&host->wire[i]);
		if (i != id && host->up[i])
			hear_goodbye(i, id);
		cut(i, id);
	}
	while (run_job(&host->machine))
		;
	demos_life_end(&host->machine);
}

static void come_back(u16 id)
{
	u16 i;

	begin(id);
	for (i = 1; i <= MACHINES; i++) {
		if (i != id)
			join(i, id);
	}
	settle();
}

static void begin_all(void)
{
	u16 i, k;

	for (i = 1; i <= MACHINES; i++)
		begin(i);
	for (i = 1; i <= MACHINES; i++) {
		for (k = 1; k < i; k++)
			join(i, k);
	}
	settle();
}

static void end_all(void)
{
	u16 i;

	for (i = 1; i <= MACHINES; i++) {
		if (!hosts[i].machine.down)
			demos_life_stop(&hosts[i].machine);
	}
	settle();
	for (i = 1; i <= MACHINES; i++) {
		u16 k;

		for (k = 1; k <= MACHINES; k++)
			demos_messages_destroy(&hosts[i].wire[k]);
		if (hosts[i].machine.kernel)
			demos_life_end(&hosts[i].machine);
	}
}

/* ---- What the guests do. They have a reference only in the table. */

static struct demos_process *birth(u16 id)
{
	struct demos_machine *machine = &hosts[id].machine;
	struct demos_guest_spec wanted = {
		.pid = demos_process_pid_new(machine),
	};
	struct demos_process *process = create(machine, &wanted);

	assert(!demos_process_enter(process));
	demos_process_put(process);
	return process;
}

static struct demos_process *at(u16 id, u64 pid)
{
	struct demos_process *process;

	if (!hosts[id].machine.kernel)
		return NULL;
	process = demos_process_find(&hosts[id].machine, pid, NULL);
	if (process)
		demos_process_put(process);
	return process;
}

static u32 link_to(struct demos_process *holder,
		   const struct demos_process *to, u16 flags)
{
	const struct demos_link link = {
		.to = {
			.pid = to->entry.pid,
			.machine = to->machine->id,
			.moves = to->moves,
		},
		.flags = flags,
		.length = flags & DEMOS_LINK_READ ? MEMORY : 0,
	};
	u32 name;

	assert(demos_call_link_insert(holder, &link, &name) == DEMOS_OK);
	return name;
}

static void call(struct demos_process *process, u32 link, const void *data,
		 u32 length)
{
	struct demos_enclosure enclosure = {
		.make_reply = true,
		.reply = {
			.channel = DEMOS_CHANNEL_CALL,
			.code = process->calls,
		},
	};
	struct demos_message *msg = demos_message_create(length);

	memcpy(msg->data, data, length);
	assert(demos_call_send(process, link, msg, &enclosure) == DEMOS_OK);
	guest_of(process)->calling = true;
}

static void read_from(struct demos_process *process,
		      const struct demos_process *other)
{
	struct guest *guest = guest_of(process);
	LIST_HEAD(out);

	guest->transfer.to.pid = other->entry.pid;
	guest->transfer.to.machine = other->machine->id;
	guest->transfer.length = MEMORY;
	guest->moving = true;
	demos_move_begin(process, &guest->transfer, &out);
	demos_route_all(process->machine, &out);
}

static void ask_to_move(struct demos_process *requester,
			struct demos_process *process, u16 to)
{
	const struct demos_op_migrate asked = {
		.op = cpu_to_be16(DEMOS_OP_MIGRATE),
		.machine = cpu_to_be16(to),
	};

	call(requester, link_to(requester, process,
				DEMOS_LINK_DUP | DEMOS_LINK_KERNEL),
	     &asked, sizeof(asked));
}

/* Does the process still wait for the answer to its call? */
static bool waits(struct demos_process *process)
{
	return guest_of(process)->calling && !process->answered;
}

/* ---- The scenes */

/*
 * The guest's request is at machine 3, which answers nothing: that a process
 * there has ended is not heard by machine 1 either.
 */
static void wait_moves(bool move_data, bool back)
{
	struct demos_process *guest, *server, *requester;
	u64 pid;

	tests++;
	begin_all();
	requester = birth(4);
	guest = birth(1);
	server = birth(3);
	pid = guest->entry.pid;
	if (move_data)
		read_from(guest, server);
	else
		call(guest, link_to(guest, server, DEMOS_LINK_DUP), "", 1);
	while (deliver(1, 3))
		;
	cut(1, 3);
	go_down(3);
	settle();
	ask_to_move(requester, guest, 2);
	settle();
	if (back)
		come_back(3);
	guest = at(2, pid);
	check(guest, "the guest has not moved", back);
	if (guest && move_data)
		check(!guest_of(guest)->moving,
		      "a data move waits for a machine that is gone", back);
	else if (guest)
		check(!waits(guest), "a call waits for a machine that is gone",
		      back);
	end_all();
}

/*
 * The server has moved from machine 2 to 3. Machine 2 does not hear that 3 says
 * good-bye, and forwards a call to it. So the caller's machine, which has heard
 * it, learns where the server was.
 */
static void call_forwarded(bool back)
{
	struct demos_process *guest, *server, *requester;
	u32 link;

	tests++;
	begin_all();
	requester = birth(4);
	guest = birth(1);
	server = birth(2);
	link = link_to(guest, server, DEMOS_LINK_DUP);
	ask_to_move(requester, server, 3);
	settle();
	cut(2, 3);
	go_down(3);
	settle();
	call(guest, link, "", 1);
	settle();
	if (back)
		come_back(3);
	check(!waits(guest),
	      "a forwarded call waits for a machine that is gone", back);
	end_all();
}

/* Return: false: the migration was over before that step */
static bool leave_at(u32 steps, u16 id, bool back)
{
	struct demos_process *guest, *requester;
	u32 live = 0, frozen = 0;
	u64 pid, by;
	bool more = true;
	u16 i;

	tests++;
	begin_all();
	requester = birth(4);
	guest = birth(1);
	by = requester->entry.pid;
	pid = guest->entry.pid;
	ask_to_move(requester, guest, 2);
	for (i = 0; more && i < steps; i++)
		more = step();
	go_down(id);
	settle();
	if (back)
		come_back(id);
	for (i = 1; i <= MACHINES; i++) {
		guest = at(i, pid);
		if (guest)
			*(guest->phase == DEMOS_PHASE_LIVE ? &live : &frozen) +=
				1;
	}
	check(live < 2, "two copies", steps);
	check(!frozen, "a guest stays frozen", steps);
	check(!waits(at(4, by)), "a request to migrate is not answered", steps);
	end_all();
	return more;
}

int main(void)
{
	u32 steps, variant;

	for (variant = 0; variant < 4; variant++)
		wait_moves(variant & 1, variant & 2);
	call_forwarded(false);
	call_forwarded(true);
	for (variant = 0; variant < 4; variant++) {
		for (steps = 0; leave_at(steps, 1 + (variant & 1),
					 variant & 2); steps++)
			;
	}
	printf("goodbye: %u passed, %u failed\n", tests - failed, failed);
	return failed != 0;
}
