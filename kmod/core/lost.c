// SPDX-License-Identifier: GPL-2.0
/*
 * The fate of a pair record if the other process, or messages to it, are lost.
 */
#include <asm/byteorder.h>

#include "core/doubt_reply.h"
#include "core/link.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/pair.h"
#include "core/process.h"

/**
 * demos_lost_record() - forget the record of a process that has died
 * @process: whose record it is; locked
 * @pair: the record; freed. All that the other process sent has arrived, or
 *        never will
 * @out: out-queue
 */
void demos_lost_record(struct demos_process *process, struct demos_pair *pair,
		       struct list_head *out)
{
	struct demos_message *msg;
	struct demos_message *next;
	LIST_HEAD(early);

	demos_pair_drop(&process->pairs, pair, &early);
	demos_process_unblock(process);
	list_for_each_entry_safe(msg, next, &early, node) {
		list_del_init(&msg->node);
		demos_doubt_reply_dropped(process, msg);
		demos_notice_discard(process->machine, msg, out);
	}
}

/**
 * demos_lost_sender() - the numbered last word of a process has been accepted
 * @process: whose record of it goes; locked
 * @pair: the record; freed
 * @out: out-queue
 *
 * All that it sent has arrived. Later messages are doubles.
 */
void demos_lost_sender(struct demos_process *process, struct demos_pair *pair,
		       struct list_head *out)
{
	demos_farewell_add(&process->pairs.farewells, pair->pid, pair->kernel);
	demos_lost_record(process, pair, out);
}

/**
 * demos_lost_receiver() - a process is dead, as far as sending to it goes
 * @process: whose record it is; locked
 * @pair: the record
 * @out: out-queue
 *
 * Nothing that is sent to it waits for room any more. If it never sent anything
 * here, its record goes now. Else its numbered last word is still to come,
 * behind its other messages, and the record goes with that. It may have been
 * lost: so the caller lets the record be in doubt.
 *
 * Return: false: the record has been freed.
 */
bool demos_lost_receiver(struct demos_process *process,
			 struct demos_pair *pair, struct list_head *out)
{
	if (pair->accept == 1 && list_empty(&pair->early)) {
		demos_lost_record(process, pair, out);
		return false;
	}
	pair->parted = true;
	demos_pair_open(pair);
	demos_messages_destroy(&pair->voids);
	pair->nvoids = 0;
	demos_process_unblock(process);
	return true;
}

static void tell(struct demos_process *process, const struct demos_link *over,
		 u64 about, u64 count, struct list_head *out)
{
	u16 most = min_t(u64, count, U16_MAX);

	demos_notice_send(process->machine, over,
			  demos_result_unknown(most), about, out);
	demos_count_add(process->machine, DEMOS_C_MESSAGES_UNKNOWN, most);
}

/**
 * demos_lost_tell() - tell a process that messages it has sent may be lost
 * @process: the sender; locked
 * @pair: its record of their receiver
 * @count: how many
 * @out: out-queue
 */
void demos_lost_tell(struct demos_process *process,
		     const struct demos_pair *pair, u64 count,
		     struct list_head *out)
{
	const struct demos_link over = {
		.to = {
			.pid = process->entry.pid,
			.machine = process->machine->id,
			.moves = process->moves,
		},
	};

	if (count)
		tell(process, &over, pair->pid, count, out);
}

/*
 * Nobody knows how long the messages were. Each counts as the longest, so the
 * window in bytes may be wider from now on; that in messages is not.
 */
static void pending_lost(struct demos_process *process,
			 struct demos_pair *pair, struct list_head *out)
{
	const struct demos_link over = {
		.to = {
			.pid = pair->pid,
			.machine = pair->machine,
			.moves = pair->moves,
		},
	};
	struct demos_op_credit credit = {
		.op = cpu_to_be16(DEMOS_OP_CREDIT),
		.kernel = cpu_to_be16(pair->kernel),
		.pid = cpu_to_be64(process->entry.pid),
	};

	pair->read += pair->owed;
	pair->read_bytes += pair->owed * DEMOS_DATA_MAX;
	pair->told = pair->read;
	pair->told_bytes = pair->read_bytes;
	credit.read = cpu_to_be64(pair->read);
	credit.bytes = cpu_to_be64(pair->read_bytes);
	demos_message_by_kernel(process->machine->id, &over.to, DEMOS_F_KERNEL,
				&credit, sizeof(credit), out);
	demos_count(process->machine, DEMOS_C_CREDITS);
	tell(process, &over, process->entry.pid, pair->owed, out);
	pair->owed = 0;
}

struct losses {
	struct demos_process *process;
	struct list_head *out;
};

static void look_at_pending(struct demos_pair *pair, void *arg)
{
	struct losses *losses = arg;

	if (pair->owed)
		pending_lost(losses->process, pair, losses->out);
}

/**
 * demos_lost_pending() - step 6 will bring no more (rule 6)
 * @process: has arrived; locked
 * @out: out-queue
 *
 * The senders are told, once, of what the source had accepted for the process.
 * It counts as read, so that their windows open.
 */
void demos_lost_pending(struct demos_process *process, struct list_head *out)
{
	struct losses losses = { process, out };

	lockdep_assert_held(&process->lock);
	demos_pairs_each(&process->pairs, look_at_pending, &losses);
}

/**
 * demos_lost_filler() - make an empty message in the place of one that is lost
 * @process: its sender; locked
 * @pair: its record of the receiver
 * @number: of the message
 * @length: bytes of data that it had
 * @list: gets the filler
 *
 * Return: the filler.
 */
struct demos_message *demos_lost_filler(struct demos_process *process,
					const struct demos_pair *pair,
					u64 number, u32 length,
					struct list_head *list)
{
	const struct demos_address to = {
		.pid = pair->pid,
		.machine = pair->machine,
		.moves = pair->moves,
	};
	struct demos_message *filler;

	filler = demos_message_by_kernel(process->machine->id, &to,
					 DEMOS_F_VOID |
					 (pair->kernel ? DEMOS_F_KERNEL : 0),
					 NULL, 0, list);
	filler->head.from.pid = process->entry.pid;
	filler->head.from.moves = process->moves;
	filler->head.number = number;
	filler->head.code = length;
	demos_count(process->machine, DEMOS_C_VOIDS);
	return filler;
}
