/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine: one copy of the DEMOS kernel. The logic of the kernel works on
 * this structure alone; what it needs done outside goes through the
 * operations (in the module: sockets, work queues, netlink; in the simulator:
 * an event list).
 */
#ifndef DEMOS_MACHINE_H
#define DEMOS_MACHINE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/link.h"
#include "core/lives.h"
#include "core/lookup.h"
#include "core/message.h"
#include "core/table.h"

/* Bytes of memory that a guest can have */
#define DEMOS_PROGRAM_MAX	((u32)DEMOS_SEGMENTS_MAX << 16)
/* Its links' data areas end there: both spaces of it */
#define DEMOS_MEMORY_END	((u32)DEMOS_CODE_SPACE << 1)

/* Processes beyond the limit, for programs of an administrator */
#define DEMOS_RESERVE_PROCESSES	16
/* Bytes of messages that such a program's queue has room for in any case */
#define DEMOS_RESERVE_QUEUE	0x10000

struct demos_machine;
struct demos_message;
struct demos_process;
struct demos_guest_spec;

/* Is there a way to another machine for one more message? */
enum demos_way {
	DEMOS_WAY_NONE,		/* that machine is not known, or is gone */
	DEMOS_WAY_FULL,		/* wait for demos_machine_room() */
	DEMOS_WAY_OPEN		/* room, whether it is connected or not */
};

/**
 * struct demos_machine_ops - what a machine needs from outside
 * @xmit: give @msg to the session with machine @to. If it returns 0, @msg is
 *        consumed, else the caller still owns it. -EHOSTUNREACH: no such peer,
 *        or it is gone;
 *        -ENOBUFS: demos_message.cause has used up its share of the messages
 *        kept for @to. Does not sleep for the network.
 * @way: may a message of this class be sent to @to, which is another machine?
 * @connected: is the session with machine @to up?
 * @gone: the machine with the lowest id above @after that is gone: its last
 *        life has said good-bye, and no new one has greeted; 0: there is none
 * @peers: the peer with the lowest id above @after, and whether it can be asked
 *         now; 0: there is none
 * @alarm: have demos_kernel_alarm() called in about a second, once, however
 *         often this is asked until then. May be called from anywhere
 * @schedule: have demos_actor_work() called for @process soon, in a context
 *            that may sleep, and never twice at once; may be called from
 *            anywhere
 * @event: something happened that an operator may want to see
 * @guest_create: make an empty guest for demos_guest_spec (not in the
 *                process table yet; see process.h); ERR_PTR on failure
 */
struct demos_machine_ops {
	int (*xmit)(struct demos_machine *machine, u16 to,
		    struct demos_message *msg);
	enum demos_way (*way)(struct demos_machine *machine, u16 to,
			      enum demos_class class);
	bool (*connected)(struct demos_machine *machine, u16 to);
	u16 (*gone)(struct demos_machine *machine, u16 after);
	u16 (*peers)(struct demos_machine *machine, u16 after,
		     enum demos_reach *reach);
	void (*alarm)(struct demos_machine *machine);
	void (*schedule)(struct demos_process *process);
	void (*event)(struct demos_machine *machine,
		      const struct demos_event *event);
	struct demos_process *
	(*guest_create)(struct demos_machine *machine,
			const struct demos_guest_spec *spec);
};

/**
 * struct demos_machine - one machine
 * @ops: (invariant after initialized)
 * @id: machine id (invariant after initialized)
 * @incarnation: new at each start (invariant after initialized); the bits below
 *               DEMOS_LIFE_SHIFT are 0
 * @first_local: first local number of a process in this life (invariant after
 *               initialized)
 * @next_local: next local number of a process
 * @kernel: the kernel as a process, {id, 0} (invariant after initialized)
 * @table: processes and forwarding addresses by identifier
 * @processes: number of processes, the kernel not counted; one that ends
 *             counts until all concerned have been told
 * @forwards: number of forwarding addresses in @table
 * @account: memory of messages in queues
 * @links: links in tables, and their limits
 * @pairs: pair records, and their limits
 * @memory: bytes of guest memory
 * @cpus: processors that run guests (invariant after initialized)
 * @waiting: how many processes wait for room in a session, about
 * @limits: by enum demos_limit
 * @boot: the boot link; its to.pid is 0 if there is none. Updated when a
 *        process here hears that the one that it addresses has moved
 *        (protected by the table's lock)
 * @transfer: last name of a data move begun here
 * @query: last name of a question about a migration; by the kernel's actor
 * @counters: by enum demos_counter
 * @lives: of other machines
 * @lookups: processes that are looked up
 * @leaving: number of processes that are leaving
 * @arrivals: migrations to here. Changed by the kernel's actor only, under
 *            @arrivals_lock; so it reads them without
 * @arrivals_lock: protects @arrivals, @arriving and @parting
 * @arriving: how many these are
 * @parting: machine that is about to be deleted as a peer: no process may leave
 *           for it, or arrive from it; 0: none is
 * @closed: no new process may enter (protected by the table's lock)
 * @down: it accepts no more messages from other machines, and its processes end
 */
struct demos_machine {
	const struct demos_machine_ops *ops;
	u16 id;
	u64 incarnation;
	u64 first_local;
	atomic64_t next_local;
	struct demos_process *kernel;
	struct demos_table table;
	atomic_t processes;
	atomic_t forwards;
	struct demos_account account;
	struct demos_budget links;
	struct demos_budget pairs;
	atomic64_t memory;
	u32 cpus;
	atomic_t waiting;
	u64 limits[__DEMOS_LIMIT_MAX];
	struct demos_link boot;
	atomic_t transfer;
	u16 query;
	atomic64_t counters[__DEMOS_C_MAX];
	struct demos_lives lives;
	struct demos_lookups lookups;
	atomic_t leaving;
	struct list_head arrivals;
	spinlock_t arrivals_lock;	/* the list, @arriving, @parting */
	u32 arriving;
	u16 parting;
	bool closed;
	bool down;
};

void demos_machine_event(struct demos_machine *machine,
			 enum demos_event_kind kind,
			 struct demos_event *event);
bool demos_machine_boot_link(struct demos_machine *machine,
			     struct demos_link *boot);
void demos_machine_room(struct demos_machine *machine, u16 to);
void demos_machine_reset_limits(struct demos_machine *machine);
u64 demos_machine_limit_max(enum demos_limit limit);
int demos_machine_set_limit(struct demos_machine *machine,
			    enum demos_limit limit, u64 value);
int demos_machine_take_memory(struct demos_machine *machine, u32 size);
void demos_machine_give_memory(struct demos_machine *machine, u32 size);
u64 demos_machine_used(struct demos_machine *machine, enum demos_limit limit);
u64 demos_machine_reserve(enum demos_limit limit);
u64 demos_machine_most(const struct demos_machine *machine, u16 why);

static inline u64 demos_limit(const struct demos_machine *machine,
			      enum demos_limit limit)
{
	return READ_ONCE(machine->limits[limit]);
}

/* Is a process on its way to or from another machine? */
static inline bool demos_machine_migrates(const struct demos_machine *machine)
{
	return atomic_read(&machine->leaving) || READ_ONCE(machine->arriving);
}

/* Has another machine said good-bye, and no new life of it greeted? */
static inline bool demos_machine_gone(struct demos_machine *machine, u16 peer)
{
	return peer && machine->ops->gone(machine, peer - 1) == peer;
}

static inline void demos_count(struct demos_machine *machine,
			       enum demos_counter counter)
{
	atomic64_inc(&machine->counters[counter]);
}

static inline void demos_count_add(struct demos_machine *machine,
				   enum demos_counter counter, u64 value)
{
	atomic64_add(value, &machine->counters[counter]);
}

#endif
