/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Move data (section 2.2): the operation that streams a data area between
 * machines. The kernel that began it requests packets (DEMOS_OP_PULL) or
 * sends them (DEMOS_OP_PUSH) over a DELIVERTOKERNEL path, several at a time,
 * and the other kernel answers each. All state is at the end that began it;
 * the other end only answers, so its process may move between two packets. The
 * process that began it takes the state along when it moves, and packets and
 * answers follow.
 */
#ifndef DEMOS_MOVE_H
#define DEMOS_MOVE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"

struct demos_image;
struct demos_machine;
struct demos_message;
struct demos_process;

/*
 * Bytes in a packet that we request, or send: half of the most allowed. Two of
 * them on their way keep a short path busy, and a message waits no longer than
 * for one packet of full length (pace.h).
 */
#define DEMOS_MOVE_PACKET	(DEMOS_PACKET_MAX / 2)

/* Packets on their way at a time */
#define DEMOS_MOVE_WINDOW	16

/**
 * struct demos_transfer - a data move, at the end that began it
 * @node: in demos_process.transfers (protected by its lock)
 * @name: names it in the packets
 * @to: the process whose memory it is, or a kernel
 * @region: enum demos_region
 * @pid: if @to is a kernel: the process whose region it is
 * @write: the data moves from here to there
 * @address: where the data begins there
 * @length: bytes
 * @asked: bytes requested, or sent, so far
 * @done: bytes that arrived, without a gap from the first on
 * @arrived: set of packets behind @done that arrived, bit 0: the first
 * @waiting: packets not answered yet: room is kept for their answers (room.c)
 * @packets: packets answered
 * @doubt: packets, or the other end, may have been lost [l]
 * @lost: so it is: its actor ends it [l]
 * @said: in doubt: enum demos_report_result of the last answer; 0: none yet [l]
 * @silent: seconds since that without an answered packet [l]
 * @seen: @packets a second ago [l]
 * @doubts: name of the last question [l]
 * @patience: when to ask again [l]
 * @result: enum demos_result: the first error
 * @packet: read: put @count bytes to offset @at; write: fetch them. In the
 *          actor of the process that began it, or in demos_move_begin().
 * @finish: it is over (@result, @done), and off the list. In the actor.
 *          The structure belongs to its owner again.
 * @owner: for the owner's use
 *
 * What is marked [l] is protected by the lock of the process that began it.
 */
struct demos_transfer {
	struct list_head node;
	u32 name;
	struct demos_address to;
	u16 region;
	u64 pid;
	bool write;
	u32 address;
	u32 length;
	u32 asked;
	u32 done;
	u32 arrived;
	u32 waiting;
	u32 packets;
	bool doubt;
	bool lost;
	u8 said;
	u8 silent;
	u32 seen;
	u32 doubts;
	struct demos_patience patience;
	enum demos_result result;
	enum demos_result (*packet)(struct demos_transfer *transfer, u32 at,
				    void *bytes, u32 count);
	void (*finish)(struct demos_process *process,
		       struct demos_transfer *transfer, struct list_head *out);
	void *owner;
};

/* Read the bytes that a PULL requests; @to has room for them */
typedef enum demos_result (*demos_move_read)(struct demos_process *process,
			   const struct demos_message *msg,
			   u8 *to);

void demos_move_begin(struct demos_process *process,
		      struct demos_transfer *transfer, struct list_head *out);
void demos_move_answer(struct demos_process *process,
		       struct demos_message *msg, struct list_head *out);
void demos_move_refuse(struct demos_machine *machine,
		       const struct demos_message *msg, enum demos_result why,
		       struct list_head *out);
void demos_move_serve_pull(struct demos_process *process,
			   struct demos_message *msg,
			   demos_move_read read, struct list_head *out);
void demos_move_serve_push(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out);
enum demos_result demos_move_read_memory(struct demos_process *process,
					 const struct demos_message *msg,
					 u8 *to);
void demos_move_abort(struct demos_process *process,
		      struct demos_transfer *transfer);
void demos_move_save(const struct demos_transfer *transfer,
		     struct demos_image *image);
int demos_move_restore(struct demos_process *process,
		       struct demos_transfer *transfer,
		       struct demos_image *image);
void demos_move_end_lost(struct demos_process *process);
enum demos_result demos_move_setup(struct demos_process *process, u32 link,
				   u32 offset, u32 length, bool write,
				   struct demos_transfer *transfer);

#endif
