/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * DEMOS/MP for Linux: the contract between the module, the programs that
 * use it, the guests that run in it, and the modules of other machines.
 *
 * Two kinds of structure are defined here:
 *
 *  - those that go over generic netlink, and between machines in the same
 *    frames: host byte order, like netlink itself (two machines compare
 *    their byte order when they meet, see &struct demos_hello);
 *
 *  - those that are the *data* of a message (control messages to a kernel,
 *    their answers, notices): big-endian, marked __be, because a Z8000 guest
 *    may send or receive them as well as any program.
 *
 * "Section" refers to Powell and Miller, Process Migration in DEMOS/MP.
 */
#ifndef _LINUX_DEMOS_H
#define _LINUX_DEMOS_H

#include <linux/types.h>

#define DEMOS_GENL_NAME		"demos"
#define DEMOS_GENL_VERSION	1
#define DEMOS_MCGRP_EVENTS	"events"

/* Limits */
#define DEMOS_DATA_MAX		4096	/* bytes of data in a message */
#define DEMOS_LINKS_MAX		4	/* links enclosed in a message */
#define DEMOS_PACKET_MAX	32768	/* bytes in a packet of a data move */
#define DEMOS_WINDOW_MESSAGES	64	/* messages from one process to another
					 * that may be in transit or unread
					 */
#define DEMOS_WINDOW_BYTES	131072	/* bytes of data in these messages */
#define DEMOS_NAME_MAX		32	/* of a process, with its final NUL */
#define DEMOS_CHANNELS		32	/* channels 0 to 31 of a process */
#define DEMOS_MACHINE_MAX	65534	/* machine ids are 1 to this */
#define DEMOS_SEGMENTS_MAX	128	/* segments of a guest */

/*
 * A process identifier (section 2.1): the machine that created the process,
 * and a number that machine never uses again. Local number 0 is the
 * machine's kernel. Printed as "3.17".
 */
#define DEMOS_PID_LOCAL_BITS	48
#define DEMOS_PID(machine, local) \
	(((__u64)(machine) << DEMOS_PID_LOCAL_BITS) | \
	 ((__u64)(local) & ((1ULL << DEMOS_PID_LOCAL_BITS) - 1)))
#define DEMOS_PID_MACHINE(pid)	((__u16)((pid) >> DEMOS_PID_LOCAL_BITS))
#define DEMOS_PID_LOCAL(pid)	((pid) & ((1ULL << DEMOS_PID_LOCAL_BITS) - 1))
#define DEMOS_PID_KERNEL(machine)	DEMOS_PID(machine, 0)

/**
 * struct demos_address - a process address (section 2.1, figure 2-1)
 * @pid: process identifier; never changes
 * @machine: last known machine
 * @reserved: 0
 * @moves: how many times the process had moved when it was there
 */
struct demos_address {
	__u64 pid;
	__u16 machine;
	__u16 reserved;
	__u32 moves;
};

/* Attributes and rights of a link (demos_link.flags) */
#define DEMOS_LINK_KERNEL	0x0001	/* DELIVERTOKERNEL (section 2.2) */
#define DEMOS_LINK_DUP		0x0002	/* may be duplicated */
#define DEMOS_LINK_PASS		0x0004	/* may be passed on in a message */
#define DEMOS_LINK_REPLY	0x0008	/* used up by one send; if it is
					 * destroyed unused, its creator gets
					 * a notice
					 */
#define DEMOS_LINK_READ		0x0010	/* data area may be read */
#define DEMOS_LINK_WRITE	0x0020	/* data area may be written */
#define DEMOS_LINK_NOTIFY	0x0040	/* creator is told of destruction */
#define DEMOS_LINK_MEMORY	0x0080	/* for data moves only: nothing can be
					 * sent over it. A duplicate of a
					 * DELIVERTOKERNEL link without
					 * DELIVERTOKERNEL has it
					 */
#define DEMOS_LINK_FLAGS	0x00ff

/**
 * struct demos_link - a link, in a table, in a message or on the wire
 * @to: the process it addresses, which is the one that created it
 * @code: chosen by the creator, comes back with each message
 * @flags: DEMOS_LINK_*
 * @channel: of the creator, on which messages over this link arrive
 * @hands: a reply link: how often it has been passed on; else 0
 * @area: where the data area begins in the creator's memory (a guest's
 *        linear address: segment << 16 | offset; a native process's: the
 *        AREA that AREA_CREATE answered)
 * @length: bytes in the data area; 0: there is none
 */
struct demos_link {
	struct demos_address to;
	__u32 code;
	__u16 flags;
	__u8  channel;
	__u8  hands;
	__u32 area;
	__u32 length;
};

/* Flags of a message (demos_header.flags) */
#define DEMOS_F_KERNEL		0x0001	/* received by the kernel of the
					 * destination's machine
					 */
#define DEMOS_F_NOTICE		0x0002	/* made by a kernel: struct
					 * demos_notice is the data
					 */
#define DEMOS_F_REPLY		0x0004	/* sent over a reply link; a notice: in
					 * place of the answer
					 */
#define DEMOS_F_PENDING		0x0008	/* was in the queue of a process that
					 * moved (step 6); machines only
					 */
#define DEMOS_F_BULK		0x0010	/* part of a data move; machines only */
#define DEMOS_F_LAST		0x0020	/* the sender has died, no more will
					 * come; machines only
					 */
#define DEMOS_F_VOID		0x0040	/* replaces a message that could not be
					 * delivered; machines only
					 */
#define DEMOS_F_AGAIN		0x0080	/* may have been accepted before, in a
					 * session that has ended; machines only
					 */

/**
 * struct demos_header - the family header, after struct genlmsghdr
 * @to: destination address
 * @from: sender address
 * @number: number of the message among those from this sender to this
 *          destination, from 1; 0: outside the order
 * @flags: DEMOS_F_*
 * @code: of the link that it was sent over
 * @channel: of the link that it was sent over
 * @hops: how many forwarding addresses it has met so far
 * @via: machine that forwarded it last, or sent it in step 6 of a migration;
 *       0: none
 * @reserved: 0
 *
 * In a request from a program all members are 0.
 */
struct demos_header {
	struct demos_address to;
	struct demos_address from;
	__u64 number;
	__u32 flags;
	__u32 code;
	__u8  channel;
	__u8  hops;
	__u16 via;
	__u32 reserved;
};

/* Commands. "admin": needs CAP_NET_ADMIN over the network namespace. */
enum demos_cmd {
	DEMOS_CMD_UNSPEC,

	/* The machine */
	DEMOS_CMD_MACHINE_UP,	/* admin: MACHINE [, NEXT_LOCAL] [, INCARNATION:
				 * of an earlier life]; answers as MACHINE_GET
				 */
	DEMOS_CMD_MACHINE_DOWN,	/* admin */
	DEMOS_CMD_MACHINE_GET,	/* answers MACHINE, INCARNATION, NEXT_LOCAL,
				 * COUNTERS, PROCESSES, FORWARDS
				 */

	/* Peers */
	DEMOS_CMD_PEER_ADD,	/* admin: PEER; makes the machine known, so
				 * that messages for it wait
				 */
	DEMOS_CMD_PEER_CONNECT,	/* admin: SOCKET (a connected stream socket)
				 * [, PEER: the machine expected there]
				 */
	DEMOS_CMD_PEER_RESET,	/* admin: PEER; cuts its connection */
	DEMOS_CMD_PEER_DEL,	/* admin: PEER */
	DEMOS_CMD_PEER_GET,	/* dump, or PEER: one */

	/* What is on this machine (admin) */
	DEMOS_CMD_PROCESS_GET,	/* dump, or PID: one */
	DEMOS_CMD_LINK_GET,	/* dump: PID, its link table */
	DEMOS_CMD_FORWARD_GET,	/* dump: forwarding addresses */

	/* Kernel calls of a native process */
	DEMOS_CMD_ATTACH,	/* admin: NAME; this socket becomes a process;
				 * answers PID, MACHINE
				 */
	DEMOS_CMD_SEND,		/* LINK [, DATA, ENCLOSE..., REPLY] */
	DEMOS_CMD_SEND_WAIT,	/* LINK; answered once, when flow control no
				 * longer refuses a SEND over it: LINK, or
				 * ERROR: why a SEND would fail
				 */
	DEMOS_CMD_RECEIVE,	/* CHANNELS [, TIMEOUT]: one credit; answered
				 * once, when a message has come, with the
				 * request's sequence number: the header of
				 * the message, DATA, LINK...; or ERROR
				 */
	DEMOS_CMD_AREA_CREATE,	/* MEMORY, OFFSET, LENGTH: registers a part of
				 * a memfd that has F_SEAL_SHRINK, for data
				 * areas; answers AREA
				 */
	DEMOS_CMD_AREA_DESTROY,	/* AREA: where it begins */
	DEMOS_CMD_LINK_CREATE,	/* CODE, CHANNEL, FLAGS [, AREA, LENGTH:
				 * within registered memory]; answers LINK
				 */
	DEMOS_CMD_LINK_DUP,	/* LINK, FLAGS; answers LINK */
	DEMOS_CMD_LINK_DESTROY,	/* LINK */
	DEMOS_CMD_LINK_INSPECT,	/* LINK; answers LINK, LINK_BODY */
	DEMOS_CMD_LINK_TO_KERNEL,
				/* admin: MACHINE; answers LINK, a link to
				 * the kernel of that machine
				 */
	DEMOS_CMD_MOVE_READ,	/* LINK, OFFSET, LENGTH [, AREA: into memory
				 * of the caller]; answered later with DATA,
				 * or ERROR; with AREA: LENGTH: bytes moved
				 * [, ERROR: why not all of them]
				 */
	DEMOS_CMD_MOVE_WRITE,	/* LINK, OFFSET, DATA, or LENGTH and AREA:
				 * from memory of the caller; answered later
				 * with LENGTH, or ERROR; with AREA: LENGTH
				 * [, ERROR]
				 */
	DEMOS_CMD_BOOT_SET,	/* admin: LINK; moves it out of the table; it
				 * becomes the machine's boot link (by
				 * convention, to its switchboard). Refused
				 * while another process here is addressed by
				 * it. Without LINK: there is none any more
				 */
	DEMOS_CMD_BOOT_GET,	/* answers LINK, a duplicate of the boot link */

	/* Limits */
	DEMOS_CMD_LIMITS_GET,	/* answers LIMITS, USED, RESERVE */
	DEMOS_CMD_LIMITS_SET,	/* admin: LIMIT, VALUE; answers as LIMITS_GET */

	/* From the kernel, to the multicast group "events" */
	DEMOS_CMD_EVENT,	/* EVENT */

	/* Between machines only. These numbers never change: new ones
	 * go to the end.
	 */
	DEMOS_CMD_HELLO,	/* HELLO, the first frame each way */
	DEMOS_CMD_MESSAGE,	/* header, SEQ, ACK [, DATA, LINK_BODY...] */
	DEMOS_CMD_ACK,		/* ACK */
	DEMOS_CMD_GOODBYE,	/* ACK; the last frame of its sender's life: the
				 * sender goes down in good order
				 */

	__DEMOS_CMD_MAX,
	DEMOS_CMD_MAX = __DEMOS_CMD_MAX - 1
};

/* Attributes; the comment gives the type of the payload */
enum demos_attr {
	DEMOS_A_UNSPEC,
	DEMOS_A_PAD,		/* for 64 bit alignment */
	DEMOS_A_MACHINE,	/* u16: machine id */
	DEMOS_A_PEER,		/* u16: machine id of another machine */
	DEMOS_A_INCARNATION,	/* u64: new at each MACHINE_UP */
	DEMOS_A_NEXT_LOCAL,	/* u64: next local number of a process */
	DEMOS_A_PID,		/* u64: process identifier */
	DEMOS_A_NAME,		/* string, at most DEMOS_NAME_MAX with NUL */
	DEMOS_A_DATA,		/* binary: at most DEMOS_DATA_MAX in a
				 * message, DEMOS_PACKET_MAX in a data move
				 */
	DEMOS_A_LINK,		/* u32: name of a link in the link table */
	DEMOS_A_ENCLOSE,	/* u32: the same, of a link to be enclosed;
				 * at most DEMOS_LINKS_MAX, REPLY included
				 */
	DEMOS_A_REPLY,		/* struct demos_reply: make a reply link and
				 * enclose it first
				 */
	DEMOS_A_LINK_BODY,	/* struct demos_link */
	DEMOS_A_CHANNELS,	/* u32: set of channels, bit 0 is channel 0 */
	DEMOS_A_CHANNEL,	/* u8: channel */
	DEMOS_A_TIMEOUT,	/* u32: ms to wait, 0: do not wait; if it is
				 * missing: wait for ever
				 */
	DEMOS_A_CODE,		/* u32: code of a link */
	DEMOS_A_FLAGS,		/* u32: DEMOS_LINK_* */
	DEMOS_A_AREA,		/* u32: start of a data area */
	DEMOS_A_OFFSET,		/* u32: offset in a data area, bytes */
	DEMOS_A_LENGTH,		/* u32: bytes */
	DEMOS_A_ERROR,		/* u32: enum demos_result: why it failed */
	DEMOS_A_SOCKET,		/* u32: file descriptor */
	DEMOS_A_MEMORY,		/* u32: file descriptor of a memfd */
	DEMOS_A_COUNTERS,	/* u64[]: by enum demos_counter */
	DEMOS_A_PROCESSES,	/* u32: number of processes here */
	DEMOS_A_FORWARDS,	/* u32: number of forwarding addresses here */
	DEMOS_A_PROCESS,	/* struct demos_process_info */
	DEMOS_A_PEER_INFO,	/* struct demos_peer_info */
	DEMOS_A_FORWARD,	/* struct demos_address */
	DEMOS_A_EVENT,		/* struct demos_event */

	/* Between machines only. These numbers, and those of DATA and
	 * LINK_BODY, never change: new ones go to the end.
	 */
	DEMOS_A_HELLO,		/* struct demos_hello */
	DEMOS_A_SEQ,		/* u64: number of a frame in its session */
	DEMOS_A_ACK,		/* u64: all frames below this number have been
				 * accepted
				 */
	DEMOS_A_LIMITS,		/* u64[]: by enum demos_limit */
	DEMOS_A_USED,		/* u64[]: how much of each is used */
	DEMOS_A_LIMIT,		/* u32: enum demos_limit */
	DEMOS_A_VALUE,		/* u64 */
	DEMOS_A_RESERVE,	/* u64[]: what an administrator's programs may
				 * have beyond each limit
				 */

	__DEMOS_A_MAX,
	DEMOS_A_MAX = __DEMOS_A_MAX - 1
};

/* No time limit, where the time limit is a field */
#define DEMOS_FOREVER		0xffffffffU

/**
 * struct demos_reply - the reply link that a send makes and encloses
 * @code: its code
 * @channel: its channel
 * @reserved: 0
 */
struct demos_reply {
	__u32 code;
	__u8  channel;
	__u8  reserved[3];
};

/*
 * Results, in one vocabulary: of a guest's kernel call (R0), in the answer to
 * a control message, in the ERROR attribute, and as the kind of a notice.
 */
enum demos_result {
	DEMOS_OK,
	DEMOS_ENOLINK,		/* no such link in the table */
	DEMOS_ERIGHTS,		/* the link does not give that right */
	DEMOS_ESIZE,		/* too much data, or too little room for it */
	DEMOS_EADDRESS,		/* outside the memory or the data area */
	DEMOS_ETIME,		/* the time limit ran out */
	DEMOS_EDEAD,		/* no such process, or it has ended */
	DEMOS_EDESTROYED,	/* a link was destroyed (unused, if a reply
				 * link)
				 */
	DEMOS_EROOM,		/* a limit is reached, or no memory */
	DEMOS_ECALL,		/* no such call, operation or argument */
	DEMOS_EUNREACHABLE,	/* no such machine, not connected, or gone */
	DEMOS_EREFUSED,		/* the other machine refuses */
	DEMOS_EBUSY,		/* in migration, or already waiting */
	DEMOS_ESTATE,		/* not possible in its present state */
	DEMOS_EUNKNOWN,		/* the message may have arrived or not, and the
				 * receiver may live: the machine that had the
				 * message was restarted, or one that may have
				 * the receiver could not be asked
				 */
	DEMOS_EFULL,		/* flow control: too much is in transit to
				 * that process or its machine; try later
				 */
	__DEMOS_RESULT_MAX
};

/* States of a process, as shown */
enum demos_state {
	DEMOS_STATE_NATIVE,	/* a Linux program */
	DEMOS_STATE_READY,	/* runs or is in the run queue */
	DEMOS_STATE_RECEIVING,	/* waits for a message */
	DEMOS_STATE_CALLING,	/* waits for the reply to a call */
	DEMOS_STATE_MOVING,	/* waits for the end of a data move */
	DEMOS_STATE_FAULTED,	/* stopped by a fault */
	DEMOS_STATE_KERNEL,	/* the kernel itself */
	DEMOS_STATE_SENDING,	/* waits until it may send (flow control) */
	DEMOS_STATE_SERVED,	/* waits for its personality */
	__DEMOS_STATE_MAX
};

/* demos_process_info.flags */
#define DEMOS_PROCESS_SUSPENDED	0x01
#define DEMOS_PROCESS_LEAVING	0x02	/* in migration, on its source */
#define DEMOS_PROCESS_ARRIVING	0x04	/* in migration, on its destination */
#define DEMOS_PROCESS_SPACES	0x08	/* its code and data spaces are apart */
#define DEMOS_PROCESS_UNSURE	0x10	/* in migration, and it is not known
					 * whether the other machine has it
					 */

/* Why a guest was stopped (demos_process_info.fault) */
enum demos_fault {
	DEMOS_FAULT_NONE,
	DEMOS_FAULT_PRIVILEGED,	/* privileged instruction */
	DEMOS_FAULT_EXTENDED,	/* extended instruction (EPU) */
	DEMOS_FAULT_ILLEGAL,	/* no such instruction */
	DEMOS_FAULT_SEGMENT,	/* no such segment, beyond its limit, or a
				 * write to a read-only one
				 */
	DEMOS_FAULT_SYSCALL,	/* a system call that nothing serves */
	DEMOS_FAULT_HALT,	/* never used: HALT is privileged */
	DEMOS_FAULT_MEMORY,	/* no memory for one of its pages */
	DEMOS_FAULT_STACK,	/* its stack overflows: DEMOS_SC_STACK, or an
				 * access beyond the limit of the segment that
				 * the stack has left
				 */
	__DEMOS_FAULT_MAX
};

/**
 * struct demos_process_info - a process, as shown
 * @pid: process identifier
 * @instructions: executed so far (guests)
 * @sent: messages sent so far
 * @received: messages received so far
 * @memory: bytes of guest memory: the sum of its segments' limits
 * @moves: how many times it has moved
 * @links: in its link table
 * @queued: messages waiting
 * @held: messages held back because an earlier one has not arrived yet
 * @pairs: pair records
 * @fault_address: of the instruction that faulted, segment << 16 | offset
 * @pc: program counter, segment << 16 | offset
 * @fcw: flag and control word
 * @fault: enum demos_fault
 * @fault_word: first word of the instruction that faulted
 * @regs: R0 to R15
 * @state: enum demos_state
 * @flags: DEMOS_PROCESS_*
 * @model: 1: Z8001, 2: Z8002, 0: not a guest
 * @reserved: 0
 * @name: its name, with NUL
 * @queue_bytes: memory of the messages in its queues, as
 *		 DEMOS_LIMIT_PROCESS_QUEUE counts
 */
struct demos_process_info {
	__u64 pid;
	__u64 instructions;
	__u64 sent;
	__u64 received;
	__u32 memory;
	__u32 moves;
	__u32 links;
	__u32 queued;
	__u32 held;
	__u32 pairs;
	__u32 fault_address;
	__u32 pc;
	__u16 fcw;
	__u16 fault;
	__u16 fault_word;
	__u16 regs[16];
	__u8  state;
	__u8  flags;
	__u8  model;
	__u8  reserved[7];
	char  name[DEMOS_NAME_MAX];
	__u64 queue_bytes;
};

/* demos_peer_info.state */
enum demos_peer_state {
	DEMOS_PEER_DOWN,	/* known, no connection */
	DEMOS_PEER_GREETING,	/* connected, no HELLO yet */
	DEMOS_PEER_UP,
	DEMOS_PEER_GONE		/* it has said good-bye and not come back:
				 * messages for it are refused
				 */
};

/**
 * struct demos_peer_info - another machine, as this one's transport sees it
 * @incarnation: its incarnation, 0: never met
 * @frames_out: frames sent; those sent again count again
 * @frames_in: frames received
 * @bytes_out: bytes sent
 * @bytes_in: bytes received
 * @resent: frames sent again after a reconnect
 * @doubles: frames dropped because they had been accepted before
 * @refused: invalid frames
 * @unacked: frames kept until the other machine accepts them
 * @unacked_bytes: bytes of these frames
 * @connections: how many connections there have been
 * @machine: its machine id
 * @state: enum demos_peer_state
 * @reserved: 0
 * @error: negative errno that ended the last connection, 0: none. If a frame
 *         was refused: -EPROTONOSUPPORT for its byte order or version,
 *         -EREMCHG if it came from or was for another machine, -ESTALE if it
 *         came from an earlier incarnation, else -EBADMSG. -ETIMEDOUT: no
 *         frame came. -EHOSTDOWN: it said good-bye
 * @round_trip: microseconds, as TCP measures it; 0: not known
 */
struct demos_peer_info {
	__u64 incarnation;
	__u64 frames_out;
	__u64 frames_in;
	__u64 bytes_out;
	__u64 bytes_in;
	__u64 resent;
	__u64 doubles;
	__u64 refused;
	__u32 unacked;
	__u32 unacked_bytes;
	__u32 connections;
	__u16 machine;
	__u8  state;
	__u8  reserved;
	__s32 error;
	__u32 round_trip;
};

#define DEMOS_HELLO_MAGIC	0x44454d4f	/* "DEMO"; byte order mark */

/*
 * An incarnation is a life of a machine, shifted by this, and in the bits below
 * how often the machine has deleted the other side as a peer in that life
 */
#define DEMOS_LIFE_SHIFT	20

/**
 * struct demos_hello - the first frame each way on a connection
 * @magic: DEMOS_HELLO_MAGIC in the sender's byte order
 * @version: the highest version of the protocol that the sender speaks
 * @machine: the sender's machine id
 * @to: id of the machine that the sender wants to reach, 0: not known yet
 * @least: the lowest version of the protocol that the sender speaks
 * @round: 0, or the number of this connection, which is then the chosen one;
 *         the machine with the lower id gives it
 * @incarnation: the sender's incarnation: DEMOS_LIFE_SHIFT
 * @to_incarnation: the last incarnation of the other machine that the sender
 *                  knows of, 0: none
 * @accepted: number of the next frame that the sender will accept from that
 *            incarnation; it has accepted all below
 */
struct demos_hello {
	__u32 magic;
	__u16 version;
	__u16 machine;
	__u16 to;
	__u16 least;
	__u32 round;
	__u64 incarnation;
	__u64 to_incarnation;
	__u64 accepted;
};

/* Counters of a machine, in the order of the COUNTERS attribute */
enum demos_counter {
	DEMOS_C_SENT,		/* messages sent by processes here */
	DEMOS_C_DELIVERED,	/* messages put in a queue here */
	DEMOS_C_RECEIVED,	/* messages received by processes here */
	DEMOS_C_FORWARDED,	/* messages that met a forwarding address */
	DEMOS_C_UPDATES_SENT,	/* link updates to senders */
	DEMOS_C_UPDATES_APPLIED, /* link updates that changed something */
	DEMOS_C_UPDATES_STALE,	/* link updates that changed nothing */
	DEMOS_C_STALE_WORST,	/* most messages sent over one stale link */
	DEMOS_C_FOLDS,		/* chains of forwarding addresses folded */
	DEMOS_C_HELD_BACK,	/* messages that came before their turn */
	DEMOS_C_DOUBLES,	/* messages dropped, seen before */
	DEMOS_C_NOTICES,	/* notices made */
	DEMOS_C_CONTROL,	/* control messages handled */
	DEMOS_C_CREATED,	/* guests created */
	DEMOS_C_EXITED,		/* processes ended */
	DEMOS_C_FAULTS,		/* guests stopped by a fault */
	DEMOS_C_MIGRATED_OUT,	/* processes that moved away */
	DEMOS_C_MIGRATED_IN,	/* processes that moved here */
	DEMOS_C_MIGRATIONS_FAILED,
	DEMOS_C_MIGRATION_CONTROL, /* control messages of migrations, sent */
	DEMOS_C_MIGRATION_MOVES, /* data moves of migrations, completed */
	DEMOS_C_MOVES,		/* data moves begun */
	DEMOS_C_PACKETS,	/* packets of data moves sent */
	DEMOS_C_PENDING_SENT,	/* messages re-sent in step 6 */
	DEMOS_C_REFUSED,	/* invalid frames, for any reason below */
	DEMOS_C_BLOCKED,	/* sends that had to wait, or were refused, by
				 * flow control
				 */
	DEMOS_C_CREDITS,	/* credits sent: how much has been read */
	DEMOS_C_VOIDS,		/* lost messages replaced by empty ones */
	DEMOS_C_LIMITED,	/* messages and calls refused by a limit */
	DEMOS_C_FOREIGN,	/* system calls handed to personalities */
	/* Invalid frames, by reason */
	DEMOS_C_REFUSED_LENGTH,	/* a wrong length */
	DEMOS_C_REFUSED_ORDER,	/* the other byte order */
	DEMOS_C_REFUSED_HEADER,	/* not a valid header */
	DEMOS_C_REFUSED_VERSION,	/* no version in common */
	DEMOS_C_REFUSED_ATTRIBUTE,	/* an invalid attribute */
	DEMOS_C_REFUSED_HELLO,	/* an invalid, repeated or missing HELLO */
	DEMOS_C_REFUSED_MACHINE,	/* another machine's id */
	DEMOS_C_REFUSED_LIFE,	/* from an earlier incarnation */
	DEMOS_C_REFUSED_MESSAGE,	/* an invalid message */
	DEMOS_C_REFUSED_ADDRESS,	/* for or from a wrong address */
	DEMOS_C_REFUSED_NUMBER,	/* a number out of order */
	DEMOS_C_REFUSED_ACK,	/* acknowledges frames never sent */
	DEMOS_C_REFUSED_ROOM,	/* the peer requests more, but reads nothing */
	DEMOS_C_UNGREETED,	/* connections closed: no HELLO in time */
	DEMOS_C_SILENT,		/* connections closed: peer fell silent */
	DEMOS_C_GOODBYES,	/* connections closed: peer said good-bye */
	DEMOS_C_EVICTIONS,	/* decoded pages of guests that made room */
	DEMOS_C_UNSURE,		/* migrations that became unsure */
	DEMOS_C_SEEKS,		/* look-ups begun */
	DEMOS_C_SEEKS_FOUND,	/* look-ups that found the process */
	DEMOS_C_SEEKS_DEAD,	/* look-ups that found it dead */
	DEMOS_C_SEEKS_UNKNOWN,	/* look-ups without a result */
	DEMOS_C_SEEKS_HELD,	/* messages held by look-ups */
	DEMOS_C_PROBES,		/* questions whether a process still has a
				 * reply link, or lives
				 */
	DEMOS_C_HOLDS,		/* callers told who has their reply link */
	DEMOS_C_CALLS_UNKNOWN,	/* waits for an answer ended: nobody can give
				 * it any more
				 */
	DEMOS_C_MOVES_UNKNOWN,	/* data moves ended: packets were lost */
	DEMOS_C_MESSAGES_UNKNOWN, /* messages reported as perhaps lost */
	DEMOS_C_HANDED,		/* addresses updated by machines that went
				 * down
				 */
	__DEMOS_C_MAX
};

/*
 * Limits of a machine, in the order of the LIMITS attribute. This is the set of
 * those that hold for all its processes together; the others hold for each
 * process, and USED is 0 for them.
 */
#define DEMOS_LIMITS_OF_ALL	0x021f

enum demos_limit {
	DEMOS_LIMIT_PROCESSES,	/* processes */
	DEMOS_LIMIT_MEMORY,	/* bytes of guest memory, as requested */
	DEMOS_LIMIT_LINKS,	/* links in link tables, which have at most
				 * twice as many slots, free ones included;
				 * and reply links that programs wait for
				 */
	DEMOS_LIMIT_QUEUES,	/* bytes of messages in queues */
	DEMOS_LIMIT_ARRIVALS,	/* migrations to this machine at a time */
	DEMOS_LIMIT_PROCESS_MEMORY, /* this to PROCESS_PAIRS: of each process */
	DEMOS_LIMIT_PROCESS_LINKS,
	DEMOS_LIMIT_PROCESS_QUEUE,
	DEMOS_LIMIT_PROCESS_PAIRS, /* pair records: correspondents */
	DEMOS_LIMIT_PAIRS,	/* pair records of all processes */
	__DEMOS_LIMIT_MAX
};

/* Events (DEMOS_CMD_EVENT) */
enum demos_event_kind {
	DEMOS_EVENT_CREATED,	/* pid */
	DEMOS_EVENT_EXITED,	/* pid; value: exit status */
	DEMOS_EVENT_FAULTED,	/* pid; value: enum demos_fault */
	DEMOS_EVENT_STEP,	/* pid, peer; value: 1 to 8, the step of
				 * section 3.1 that was just completed here
				 */
	DEMOS_EVENT_MIGRATED,	/* on the destination: pid, peer: source;
				 * value: control messages; value2: data
				 * moves; value3: ns without execution
				 */
	DEMOS_EVENT_ABORTED,	/* migration; pid, peer; value: result */
	DEMOS_EVENT_FORWARDED,	/* pid: receiver; from: sender; peer: the
				 * machine that the message was sent on to
				 */
	DEMOS_EVENT_UPDATED,	/* pid: holder; from: the process whose
				 * address changed; peer: where it is;
				 * value: links changed; value2: how many
				 * times it has moved
				 */
	DEMOS_EVENT_PEER_UP,	/* peer */
	DEMOS_EVENT_PEER_DOWN,	/* peer; value: errno */
	DEMOS_EVENT_PEER_GONE,	/* peer; its processes are lost. value: 0: it
				 * said good-bye; ENOENT: PEER_DEL
				 */
	DEMOS_EVENT_MACHINE_DOWN, /* the machine has begun to go down. value:
				   * local number of the next process; value2:
				   * its incarnation
				   */
	DEMOS_EVENT_UNSURE,	/* migration; pid, peer: one of the two machines
				 * has the process, frozen until they have met
				 */
	__DEMOS_EVENT_MAX
};

/**
 * struct demos_event - an event that an operator may want to see
 * @time: ns, CLOCK_REALTIME
 * @pid: process
 * @from: another process, if any
 * @value: by kind
 * @value2: by kind
 * @value3: by kind
 * @kind: enum demos_event_kind
 * @machine: where it happened
 * @peer: another machine, if any
 * @reserved: 0
 */
struct demos_event {
	__u64 time;
	__u64 pid;
	__u64 from;
	__u64 value;
	__u64 value2;
	__u64 value3;
	__u16 kind;
	__u16 machine;
	__u16 peer;
	__u16 reserved;
};

/*
 * Control messages: the data of a message over a DELIVERTOKERNEL link, or
 * over a link to a kernel. Big-endian. Each begins with struct demos_control.
 * If an answer is wanted the first enclosed link is a reply link; the answer
 * begins with struct demos_answer.
 */
enum demos_op {
	/* over a DELIVERTOKERNEL link, about its process */
	DEMOS_OP_STATUS = 1,	/* answer: demos_answer, demos_status */
	DEMOS_OP_LINKS,		/* demos_op_links; answer: demos_answer,
				 * demos_link_entry...
				 */
	DEMOS_OP_SUSPEND,
	DEMOS_OP_RESUME,
	DEMOS_OP_KILL,
	DEMOS_OP_MIGRATE,	/* demos_op_migrate; answer, when the process
				 * runs there or stays here: demos_migrated
				 */
	DEMOS_OP_SET_REGS,	/* demos_op_regs; only if suspended */
	DEMOS_OP_PAIRS,		/* demos_op_pairs; answer: demos_answer,
				 * demos_pair_entry...
				 */
	DEMOS_OP_PRIORITY,	/* demos_op_priority */
	DEMOS_OP_PERSONALITY,	/* links: reply [, personality: receives from
				 * now on the system calls that are not the
				 * kernel's; without it they are faults again]
				 */
	DEMOS_OP_GIVE,		/* links: reply, one to DEMOS_GIVE_MAX more,
				 * which go into the guest's table; answer:
				 * demos_given
				 */
	DEMOS_OP_LINK,		/* demos_op_link; answer: demos_answer, and a
				 * link to the guest
				 */

	/* to a kernel */
	DEMOS_OP_CREATE = 64,	/* demos_op_create, demos_op_segment...;
				 * links: reply, manager [, two for the
				 * guest's table]; answer: demos_created, and
				 * a DELIVERTOKERNEL link to the guest, with
				 * its memory as data area. The guest begins
				 * suspended.
				 */
	DEMOS_OP_BOOT,		/* answer: demos_answer, with a duplicate of
				 * the boot link of that machine
				 */
	DEMOS_OP_RESOLVE,	/* demos_op_resolve: an operator decides about
				 * a process that is unsure. From programs of
				 * this machine only
				 */
	DEMOS_OP_CAPACITY,	/* answer: demos_capacity */

	/* to the process manager, over the manager link */
	DEMOS_OP_EXITED = 96,	/* demos_ended */
	DEMOS_OP_FAULTED,	/* demos_ended */
	DEMOS_OP_FOREIGN,	/* to a personality, over its link:
				 * demos_foreign; links: reply [, memory: in
				 * the first one only]; answer:
				 * demos_foreign_answer
				 */

	/* between kernels only */
	DEMOS_OP_LINK_UPDATE = 128, /* demos_op_where (section 5) */
	DEMOS_OP_FOLD,		/* demos_op_where, to one that forwarded */
	DEMOS_OP_PULL,		/* demos_op_pull: read a data area */
	DEMOS_OP_DATA,		/* demos_op_data, bytes: answer to PULL */
	DEMOS_OP_PUSH,		/* demos_op_data, bytes: write a data area */
	DEMOS_OP_PUSHED,	/* demos_op_data: answer to PUSH */
	DEMOS_OP_ASK,		/* demos_op_ask: step 2 */
	DEMOS_OP_REFUSE,	/* demos_op_migration: instead of step 3 */
	DEMOS_OP_ESTABLISHED,	/* demos_op_migration: end of step 5 */
	DEMOS_OP_CLEANED,	/* demos_op_migration: end of step 7 */
	DEMOS_OP_LOST,		/* demos_op_lost: a kernel tells itself that
				 * lives of another machine, or sessions with
				 * it, have ended
				 */
	DEMOS_OP_CREDIT,	/* demos_op_credit: flow control */
	DEMOS_OP_HOLE,		/* demos_op_hole: a message is lost */
	DEMOS_OP_FORGET,	/* demos_op_where: the process is dead; the
				 * forwarding address that it left leads
				 * nowhere
				 */
	DEMOS_OP_SEEK,		/* demos_op_seek: where is a process? */
	DEMOS_OP_FOUND,		/* demos_op_found: the answer */
	DEMOS_OP_PROBE,		/* demos_op_probe: does a process still have a
				 * reply link, or live? Answer: REPORT
				 */
	DEMOS_OP_REPORT,	/* demos_op_report */
	DEMOS_OP_HOLDS,		/* demos_op_holds: a process has got a reply
				 * link from another than its creator
				 */
	DEMOS_OP_QUERY,		/* demos_op_migration: the source does not know
				 * whether the process is established
				 */
	DEMOS_OP_KEPT,		/* demos_op_migration: the source has kept the
				 * process, whatever was established
				 */
	DEMOS_OP_MOVED,		/* demos_op_moved, demos_went...: a machine that
				 * goes down says where processes went
				 */
	DEMOS_OP_ALARM,		/* a kernel tells itself that a second is over
				 */
};

#define DEMOS_OP_ANSWER		0x8000	/* or'ed to the op in an answer */

struct demos_control {
	__be16 op;
	__be16 reserved;
} __attribute__((packed));

struct demos_answer {
	__be16 op;		/* op | DEMOS_OP_ANSWER */
	__be16 result;		/* enum demos_result */
} __attribute__((packed));

/* Why there is no room; the rest says what that means for enum demos_limit */
#define DEMOS_ROOM_UNKNOWN	0
#define DEMOS_ROOM_LIMIT(limit)	((limit) + 1)
#define DEMOS_ROOM_MEMORY	0x100	/* no memory */
#define DEMOS_ROOM_GUESTS	0x101	/* memory for the guests of all machines
					 * of a host
					 */
#define DEMOS_ROOM_OWED		0x102	/* answers owed to a program */

/*
 * An answer with the result DEMOS_EROOM, if it is that long. All answers of a
 * kernel are.
 */
struct demos_no_room {
	__be16 op;
	__be16 result;
	__be16 why;		/* DEMOS_ROOM_* */
	__be16 machine;		/* where there is no room */
	__be64 most;		/* the limit's value */
} __attribute__((packed));

struct demos_op_migrate {
	__be16 op;
	__be16 machine;		/* destination */
} __attribute__((packed));

struct demos_op_resolve {
	__be16 op;
	__be16 keep;		/* 1: run it here; 0: give it up for the other
				 * machine's
				 */
	__be64 pid;
} __attribute__((packed));

struct demos_op_lost {
	__be16 op;
	__be16 machine;
	__be32 session;		/* sessions up to this number have ended */
	__be64 floor;		/* lives below this one have ended; 0: none has
				 * now, only the session
				 */
} __attribute__((packed));

/* What a process waits for */
enum demos_about {
	DEMOS_ABOUT_REPLY = 1,	/* an answer over a reply link */
	DEMOS_ABOUT_MOVE,	/* packets of a data move */
	DEMOS_ABOUT_PAIR	/* messages of a pair: are they read? */
};

/* To the process, or kernel, that it waits for, along its messages' path */
struct demos_op_probe {
	__be16 op;
	__u8   about;		/* enum demos_about */
	__u8   channel;		/* REPLY: of the link; PAIR: 1: the process
				 * holds back messages of the other one
				 */
	__be64 pid;		/* the process that waits, and made the link */
	__be32 name;		/* comes back in the answer */
	__be32 code;		/* REPLY: of the link; MOVE: the transfer;
				 * PAIR: 1: the stream of messages that
				 * kernels receive, else 0
				 */
} __attribute__((packed));

enum demos_report_result {
	DEMOS_REPORT_HOLDS = 1,	/* it has the reply link; MOVE, PAIR: it lives
				 */
	DEMOS_REPORT_NOT,	/* it does not have it */
	DEMOS_REPORT_DEAD,	/* there is no such process */
	DEMOS_REPORT_UNKNOWN,	/* it was not found, or has no room */
	__DEMOS_REPORT_MAX
};

/* To the process that waits */
struct demos_op_report {
	__be16 op;
	__u8   about;		/* of PROBE */
	__u8   result;		/* enum demos_report_result */
	__be64 pid;		/* the process that PROBE was for, */
	__be32 name;		/* of PROBE */
	__be32 code;		/* of PROBE */
	__be32 moves;		/* and how often that has moved */
} __attribute__((packed));

/* PAIR: follows demos_op_report, with HOLDS */
struct demos_op_progress {
	__be64 accept;		/* it has accepted the messages before this */
	__be64 early;		/* the first number that it holds back; 0: none
				 * is
				 */
	__be64 read;		/* messages that it has read, */
	__be64 bytes;		/* and bytes of these */
} __attribute__((packed));

/* To the creator of the reply link */
struct demos_op_holds {
	__be16 op;
	__u8   channel;		/* of the link */
	__u8   hands;		/* of the link */
	__be32 code;		/* of the link */
	__be64 pid;		/* the process, or kernel, that has it, */
	__be64 life;		/* in this life of the sender's machine; 0: it
				 * may not have it, and is to be asked,
				 */
	__be32 moves;		/* having moved that often */
} __attribute__((packed));

/* Answer to DEMOS_OP_MIGRATE; if it failed, all is 0 but the result, or it is a
 * demos_no_room
 */
struct demos_migrated {
	__be16 op;
	__be16 result;
	__be64 pid;
	__be16 machine;		/* where it is now */
	__be16 control;		/* control messages, this answer included */
	__be16 moves;		/* data moves */
	__be16 pending;		/* messages re-sent in step 6 */
	__be32 bytes;		/* moved by the data moves */
	__be32 packets;		/* of the data moves */
	__be64 ns;		/* without execution: step 1 to step 8 */
} __attribute__((packed));

struct demos_op_links {
	__be16 op;
	__be16 reserved;
	__be32 after;		/* name of the last link seen, 0: none */
} __attribute__((packed));

struct demos_link_entry {
	__be32 name;
	__be64 pid;
	__be32 moves;
	__be32 code;
	__be32 area;
	__be32 length;
	__be16 machine;
	__be16 flags;
	__u8   channel;
	__u8   reserved[3];
} __attribute__((packed));

struct demos_op_pairs {
	__be16 op;
	__u8   kernel;		/* of the last entry seen: its stream, */
	__u8   reserved;
	__be64 after;		/* and its process; 0: none seen */
} __attribute__((packed));

/* Traffic between a process and a correspondent, in one stream */
struct demos_pair_entry {
	__be64 pid;		/* the other process */
	__be64 sent;		/* messages to it */
	__be64 sent_bytes;
	__be64 received;	/* messages from it that were read */
	__be64 received_bytes;
	__be64 unread;		/* messages sent that it has not read yet, as
				 * far as this machine knows
				 */
	__be32 moves;
	__be16 machine;		/* where it was last known to be */
	__u8   kernel;		/* 1: the stream of messages that kernels
				 * receive
				 */
	__u8   reserved;
} __attribute__((packed));

/* A guest's share of the processor: each step is twice the one below it */
#define DEMOS_PRIORITY_DEFAULT	3
#define DEMOS_PRIORITY_MAX	6

struct demos_op_priority {
	__be16 op;
	__be16 priority;	/* 0 to DEMOS_PRIORITY_MAX */
} __attribute__((packed));

/* A system call, for the caller's personality to serve */
struct demos_foreign {
	__be16 op;
	__be16 number;		/* of the SC */
	__be64 pid;		/* the caller */
	__be32 pc;		/* after the SC, segment << 16 | offset */
	__be16 fcw;
	__be16 reserved;
	__be16 regs[16];
} __attribute__((packed));

enum demos_foreign_action {
	DEMOS_FOREIGN_GO_ON,	/* with these registers */
	DEMOS_FOREIGN_EXIT,	/* end it with @status */
	DEMOS_FOREIGN_FAULT	/* no such system call */
};

struct demos_foreign_answer {
	__be16 action;		/* enum demos_foreign_action */
	__be16 status;
	__be32 pc;
	__be16 fcw;
	__be16 reserved;
	__be16 regs[16];
} __attribute__((packed));

struct demos_op_regs {
	__be16 op;
	__be16 fcw;
	__be32 pc;		/* segment << 16 | offset */
	__be16 regs[16];
} __attribute__((packed));

/*
 * A segment of a new guest; attributes as the Z8010 has them, and the space:
 * the processor tells fetches of instructions from accesses to data. A segment
 * without CODE or DATA is in both spaces. A number may be given twice, once
 * with CODE and once with DATA.
 */
#define DEMOS_SEG_READONLY	0x01
#define DEMOS_SEG_EXECUTE	0x08	/* execute only */
#define DEMOS_SEG_CODE		0x40	/* in the code space alone */
#define DEMOS_SEG_DATA		0x80	/* in the data space alone */

/*
 * Where a link to the memory of a guest has its segments: those with CODE at
 * DEMOS_CODE_SPACE | segment << 16, all others at segment << 16.
 */
#define DEMOS_CODE_SPACE	0x800000

struct demos_op_segment {
	__u8   number;		/* 0 to 127 */
	__u8   attributes;	/* DEMOS_SEG_* */
	__be16 pages;		/* 256-byte units, 1 to 256 */
} __attribute__((packed));

/*
 * Arguments and environment. A guest's creator may write them into the guest's
 * memory, from its initial stack pointer on, before it starts: argc, a word;
 * pointers to the arguments, and 0; pointers to the variables (NAME=VALUE), and
 * 0; the texts, each with its NUL. A pointer is a word for a Z8002; for a Z8001
 * it is a long, 0x8000 | segment << 8, then the offset. At most so many bytes:
 */
#define DEMOS_ARGUMENTS_MAX	16384

struct demos_op_create {
	__be16 op;
	__u8   model;		/* 1: Z8001, 2: Z8002 */
	__u8   segments;	/* number of demos_op_segment that follow */
	__be32 pc;		/* segment << 16 | offset */
	__be32 sp;		/* initial stack pointer, the same */
	char   name[DEMOS_NAME_MAX];
} __attribute__((packed));

/* DEMOS_OP_GIVE: the most links at once */
#define DEMOS_GIVE_MAX		3

struct demos_given {
	__be16 op;
	__be16 result;
	__be32 links[DEMOS_GIVE_MAX];	/* their names in the guest's table; 0:
					 * fewer were given
					 */
} __attribute__((packed));

/* The link to be made is as if the guest had made it without a data area */
struct demos_op_link {
	__be16 op;
	__be16 flags;		/* of DEMOS_LINK_DUP, _PASS, _NOTIFY */
	__be32 code;
	__be16 channel;
	__be16 reserved;
} __attribute__((packed));

struct demos_created {
	__be16 op;
	__be16 result;
	__be64 pid;
} __attribute__((packed));

/* What a machine has for guests */
struct demos_capacity {
	__be16 op;
	__be16 result;
	__be32 cpus;		/* that run guests at the same time */
	__be64 memory;		/* bytes of memory that guests may have */
	__be64 used;		/* bytes that they have */
} __attribute__((packed));

struct demos_status {
	__be64 pid;
	__be64 instructions;
	__be64 sent;
	__be64 received;
	__be32 memory;
	__be32 moves;
	__be32 links;
	__be32 queued;
	__be32 held;
	__be32 pairs;
	__be32 fault_address;
	__be32 pc;
	__be16 fcw;
	__be16 fault;
	__be16 fault_word;
	__be16 machine;		/* where it is */
	__be16 regs[16];
	__u8   state;
	__u8   flags;
	__u8   model;
	__u8   reserved;
	char   name[DEMOS_NAME_MAX];
	__be64 queue_bytes;	/* may be missing, with all that follows */
} __attribute__((packed));

struct demos_ended {
	__be16 op;		/* EXITED or FAULTED */
	__be16 status;		/* exit status or enum demos_fault */
	__be64 pid;
	__be32 address;		/* of the instruction that faulted */
	__be16 word;		/* its first word */
	__be16 machine;		/* where it ended */
	__be64 instructions;	/* may be missing, with all that follows */
	__be64 sent;		/* messages */
	__be64 received;
	__be32 moves;
	__be32 reserved;
} __attribute__((packed));

/* The data of a message with DEMOS_F_NOTICE */
struct demos_notice {
	__be16 kind;		/* enum demos_result: EDEAD, EDESTROYED, ... */
	__be16 flags;		/* EDESTROYED: DEMOS_LINK_REPLY or NOTIFY, as
				 * the link had; EROOM: DEMOS_ROOM_*, on the
				 * machine of the notice's sender; EUNKNOWN:
				 * how many messages, 0: one; else 0
				 */
	__be32 code;		/* of the link concerned */
	__be64 pid;		/* process concerned */
} __attribute__((packed));

struct demos_op_where {
	__be16 op;
	__be16 machine;		/* where it is now */
	__be64 pid;
	__be32 moves;
} __attribute__((packed));

/* Totals since the first message of the stream */
struct demos_op_credit {
	__be16 op;
	__be16 kernel;		/* 1: the stream that kernels receive */
	__be64 pid;		/* the reader */
	__be64 read;		/* messages read */
	__be64 bytes;
} __attribute__((packed));

struct demos_op_hole {
	__be16 op;
	__u8   kernel;		/* 1: the stream that kernels receive */
	__u8   is_void;		/* 1: the message had DEMOS_F_VOID */
	__be32 length;		/* bytes of data that did not arrive */
	__be64 pid;		/* the receiver */
	__be64 number;		/* of the message */
} __attribute__((packed));

struct demos_op_seek {
	__be16 op;
	__be16 reserved;
	__be32 name;		/* of the question */
	__be64 pid;
} __attribute__((packed));

/* What a kernel knows of a process */
enum demos_found_state {
	DEMOS_FOUND_NONE,	/* nothing */
	DEMOS_FOUND_HERE,	/* it is in the table */
	DEMOS_FOUND_WENT,	/* a forwarding address is here */
	DEMOS_FOUND_ENDED,	/* the same, into a life that has ended */
	DEMOS_FOUND_DEAD,	/* created here, in this life, and dead */
	__DEMOS_FOUND_MAX
};

struct demos_op_found {
	__be16 op;
	__be16 state;		/* enum demos_found_state */
	__be32 name;		/* of the question */
	__be64 pid;
	__be16 machine;		/* HERE: this one; WENT, ENDED: where it went;
				 * else 0
				 */
	__be16 reserved;
	__be32 moves;		/* with @machine */
	__be64 life;		/* of @machine; ENDED: the last that is known
				 * to have ended; 0: not known
				 */
} __attribute__((packed));

/* Followed by @count of demos_went */
struct demos_op_moved {
	__be16 op;
	__be16 count;
} __attribute__((packed));

/* A forwarding address */
struct demos_went {
	__be64 pid;
	__be64 life;		/* of @machine */
	__be32 moves;		/* when it had come there */
	__be16 machine;		/* where it went */
	__be16 reserved;
} __attribute__((packed));

struct demos_op_pull {
	__be16 op;
	__be16 region;		/* enum demos_region */
	__be32 transfer;	/* its name, given by the requester */
	__be32 address;		/* in the region */
	__be32 length;		/* at most DEMOS_PACKET_MAX */
	__be64 pid;		/* the process that the region belongs to; in
				 * a migration its machine's kernel answers
				 */
} __attribute__((packed));

struct demos_op_data {
	__be16 op;		/* DATA, PUSH or PUSHED */
	__be16 result;
	__be32 transfer;
	__be32 address;
	__be32 length;		/* bytes that follow, or that were written */
} __attribute__((packed));

/* Regions that a data move may read: a process's memory, or, in a migration,
 * the three parts of section 3.1
 */
enum demos_region {
	DEMOS_REGION_MEMORY,	/* as addressed by a link's data area */
	DEMOS_REGION_RESIDENT,
	DEMOS_REGION_SWAPPABLE,
	DEMOS_REGION_PROGRAM,
	__DEMOS_REGION_MAX
};

struct demos_op_ask {
	__be16 op;
	__be16 version;		/* of the state's form */
	__be64 pid;
	__be32 moves;		/* of the process, this migration included */
	__be32 resident;	/* bytes */
	__be32 swappable;	/* bytes */
	__be32 program;		/* bytes */
} __attribute__((packed));

struct demos_op_migration {
	__be16 op;
	__be16 result;		/* REFUSE: why */
	__be64 pid;
	__be32 moves;		/* as in demos_op_ask: which migration */
	__be16 control;		/* CLEANED: control messages of the source;
				 * REFUSE, EROOM: DEMOS_ROOM_*
				 */
	__be16 pending;		/* CLEANED: messages re-sent in step 6;
				 * QUERY: its name; REFUSE as the answer: the
				 * same, else 0
				 */
	__be64 frozen;		/* CLEANED: ns from step 1 to here;
				 * REFUSE, EROOM: the limit's value
				 */
} __attribute__((packed));

/*
 * Kernel calls of a guest: SC #DEMOS_SC_*. Documentation/guest-abi.rst lists
 * their registers. R0 is always the result (enum demos_result).
 */
enum demos_sc {
	DEMOS_SC_EXIT = 0xd0,
	DEMOS_SC_YIELD,
	DEMOS_SC_SEND,
	DEMOS_SC_RECEIVE,
	DEMOS_SC_CALL,
	DEMOS_SC_LINK_CREATE,
	DEMOS_SC_LINK_DUP,
	DEMOS_SC_LINK_DESTROY,
	DEMOS_SC_LINK_INSPECT,
	DEMOS_SC_MOVE_READ,
	DEMOS_SC_MOVE_WRITE,
	DEMOS_SC_SELF,
	DEMOS_SC_TIME,
	DEMOS_SC_LAST = 0xdf,
	DEMOS_SC_STACK = 0xff	/* no kernel call: a compiled program stops
				 * itself by it, since its stack overflows
				 */
};

/* SEND, in R5: return DEMOS_EFULL instead of waiting for flow control */
#define DEMOS_SC_NOWAIT		0x8000

/* Links in the table of a guest that a process manager has created */
#define DEMOS_LINK_SWITCHBOARD	1
#define DEMOS_LINK_CONSOLE	2

/*
 * The switchboard (section 2.3): data of requests, big-endian. The name is
 * 1 to 63 bytes, NUL-terminated, printable, without blanks.
 */
enum demos_switchboard_op {
	DEMOS_SB_REGISTER = 256,
				/* demos_sb_request; links: reply, the link
				 * to give out (it must have DUP)
				 */
	DEMOS_SB_LOOKUP,	/* demos_sb_request; links: reply; answer:
				 * demos_answer, the link. Of several with this
				 * name, one to a process on the machine of the
				 * requester, if there is one
				 */
	DEMOS_SB_LIST,		/* demos_sb_request: name of the last one seen
				 * or ""; answer: demos_answer, names, each
				 * ended by NUL
				 */
	DEMOS_SB_REMOVE,	/* demos_sb_request; links: reply */
	DEMOS_SB_SHARE,		/* as REGISTER, but others may SHARE the name */
};

#define DEMOS_SB_NAME_MAX	64
#define DEMOS_SB_WAIT_MAX	600	/* a minute */

struct demos_sb_request {
	__be16 op;
	__be16 wait;		/* LOOKUP: if there is no such name, wait for
				 * it so long, in units of 100 ms; else 0
				 */
	char   name[DEMOS_SB_NAME_MAX];
} __attribute__((packed));

/*
 * The process manager: data of requests to the link registered as "pm".
 */
enum demos_pm_op {
	DEMOS_PM_CREATE = 320,	/* demos_pm_create, demos_op_segment...;
				 * links: reply [, console]; answer:
				 * demos_created, and two links: one whose
				 * data area is the guest's memory, to write
				 * the program; and a claim: if the claim is
				 * destroyed before START or RESUME, the guest
				 * is killed
				 */
	DEMOS_PM_START,		/* demos_pm_request */
	DEMOS_PM_MIGRATE,	/* demos_pm_request; answer: demos_migrated */
	DEMOS_PM_SUSPEND,	/* demos_pm_request */
	DEMOS_PM_RESUME,	/* demos_pm_request */
	DEMOS_PM_KILL,		/* demos_pm_request */
	DEMOS_PM_STATUS,	/* demos_pm_request; answer: demos_answer,
				 * demos_status
				 */
	DEMOS_PM_LINKS,		/* demos_pm_request; answer as OP_LINKS */
	DEMOS_PM_LIST,		/* demos_pm_request: pid of the last one seen;
				 * answer: demos_answer, demos_pm_entry...
				 */
	DEMOS_PM_WAIT,		/* demos_pm_request; answer, when it has
				 * ended: demos_answer, demos_ended
				 */
	DEMOS_PM_FORGET,	/* demos_pm_request: a guest that has ended, or
				 * 0: all that have; answer: demos_pm_forgotten
				 */
	DEMOS_PM_OUTPUT,	/* demos_pm_read; answer: demos_pm_output, the
				 * bytes
				 */
	DEMOS_PM_FOREGROUND,	/* as CREATE without a console, and ATTACH: the
				 * answer encloses the session as third link
				 */
	DEMOS_PM_ATTACH,	/* demos_pm_request; answer: demos_pm_output
				 * without bytes; link: a session: as long as
				 * it is not destroyed, the requester reads the
				 * guest's output and gives it input
				 */
	DEMOS_PM_INPUT,		/* demos_pm_input, bytes; answer:
				 * demos_pm_wanted
				 */
	DEMOS_PM_NOTE,		/* demos_pm_note, then a note of up to
				 * DEMOS_PM_NOTE_MAX bytes that the process
				 * manager keeps with the guest; without bytes:
				 * to read it; answer: demos_answer, and then
				 * the note, if it is to be read
				 */
	DEMOS_PM_DRAIN,		/* demos_pm_drain; answer: demos_answer; to
				 * BEGIN with a link: a claim
				 */
	DEMOS_PM_PLACE,		/* demos_pm_place, machines (__be16)...;
				 * answer: demos_answer, machines (__be16)...;
				 * none: no machine takes a guest
				 */
	DEMOS_PM_MACHINES,	/* demos_pm_request: machine is the last one
				 * seen; answer: demos_answer,
				 * demos_pm_machine...
				 */
	DEMOS_PM_GIVE,		/* demos_pm_request; links: reply, one to
				 * DEMOS_GIVE_MAX more, with DEMOS_LINK_PASS,
				 * for the table of a guest that has not been
				 * started; answer: demos_given
				 */
	DEMOS_PM_LINK,		/* demos_pm_link; answer: demos_answer, and a
				 * link to a guest that has not been started
				 */
	DEMOS_PM_JOIN,		/* demos_pm_join: a guest that has not been
				 * started gets into another one's group
				 */
	DEMOS_PM_GROUP,		/* demos_pm_group: something about all guests of
				 * a group; answer: demos_pm_grouped
				 */
	DEMOS_PM_MOVE_ME,	/* demos_pm_move, from a guest: move me; answer:
				 * demos_migrated
				 */
	DEMOS_PM_BALANCE,	/* demos_pm_balance; answer:
				 * demos_pm_balanced, demos_pm_load...
				 */
	DEMOS_PM_EXPLAIN,	/* demos_pm_request: pid of the last one seen;
				 * answer: demos_answer, demos_pm_terms...: for
				 * each guest the best other machine
				 */
};

/* demos_pm_entry.why: why a guest has ended */
enum demos_pm_why {
	DEMOS_PM_ALIVE,		/* it has not */
	DEMOS_PM_EXITED,	/* it exited; status: exit status */
	DEMOS_PM_FAULTED,	/* a fault stopped it; status: demos_fault */
	DEMOS_PM_KILLED,	/* the process manager had it killed; by: for
				 * whom
				 */
	DEMOS_PM_RESTARTED,	/* lost: its machine was restarted */
	DEMOS_PM_DOWN,		/* lost: its machine went down */
	DEMOS_PM_DELETED,	/* lost: its machine is no peer any more */
};

struct demos_pm_create {
	__be16 op;
	__be16 machine;		/* 0: the process manager's own */
	struct demos_op_create create;	/* its op is ignored */
} __attribute__((packed));

struct demos_pm_request {
	__be16 op;
	__be16 machine;		/* MIGRATE: destination */
	__be64 pid;
	__be32 after;		/* LINKS: name of the last link seen */
} __attribute__((packed));

/* DEMOS_PM_LINK: members as in demos_op_link */
struct demos_pm_link {
	__be16 op;
	__be16 flags;
	__be64 pid;
	__be32 code;
	__be16 channel;
	__be16 reserved;
} __attribute__((packed));

/*
 * A group is a job: guests that are killed, moved and counted together. Its
 * identifier is that of its first guest, which is in it from the beginning.
 */
struct demos_pm_join {
	__be16 op;
	__be16 reserved;
	__be64 pid;		/* the guest that joins */
	__be64 group;
} __attribute__((packed));

struct demos_pm_group {
	__be16 op;
	__be16 action;		/* DEMOS_PM_START, _MIGRATE, _SUSPEND, _RESUME,
				 * _KILL; _STATUS: count only; _WAIT: answer
				 * when all have ended
				 */
	__be16 machine;		/* MIGRATE: destination */
	__be16 reserved;
	__be64 group;
} __attribute__((packed));

struct demos_pm_grouped {
	__be16 op;
	__be16 result;		/* of the first guest for which it failed */
	__be32 guests;		/* of the group, those that ended included */
	__be32 alive;		/* how many of them had not ended */
	__be32 done;		/* for how many of them it was done */
	__be64 instructions;	/* STATUS and WAIT: of all, as far as known */
	__be64 sent;
	__be64 received;
	__be32 moves;
	__be16 status;		/* of the first guest: as in demos_pm_entry */
	__u8   why;
	__u8   spare;
} __attribute__((packed));

struct demos_pm_move {
	__be16 op;
	__be16 machine;		/* to here; with @near: where that is, as far as
				 * the guest knows
				 */
	__be64 near;		/* to the machine of this process, or 0 */
} __attribute__((packed));

struct demos_pm_entry {
	__be64 pid;
	__be16 machine;		/* where it was last known to be */
	__be16 status;		/* if it has ended: exit status or fault */
	__u8   model;
	__u8   ended;		/* 0: alive, 1: gone, 2: faulted, stopped */
	__u8   why;		/* enum demos_pm_why */
	__u8   reserved;
	char   name[DEMOS_NAME_MAX];
	__be64 by;		/* KILLED: the process that asked for it */
	__be32 address;		/* FAULTED: of the instruction */
	__be16 word;		/* FAULTED: its first word */
	__be16 spare;		/* 0 */
	__be32 age;		/* seconds since it ended */
	__be32 output;		/* bytes of its output that are kept */
	__be64 group;		/* its group */
} __attribute__((packed));

struct demos_pm_forgotten {
	__be16 op;
	__be16 result;
	__be32 count;		/* guests forgotten */
} __attribute__((packed));

struct demos_pm_read {
	__be16 op;
	__be16 flags;		/* DEMOS_PM_OUTPUT_WAIT, or 0 */
	__be64 pid;
	__be64 offset;		/* of the first byte wanted, in all output */
} __attribute__((packed));

struct demos_pm_output {
	__be16 op;
	__be16 result;
	__be16 flags;		/* DEMOS_PM_OUTPUT_END, _ENDED, _YOURS */
	__be16 reserved;
	__be64 offset;		/* of the first byte here; bytes between the
				 * offset asked for and this are not kept
				 */
	__be64 end;		/* bytes of all output so far */
} __attribute__((packed));

/* demos_pm_output.flags: the guest is gone, and so is every link to its console
 */
#define DEMOS_PM_OUTPUT_END	0x01
/* the guest has ended, and all that it had written by then is kept here */
#define DEMOS_PM_OUTPUT_ENDED	0x02
/* the requester is attached to the guest */
#define DEMOS_PM_OUTPUT_YOURS	0x04

/* demos_pm_read.flags: answer when there is something to read, or the guest has
 * ended
 */
#define DEMOS_PM_OUTPUT_WAIT	0x01

struct demos_pm_input {
	__be16 op;
	__be16 flags;		/* DEMOS_PM_INPUT_*, or 0: bytes follow */
	__be64 pid;
} __attribute__((packed));

/* DEMOS_PM_NOTE; the bytes follow */
#define DEMOS_PM_NOTE_MAX	1024
struct demos_pm_note {
	__be16 op;
	__be16 reserved;
	__be64 pid;
} __attribute__((packed));

/* demos_pm_input.flags: no bytes follow */
#define DEMOS_PM_INPUT_WAIT	0x01	/* answer when the guest reads */
#define DEMOS_PM_INPUT_END	0x02	/* it reads the end of its input */

struct demos_pm_wanted {
	__be16 op;
	__be16 result;
	__be16 size;		/* INPUT_WAIT: most bytes that it reads */
	__be16 reserved;
} __attribute__((packed));

/*
 * DEMOS_PM_DRAIN. A machine that drains takes no guests: the process manager
 * creates none there, and moves none there.
 */
struct demos_pm_drain {
	__be16 op;
	__be16 machine;
	__be16 action;		/* DEMOS_PM_DRAIN_* */
	__be16 reserved;
} __attribute__((packed));

#define DEMOS_PM_DRAIN_BEGIN	1	/* it drains until the claim is
					 * destroyed
					 */
#define DEMOS_PM_DRAIN_KEEP	2	/* of the holder of the claim: it drains
					 * until END, or until the machine is
					 * restarted
					 */
#define DEMOS_PM_DRAIN_END	3	/* it takes guests again */

/* DEMOS_PM_PLACE: where guests of a machine would go, one after the other */
struct demos_pm_place {
	__be16 op;
	__be16 flags;		/* DEMOS_PM_PLACE_ONLY, or 0: the machines that
				 * follow are not to be used
				 */
	__be16 from;		/* their machine, which is not used, or 0 */
	__be16 skip;		/* so many guests go first */
	__be16 count;		/* for how many, at most DEMOS_PM_PLACES */
	__be16 reserved;
} __attribute__((packed));

#define DEMOS_PM_PLACE_ONLY	0x01	/* only these machines are to be used */
#define DEMOS_PM_PLACES		1024

/* A machine of the LAN, as the process manager sees it */
struct demos_pm_machine {
	__be16 machine;
	__u8   state;		/* enum demos_peer_state, seen from its own */
	__u8   flags;		/* DEMOS_PM_MACHINE_* */
	__be32 guests;		/* that live there */
	__be32 arriving;	/* that are created there or move there now */
	__be32 reserved;
	__be64 by;		/* holder of the claim of a DRAIN, or 0 */
} __attribute__((packed));

#define DEMOS_PM_MACHINE_OWN	0x01	/* the process manager is there */
#define DEMOS_PM_MACHINE_DRAINS	0x02	/* it takes no guests */

/* DEMOS_PM_BALANCE: guests are moved for the sake of load, or not */
struct demos_pm_balance {
	__be16 op;
	__be16 action;		/* DEMOS_PM_BALANCE_*, or 0: only tell */
	__be16 after;		/* machine of the last demos_pm_load seen */
	__be16 reserved;	/* 0 */
} __attribute__((packed));

#define DEMOS_PM_BALANCE_ON	1
#define DEMOS_PM_BALANCE_OFF	2

struct demos_pm_balanced {
	__be16 op;
	__be16 result;
	__be16 on;		/* 1: guests are moved */
	__be16 reserved;
	__be32 moves;		/* that balancing has begun so far */
	__be32 bandwidth;	/* of migrations, KiB/s; 0: not measured */
} __attribute__((packed));

/* A machine as balancing has measured it; fractions in thousandths */
struct demos_pm_load {
	__be16 machine;
	__be16 cpus;		/* guests that run at the same time */
	__be32 load;		/* runnable guests, on the average */
	__be32 speed;		/* beside the fastest machine */
	__be32 guests;
	__be64 room;		/* bytes of memory for guests that are left */
} __attribute__((packed));

/*
 * The terms of the decision rule for a guest and the machine that would be best
 * for it (daemon/pm/rule.h); times in microseconds
 */
struct demos_pm_terms {
	__be64 pid;
	__be16 machine;
	__be16 to;		/* 0: there is no other machine */
	__be16 why;		/* enum demos_pm_stays */
	__be16 share;		/* of time that it is runnable, thousandths */
	__be64 age;		/* processor time that it has used */
	__be64 processor;	/* gained by less load; signed */
	__be64 messages;	/* gained by nearer correspondents; signed */
	__be64 cost;		/* twice that of the move */
	char   name[DEMOS_NAME_MAX];
} __attribute__((packed));

/* Why a guest stays where it is */
enum demos_pm_stays {
	DEMOS_PM_MOVES,		/* it does not: it will move */
	DEMOS_PM_FIXED,		/* it is moving, suspended or just unknown */
	DEMOS_PM_YOUNG,		/* it has only just been created */
	DEMOS_PM_RESTS,		/* it has moved not long ago */
	DEMOS_PM_CLOSED,	/* the machine takes no guests */
	DEMOS_PM_MEMORY,	/* it has not enough memory */
	DEMOS_PM_BUSY,		/* another guest moves between the two */
	DEMOS_PM_GAIN,		/* it gains less than the move costs */
};

/*
 * Requests to a console: messages over its link with a reply link as first
 * link. A message without links is text to be shown.
 */
enum demos_console {
	DEMOS_CONSOLE_READ = 384, /* demos_console_read; answer: demos_answer,
				   * the bytes; none: end of input
				   */
};

/* The most bytes that a READ gets: those that fit into INPUT */
#define DEMOS_CONSOLE_MAX	4084

struct demos_console_read {
	__be16 op;
	__be16 size;		/* most bytes wanted, 1 to DEMOS_CONSOLE_MAX */
} __attribute__((packed));

/*
 * Pipes (Documentation/guest-abi.rst): links to a channel of the reader, one
 * for each writer, whose code is the writer's number. A message over it is
 * bytes; if it has a reply link, that is answered by an empty message when the
 * bytes are read; without any bytes it is the end of this writer. So is the
 * notice that its link was destroyed.
 */
#define DEMOS_PIPE_CHANNEL	30	/* by convention */
#define DEMOS_PIPE_MAX		1024	/* bytes in a message */
#define DEMOS_PIPE_WRITERS	32	/* numbers are 0 to 31 */

#endif /* _LINUX_DEMOS_H */
