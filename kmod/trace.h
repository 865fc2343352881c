/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints (tracefs: events/demos): a message's way, a process's life,
 * the steps of a migration, kernel calls, frames and connections.
 *
 * The core of the kernel also runs in user space, in a simulator; there the
 * tracepoints are empty.
 */
#ifndef DEMOS_TRACE_NAMES_H
#define DEMOS_TRACE_NAMES_H

#include <linux/types.h>
#include <linux/demos.h>

#include "core/machine.h"
#include "core/message.h"
#include "core/process.h"

/* A process identifier, for printing */
#define DEMOS_PID_FMT	"%u.%llu"
#define demos_pid_args(pid)						\
	DEMOS_PID_MACHINE(pid), (unsigned long long)DEMOS_PID_LOCAL(pid)

/* What happens to a message */
enum demos_trace_what {
	DEMOS_TRACE_SENT,	/* a process here has sent it */
	DEMOS_TRACE_DELIVERED,	/* put in a queue, or applied at once */
	DEMOS_TRACE_HELD,	/* came before its turn */
	DEMOS_TRACE_DOUBLE,	/* dropped, seen before */
	DEMOS_TRACE_FORWARDED,	/* met a forwarding address */
	DEMOS_TRACE_REFUSED,	/* cannot be delivered */
	DEMOS_TRACE_DISCARDED,	/* nobody will read it */
	DEMOS_TRACE_RECEIVED,	/* its process has received it */
	DEMOS_TRACE_SOUGHT,	/* held while its process is looked up */
};

/* What happens to a process */
enum demos_trace_life {
	DEMOS_TRACE_ENTER,	/* into the process table */
	DEMOS_TRACE_END,
	DEMOS_TRACE_GONE,	/* out of the process table */
	DEMOS_TRACE_SUSPEND,
	DEMOS_TRACE_RESUME,
	DEMOS_TRACE_FAULT,
};

/* What happens to a look-up */
enum demos_trace_seek {
	DEMOS_TRACE_SEEK_BEGUN,
	DEMOS_TRACE_SEEK_FOUND,
	DEMOS_TRACE_SEEK_DEAD,
	DEMOS_TRACE_SEEK_UNKNOWN,
};

/* How a process identifier is shown */
#define DEMOS_PID_FMT	"%u.%llu"
#define demos_pid_args(pid)						\
	DEMOS_PID_MACHINE(pid), (unsigned long long)DEMOS_PID_LOCAL(pid)

/* What a doubt about a process comes to; but for the ends, as in REPORT */
enum demos_trace_doubt {
	DEMOS_TRACE_BEGUN = 0,
	DEMOS_TRACE_ENDED = DEMOS_REPORT_UNKNOWN + 1, /* and the wait with it */
};

#ifndef __KERNEL__

static inline void trace_demos_message(const struct demos_machine *machine,
				       const struct demos_message *msg,
				       enum demos_trace_what what)
{
}

static inline void trace_demos_process(const struct demos_process *process,
				       enum demos_trace_life what)
{
}

static inline void trace_demos_migrate(const struct demos_machine *machine,
				       u64 pid, u16 peer, u32 step, u32 result)
{
}

static inline void trace_demos_seek(const struct demos_machine *machine,
				    u64 pid, enum demos_trace_seek what,
				    u16 where)
{
}

static inline void trace_demos_moved(const struct demos_machine *machine,
				     u16 peer, u32 count, bool out)
{
}

static inline void trace_demos_doubt(const struct demos_process *process,
				     const struct demos_address *other,
				     u32 what)
{
}

static inline void trace_demos_call(const struct demos_process *process,
				    u32 call, u32 result)
{
}

static inline void trace_demos_frame(const struct demos_machine *machine,
				     u16 peer, u8 command, u64 seq, u64 ack,
				     u32 length, bool out)
{
}

static inline void trace_demos_ack(const struct demos_machine *machine,
				   u16 peer, u64 ack, u32 left, u32 window)
{
}

static inline void trace_demos_resend(const struct demos_machine *machine,
				      u16 peer, u64 seq)
{
}

static inline void trace_demos_refuse(const struct demos_machine *machine,
				      u16 peer, const char *why)
{
}

static inline void trace_demos_peer(const struct demos_machine *machine,
				    u16 peer, u32 state, int error)
{
}

#endif /* !__KERNEL__ */
#endif /* DEMOS_TRACE_NAMES_H */

#ifdef __KERNEL__

#undef TRACE_SYSTEM
#define TRACE_SYSTEM demos

#if !defined(DEMOS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DEMOS_TRACE_H

#include <linux/tracepoint.h>

/* Numbers that are shown by name: prefix, rest of the name */
#define DEMOS_TRACE_WHATS						\
	x(DEMOS_TRACE_, SENT) x(DEMOS_TRACE_, DELIVERED)		\
	x(DEMOS_TRACE_, HELD) x(DEMOS_TRACE_, DOUBLE)			\
	x(DEMOS_TRACE_, FORWARDED) x(DEMOS_TRACE_, REFUSED)		\
	x(DEMOS_TRACE_, DISCARDED) x(DEMOS_TRACE_, RECEIVED)		\
	x_end(DEMOS_TRACE_, SOUGHT)

#define DEMOS_TRACE_SEEKS						\
	x(DEMOS_TRACE_SEEK_, BEGUN) x(DEMOS_TRACE_SEEK_, FOUND)		\
	x(DEMOS_TRACE_SEEK_, DEAD) x_end(DEMOS_TRACE_SEEK_, UNKNOWN)

#define DEMOS_TRACE_LIVES						\
	x(DEMOS_TRACE_, ENTER) x(DEMOS_TRACE_, END)			\
	x(DEMOS_TRACE_, GONE) x(DEMOS_TRACE_, SUSPEND)			\
	x(DEMOS_TRACE_, RESUME) x_end(DEMOS_TRACE_, FAULT)

#define DEMOS_TRACE_RESULTS						\
	x(DEMOS_, OK) x(DEMOS_, ENOLINK) x(DEMOS_, ERIGHTS)		\
	x(DEMOS_, ESIZE) x(DEMOS_, EADDRESS) x(DEMOS_, ETIME)		\
	x(DEMOS_, EDEAD) x(DEMOS_, EDESTROYED) x(DEMOS_, EROOM)		\
	x(DEMOS_, ECALL) x(DEMOS_, EUNREACHABLE)			\
	x(DEMOS_, EREFUSED) x(DEMOS_, EBUSY) x(DEMOS_, ESTATE)		\
	x(DEMOS_, EUNKNOWN) x_end(DEMOS_, EFULL)

/* Kernel calls of native processes, then those of guests */
#define DEMOS_TRACE_CALLS						\
	x(DEMOS_CMD_, ATTACH) x(DEMOS_CMD_, SEND)			\
	x(DEMOS_CMD_, SEND_WAIT) x(DEMOS_CMD_, RECEIVE)			\
	x(DEMOS_CMD_, AREA_DESTROY) x(DEMOS_CMD_, LINK_CREATE)		\
	x(DEMOS_CMD_, LINK_DUP) x(DEMOS_CMD_, LINK_DESTROY)		\
	x(DEMOS_CMD_, LINK_INSPECT) x(DEMOS_CMD_, LINK_TO_KERNEL)	\
	x(DEMOS_CMD_, MOVE_READ) x(DEMOS_CMD_, MOVE_WRITE)		\
	x(DEMOS_CMD_, BOOT_SET) x(DEMOS_CMD_, BOOT_GET)			\
	x(DEMOS_, SC_EXIT) x(DEMOS_, SC_YIELD) x(DEMOS_, SC_SEND)	\
	x(DEMOS_, SC_RECEIVE) x(DEMOS_, SC_CALL)			\
	x(DEMOS_, SC_LINK_CREATE) x(DEMOS_, SC_LINK_DUP)		\
	x(DEMOS_, SC_LINK_DESTROY) x(DEMOS_, SC_LINK_INSPECT)		\
	x(DEMOS_, SC_MOVE_READ) x(DEMOS_, SC_MOVE_WRITE)		\
	x(DEMOS_, SC_SELF) x_end(DEMOS_, SC_TIME)

#define DEMOS_TRACE_FRAMES						\
	x(DEMOS_CMD_, HELLO) x(DEMOS_CMD_, MESSAGE)			\
	x(DEMOS_CMD_, ACK) x_end(DEMOS_CMD_, GOODBYE)

#define DEMOS_TRACE_PEERS						\
	x(DEMOS_PEER_, DOWN) x(DEMOS_PEER_, GREETING)			\
	x(DEMOS_PEER_, UP) x_end(DEMOS_PEER_, GONE)

#define DEMOS_TRACE_DOUBTS						\
	x(DEMOS_TRACE_, BEGUN) x(DEMOS_REPORT_, HOLDS)			\
	x(DEMOS_REPORT_, NOT) x(DEMOS_REPORT_, DEAD)			\
	x(DEMOS_REPORT_, UNKNOWN) x_end(DEMOS_TRACE_, ENDED)

/* Export the numbers for programs that read the raw buffer */
#undef x
#undef x_end
#define x(prefix, name)		TRACE_DEFINE_ENUM(prefix##name);
#define x_end(prefix, name)	TRACE_DEFINE_ENUM(prefix##name);
DEMOS_TRACE_WHATS
DEMOS_TRACE_SEEKS
DEMOS_TRACE_LIVES
DEMOS_TRACE_RESULTS
DEMOS_TRACE_CALLS
DEMOS_TRACE_FRAMES
DEMOS_TRACE_PEERS
DEMOS_TRACE_DOUBTS
#undef x
#undef x_end
#define x(prefix, name)		{ prefix##name, #name },
#define x_end(prefix, name)	{ prefix##name, #name }

TRACE_EVENT(demos_message,
	TP_PROTO(const struct demos_machine *machine,
		 const struct demos_message *msg, enum demos_trace_what what),
	TP_ARGS(machine, msg, what),
	TP_STRUCT__entry(
		__field(u64, from)
		__field(u64, to)
		__field(u64, number)
		__field(u32, what)
		__field(u32, flags)
		__field(u32, code)
		__field(u32, length)
		__field(u16, machine)
		__field(u16, towards)
		__field(u8, channel)
		__field(u8, hops)
		__field(u8, nlinks)
	),
	TP_fast_assign(
		__entry->from = msg->head.from.pid;
		__entry->to = msg->head.to.pid;
		__entry->number = msg->head.number;
		__entry->what = what;
		__entry->flags = msg->head.flags;
		__entry->code = msg->head.code;
		__entry->length = msg->length;
		__entry->machine = machine->id;
		__entry->towards = msg->head.to.machine;
		__entry->channel = msg->head.channel;
		__entry->hops = msg->head.hops;
		__entry->nlinks = msg->nlinks;
	),
	TP_printk("%u: %s " DEMOS_PID_FMT " to " DEMOS_PID_FMT
		  " on %u number %llu flags %s code %u channel %u length %u links %u hops %u",
		  __entry->machine,
		  __print_symbolic(__entry->what, DEMOS_TRACE_WHATS),
		  demos_pid_args(__entry->from), demos_pid_args(__entry->to),
		  __entry->towards, (unsigned long long)__entry->number,
		  __print_flags(__entry->flags, "|",
				{ DEMOS_F_KERNEL, "KERNEL" },
				{ DEMOS_F_NOTICE, "NOTICE" },
				{ DEMOS_F_REPLY, "REPLY" },
				{ DEMOS_F_PENDING, "PENDING" },
				{ DEMOS_F_BULK, "BULK" },
				{ DEMOS_F_LAST, "LAST" },
				{ DEMOS_F_VOID, "VOID" },
				{ DEMOS_F_AGAIN, "AGAIN" }),
		  __entry->code, __entry->channel, __entry->length,
		  __entry->nlinks, __entry->hops)
);

TRACE_EVENT(demos_process,
	TP_PROTO(const struct demos_process *process,
		 enum demos_trace_life what),
	TP_ARGS(process, what),
	TP_STRUCT__entry(
		__field(u64, pid)
		__field(u32, what)
		__field(u32, moves)
		__field(u16, machine)
		__array(char, name, DEMOS_NAME_MAX)
	),
	TP_fast_assign(
		__entry->pid = process->entry.pid;
		__entry->what = what;
		__entry->moves = process->moves;
		__entry->machine = process->machine->id;
		memcpy(__entry->name, process->name, DEMOS_NAME_MAX);
	),
	TP_printk("%u: %s " DEMOS_PID_FMT " (%s) moves %u",
		  __entry->machine,
		  __print_symbolic(__entry->what, DEMOS_TRACE_LIVES),
		  demos_pid_args(__entry->pid), __entry->name, __entry->moves)
);

TRACE_EVENT(demos_migrate,
	TP_PROTO(const struct demos_machine *machine, u64 pid, u16 peer,
		 u32 step, u32 result),
	TP_ARGS(machine, pid, peer, step, result),
	TP_STRUCT__entry(
		__field(u64, pid)
		__field(u32, step)
		__field(u32, result)
		__field(u16, machine)
		__field(u16, peer)
	),
	TP_fast_assign(
		__entry->pid = pid;
		__entry->step = step;
		__entry->result = demos_result_plain(result);
		__entry->machine = machine->id;
		__entry->peer = peer;
	),
	TP_printk("%u: " DEMOS_PID_FMT " peer %u step %u %s",
		  __entry->machine, demos_pid_args(__entry->pid),
		  __entry->peer, __entry->step,
		  __print_symbolic(__entry->result, DEMOS_TRACE_RESULTS))
);

/* @where: SEEK_FOUND: the machine that has the process */
TRACE_EVENT(demos_seek,
	TP_PROTO(const struct demos_machine *machine, u64 pid,
		 enum demos_trace_seek what, u16 where),
	TP_ARGS(machine, pid, what, where),
	TP_STRUCT__entry(
		__field(u64, pid)
		__field(u32, what)
		__field(u16, machine)
		__field(u16, where)
	),
	TP_fast_assign(
		__entry->pid = pid;
		__entry->what = what;
		__entry->machine = machine->id;
		__entry->where = where;
	),
	TP_printk("%u: look-up of " DEMOS_PID_FMT " %s on %u",
		  __entry->machine, demos_pid_args(__entry->pid),
		  __print_symbolic(__entry->what, DEMOS_TRACE_SEEKS),
		  __entry->where)
);

/* @count: forwarding addresses told; or, heard: addresses changed here */
TRACE_EVENT(demos_moved,
	TP_PROTO(const struct demos_machine *machine, u16 peer, u32 count,
		 bool out),
	TP_ARGS(machine, peer, count, out),
	TP_STRUCT__entry(
		__field(u32, count)
		__field(u16, machine)
		__field(u16, peer)
		__field(bool, out)
	),
	TP_fast_assign(
		__entry->count = count;
		__entry->machine = machine->id;
		__entry->peer = peer;
		__entry->out = out;
	),
	TP_printk("%u: %s %u, which %s: %u %s",
		  __entry->machine, __entry->out ? "to" : "from",
		  __entry->peer,
		  __entry->out ? "stays" : "goes down", __entry->count,
		  __entry->out ? "forwarding addresses" : "addresses changed")
);

TRACE_EVENT(demos_doubt,
	TP_PROTO(const struct demos_process *process,
		 const struct demos_address *other, u32 what),
	TP_ARGS(process, other, what),
	TP_STRUCT__entry(
		__field(u64, pid)
		__field(u64, other)
		__field(u32, what)
		__field(u16, machine)
		__field(u16, where)
	),
	TP_fast_assign(
		__entry->pid = process->entry.pid;
		__entry->other = other->pid;
		__entry->what = what;
		__entry->machine = process->machine->id;
		__entry->where = other->machine;
	),
	TP_printk("%u: " DEMOS_PID_FMT " waits for " DEMOS_PID_FMT
		  " on %u %s", __entry->machine,
		  demos_pid_args(__entry->pid), demos_pid_args(__entry->other),
		  __entry->where,
		  __print_symbolic(__entry->what, DEMOS_TRACE_DOUBTS))
);

TRACE_EVENT(demos_call,
	TP_PROTO(const struct demos_process *process, u32 call, u32 result),
	TP_ARGS(process, call, result),
	TP_STRUCT__entry(
		__field(u64, pid)
		__field(u32, call)
		__field(u32, result)
		__field(u16, machine)
	),
	TP_fast_assign(
		__entry->pid = process->entry.pid;
		__entry->call = call;
		/* -1: a guest's call has none yet */
		__entry->result = result == (u32)-1 ? result :
				  demos_result_plain(result);
		__entry->machine = process->machine->id;
	),
	TP_printk("%u: " DEMOS_PID_FMT " %s %s",
		  __entry->machine, demos_pid_args(__entry->pid),
		  __print_symbolic(__entry->call, DEMOS_TRACE_CALLS),
		  __print_symbolic(__entry->result, DEMOS_TRACE_RESULTS))
);

TRACE_EVENT(demos_frame,
	TP_PROTO(const struct demos_machine *machine, u16 peer, u8 command,
		 u64 seq, u64 ack, u32 length, bool out),
	TP_ARGS(machine, peer, command, seq, ack, length, out),
	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u64, ack)
		__field(u32, length)
		__field(u16, machine)
		__field(u16, peer)
		__field(u8, command)
		__field(bool, out)
	),
	TP_fast_assign(
		__entry->seq = seq;
		__entry->ack = ack;
		__entry->length = length;
		__entry->machine = machine->id;
		__entry->peer = peer;
		__entry->command = command;
		__entry->out = out;
	),
	TP_printk("%u: %s %u %s seq %llu ack %llu length %u",
		  __entry->machine, __entry->out ? "to" : "from",
		  __entry->peer,
		  __print_symbolic(__entry->command, DEMOS_TRACE_FRAMES),
		  (unsigned long long)__entry->seq,
		  (unsigned long long)__entry->ack, __entry->length)
);

TRACE_EVENT(demos_ack,
	TP_PROTO(const struct demos_machine *machine, u16 peer, u64 ack,
		 u32 left, u32 window),
	TP_ARGS(machine, peer, ack, left, window),
	TP_STRUCT__entry(
		__field(u64, ack)
		__field(u32, left)
		__field(u32, window)
		__field(u16, machine)
		__field(u16, peer)
	),
	TP_fast_assign(
		__entry->ack = ack;
		__entry->left = left;
		__entry->window = window;
		__entry->machine = machine->id;
		__entry->peer = peer;
	),
	TP_printk("%u: peer %u has accepted all below %llu, %u frames left, window for move data %u bytes",
		  __entry->machine, __entry->peer,
		  (unsigned long long)__entry->ack, __entry->left,
		  __entry->window)
);

TRACE_EVENT(demos_resend,
	TP_PROTO(const struct demos_machine *machine, u16 peer, u64 seq),
	TP_ARGS(machine, peer, seq),
	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u16, machine)
		__field(u16, peer)
	),
	TP_fast_assign(
		__entry->seq = seq;
		__entry->machine = machine->id;
		__entry->peer = peer;
	),
	TP_printk("%u: to %u again: seq %llu", __entry->machine,
		  __entry->peer, (unsigned long long)__entry->seq)
);

TRACE_EVENT(demos_refuse,
	TP_PROTO(const struct demos_machine *machine, u16 peer,
		 const char *why),
	TP_ARGS(machine, peer, why),
	TP_STRUCT__entry(
		__string(why, why)
		__field(u16, machine)
		__field(u16, peer)
	),
	TP_fast_assign(
		demos_assign_str(why, why);
		__entry->machine = machine->id;
		__entry->peer = peer;
	),
	TP_printk("%u: frame from %u refused: %s", __entry->machine,
		  __entry->peer, __get_str(why))
);

TRACE_EVENT(demos_peer,
	TP_PROTO(const struct demos_machine *machine, u16 peer, u32 state,
		 int error),
	TP_ARGS(machine, peer, state, error),
	TP_STRUCT__entry(
		__field(u32, state)
		__field(int, error)
		__field(u16, machine)
		__field(u16, peer)
	),
	TP_fast_assign(
		__entry->state = state;
		__entry->error = error;
		__entry->machine = machine->id;
		__entry->peer = peer;
	),
	TP_printk("%u: peer %u %s error %d",
		  __entry->machine, __entry->peer,
		  __print_symbolic(__entry->state, DEMOS_TRACE_PEERS),
		  __entry->error)
);

#endif /* DEMOS_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

#endif /* __KERNEL__ */
