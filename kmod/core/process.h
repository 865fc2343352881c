/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process has an identifier, a link table and a message queue. A guest, a
 * native process and the kernel itself are three sets of operations; links,
 * routing and migration never ask which of them a process is.
 *
 * A process is an actor. Any thread may put messages in its queues, under its
 * lock. Only demos_actor_work() handles the messages that the kernel receives
 * for it (DELIVERTOKERNEL), runs its guest program, and ends it; that never
 * runs twice at once for one process. So a guest's memory and registers need
 * no lock: they belong to the actor.
 *
 * Life: created by guest, native or an arriving migration; entered in the
 * table; taken out of the table by its own actor when it ends, or by the
 * kernel's when it has moved; freed when the last reference goes.
 */
#ifndef DEMOS_PROCESS_H
#define DEMOS_PROCESS_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/demos.h>

#include "core/link.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/pair.h"
#include "core/promise.h"
#include "core/table.h"
#include "core/trail.h"

struct demos_guest_spec;
struct demos_image;
struct demos_message;
struct demos_migration;
struct demos_transfer;

/**
 * struct demos_program_ops - the further operations of a process that can move
 * @size: bytes of program
 * @read: copy from the program, all segments one after the other
 * @write: copy to it. Both while the process is frozen, without its lock:
 *         they may wait for memory that Linux has swapped out.
 * @spec: describe the process, so that one like it can be made elsewhere. In
 *        the actor, or while it is frozen
 * @save: append the resident state of this kind. In the actor, locked.
 * @restore: read it back; -EBADMSG if it is malformed
 *
 * Results are enum demos_result where not said otherwise.
 */
struct demos_program_ops {
	u32 (*size)(struct demos_process *process);
	enum demos_result (*read)(struct demos_process *process, u32 at,
				  void *to, u32 count);
	enum demos_result (*write)(struct demos_process *process, u32 at,
				   const void *from, u32 count);
	void (*spec)(struct demos_process *process,
		     struct demos_guest_spec *spec);
	void (*save)(struct demos_process *process, struct demos_image *image);
	int (*restore)(struct demos_process *process,
		       struct demos_image *image);
};

/* What to do with a message that demos_process_ops.hear has looked at */
enum demos_heard {
	DEMOS_HEARD_QUEUE,	/* queue it if there is room */
	DEMOS_HEARD_ADMIT,	/* queue it even if there is no room */
	DEMOS_HEARD_DONE	/* nothing: it was handled and consumed */
};

/**
 * struct demos_process_ops - the operations of a kind of process
 * @wake: its queue, or whether it may run, has changed. Called without
 *        locks, from any context that may sleep.
 * @run: let it run for a while. In the actor.
 * @control: handle a message received by the kernel; consumes @msg. In the
 *           actor; what it sends goes on @out.
 * @hear: a message comes, and may be handled at once. Called without locks,
 *        before the check for room. May sleep. NULL: DEMOS_HEARD_QUEUE.
 * @refused: a message from a kernel, or move data, cannot be delivered: tell
 *           the other end. Called for the machine's kernel only; @msg is still
 *           the caller's.
 * @info: fill in the fields of demos_process_info that only this kind knows.
 *        With the process's lock held, from any context.
 * @set_regs: set the registers of a suspended guest. In the actor.
 * @faulted: has a fault stopped it, until its registers are set? In the actor.
 *           NULL: never.
 * @resume: it is no longer suspended. In the actor.
 * @read: copy from its memory, @area as in its links; all or nothing.
 * @write: copy to its memory. Both in the actor, or while it is frozen.
 * @program: operations for its migration; NULL: it stays where it is
 * @end: it is ending, or has moved away: stop its timers, end its waits
 * @release: the last reference is gone: free all that belongs to it, except the
 *           structure itself, which begins with its struct demos_process.
 *           May sleep; may be NULL.
 * @free: free the structure, by its @rcu; NULL: kfree()
 *
 * Results are enum demos_result where not said otherwise.
 */
struct demos_process_ops {
	void (*wake)(struct demos_process *process);
	void (*run)(struct demos_process *process);
	void (*control)(struct demos_process *process,
			struct demos_message *msg, struct list_head *out);
	enum demos_heard (*hear)(struct demos_process *process,
				 struct demos_message *msg,
				 struct list_head *out);
	void (*refused)(struct demos_process *kernel,
			const struct demos_message *msg,
			enum demos_result why, struct list_head *out);
	void (*info)(struct demos_process *process,
		     struct demos_process_info *info);
	enum demos_result (*set_regs)(struct demos_process *process,
				      const struct demos_op_regs *regs);
	bool (*faulted)(struct demos_process *process);
	void (*resume)(struct demos_process *process);
	enum demos_result (*read)(struct demos_process *process, u32 area,
				  void *to, u32 count);
	enum demos_result (*write)(struct demos_process *process, u32 area,
				   const void *from, u32 count);
	const struct demos_program_ops *program;
	void (*end)(struct demos_process *process);
	void (*release)(struct demos_process *process);
	void (*free)(struct rcu_head *rcu);
};

/* Where a process is in its life on this machine */
enum demos_phase {
	DEMOS_PHASE_LIVE,
	DEMOS_PHASE_LEAVING,	/* frozen: steps 1 to 5, on the source */
	DEMOS_PHASE_ARRIVING,	/* frozen: steps 3 to 8, on the destination */
	DEMOS_PHASE_GONE	/* ended or moved, not in the table */
};

/**
 * struct demos_process - a process
 * @entry: in the process table
 * @rcu: to free it after readers of the table are done
 * @refs: references
 * @queued: messages in @queue [l]
 * @machine: where it is (invariant)
 * @ops: its kind (invariant)
 * @work: for demos_machine_ops.schedule
 * @lock: protects what is marked [l]; never two of these at once
 * @name: with NUL (invariant once entered)
 * @moves: how often it has moved [l]
 * @phase: [l]
 * @peer: LEAVING or ARRIVING: the other machine [l]
 * @heard: LEAVING or ARRIVING: the message from @peer that ends the migration
 *         has come [l]
 * @unsure: LEAVING or ARRIVING: the session with @peer has ended, and its life
 *          has not. The process may be established at the destination, or kept
 *          by the source: the kernels have to ask [l]
 * @suspended: [l]
 * @ending: its actor must end it [l]
 * @status: exit status, once @ending [l]
 * @answered: the answer to its last call has come [l]
 * @blocked: a send must wait: wake it when it may be tried again [l]
 * @holding: packets of move data wait for room to be answered, or sent [l]
 * @unblocked: flow control lets it send again, but it is not woken yet [l]
 * @reserve: it may go beyond the limits (invariant once it is in the table)
 * @queue: messages for it [l]
 * @control: messages for it that its kernel receives [l]
 * @frozen: messages that came while LEAVING or ARRIVING, as they came; their
 *          numbers have not been checked yet [l]
 * @outbox: messages that its kernel owes to others; its actor sends them [l]
 * @account: memory of the messages in all its queues but @outbox
 * @answers: the part for answers to packets of its own data moves
 * @pulls: the part for requests for move data
 * @links: its link table [l]
 * @pairs: its pair records [l]
 * @trail: machines that it has left. Used by its actor, or by the one that has
 *         it frozen
 * @transfers: data moves that it has begun [l]
 * @calls: code of its last call's reply link [l]
 * @blame: demos_message.cause of the message that ended it. Actor only
 * @introduced: its personality has got a link to its memory. Actor only
 * @priority: its share of the processor, 0 to DEMOS_PRIORITY_MAX
 * @promises: which processes have its reply links, as far as is known [l]
 * @sent: messages sent [l]
 * @received: messages received [l]
 * @manager: link to its process manager; to.pid 0: none. Updated, as @links
 *           are, when the manager has moved [l]
 * @personality: link to the process that serves its foreign system calls; the
 *               same. Set by its actor only [l]
 * @migration: while LEAVING; an arriving one is in demos_machine.arrivals
 *
 * Fields of the actor alone do not stand in one word with those that need the
 * lock: the compiler reads such words as a whole.
 */
struct demos_process {
	struct demos_entry entry;
	struct rcu_head rcu;
	refcount_t refs;
	u32 queued;
	struct demos_machine *machine;
	const struct demos_process_ops *ops;
	struct work_struct work;
	struct mutex lock;	/* protects what is marked [l] */
	char name[DEMOS_NAME_MAX];
	u32 moves;
	enum demos_phase phase;
	u16 peer;
	bool heard;
	bool unsure;
	bool suspended;
	bool ending;
	u16 status;
	bool answered;
	bool blocked;
	bool holding;
	bool unblocked;
	bool reserve;
	struct list_head queue;
	struct list_head control;
	struct list_head frozen;
	struct list_head outbox;
	struct demos_account account;
	struct demos_account answers;
	struct demos_account pulls;
	struct demos_links links;
	struct demos_pairs pairs;
	struct demos_trail trail;
	struct list_head transfers;
	u32 calls;
	u16 blame;
	bool introduced;
	u8 priority;
	struct demos_promises promises;
	u64 sent;
	u64 received;
	struct demos_link manager;
	struct demos_link personality;
	struct demos_migration *migration;
};

void demos_process_init(struct demos_process *process,
			struct demos_machine *machine,
			const struct demos_process_ops *ops, u64 pid,
			const char *name);
void demos_process_use_reserve(struct demos_process *process);
int demos_process_enter(struct demos_process *process);
struct demos_process *demos_process_find(struct demos_machine *machine,
					 u64 pid,
					 struct demos_entry *forward);
void demos_process_leave(struct demos_process *process,
			 struct demos_entry *forward);
struct demos_process *demos_process_get(struct demos_process *process);
void demos_process_put(struct demos_process *process);
void demos_process_end(struct demos_process *process, u16 status);
bool demos_process_await_room(struct demos_process *process, u16 to,
			      enum demos_class class);
bool demos_process_may_send_bulk(struct demos_process *process, u16 to);
void demos_process_unblock(struct demos_process *process);
void demos_process_flush_voids(struct demos_process *process,
			       struct demos_pair *pair,
			       const struct demos_address *to,
			       struct list_head *out);
void demos_process_info(struct demos_process *process,
			struct demos_process_info *info);
u64 demos_process_pid_new(struct demos_machine *machine);

static inline u64 demos_process_pid(const struct demos_process *process)
{
	return process->entry.pid;
}

int demos_process_each(struct demos_machine *machine,
		       int (*visit)(struct demos_process *process, void *arg),
		       void *arg);

/* The guest to make, for DEMOS_OP_CREATE or for a process that arrives */
struct demos_guest_spec {
	u64 pid;
	u8 model;
	u8 segments;
	u32 pc;
	u32 sp;
	char name[DEMOS_NAME_MAX];
	struct demos_op_segment segment[DEMOS_SEGMENTS_MAX];
};

#endif
