// SPDX-License-Identifier: GPL-2.0
/*
 * Data moves of native processes: one request, one answer when it is over.
 *
 * A request is checked at once. The move is begun by the process's actor,
 * which also ends it, so that the process cannot end in between. What is read
 * goes straight into the answer, which stands ready from the beginning: a
 * move that has been done cannot fail for lack of memory.
 */
#include <linux/slab.h>

#include "answer.h"
#include "move.h"
#include "native.h"
#include "native_move.h"
#include "route.h"

/**
 * struct native_move - a data move for a native process
 * @transfer: what the kernel does
 * @node: in demos_native.moves until it is begun
 * @native: for whom; it does not end before its moves have
 * @seq: sequence number of the request
 * @command: of the request
 * @answer: the answer if all goes well
 * @data: what is read or written, in @answer or in @bytes
 * @bytes: write: what is written
 */
struct native_move {
	struct demos_transfer transfer;
	struct list_head node;
	struct demos_native *native;
	u32 seq;
	u8 command;
	struct sk_buff *answer;
	u8 *data;
	u8 bytes[];
};

static void move_destroy(struct native_move *move)
{
	nlmsg_free(move->answer);
	kvfree(move);
}

static enum demos_result move_packet(struct demos_transfer *transfer, u32 at,
				     void *bytes, u32 count)
{
	struct native_move *move =
		container_of(transfer, struct native_move, transfer);

	if (at > transfer->length || count > transfer->length - at)
		return DEMOS_EADDRESS;
	if (transfer->write)
		memcpy(bytes, move->data + at, count);
	else
		memcpy(move->data + at, bytes, count);
	return DEMOS_OK;
}

/* Answer the request. The process is locked, the move is not its own again. */
static void move_answer(struct native_move *move, enum demos_result result)
{
	if (result == DEMOS_OK) {
		demos_native_answer(move->native, move->answer);
		move->answer = NULL;
	} else {
		demos_native_answer_error(move->native, move->seq,
					  move->command, result);
	}
	move_destroy(move);
}

static void move_finish(struct demos_process *process,
			struct demos_transfer *transfer, struct list_head *out)
{
	struct native_move *move =
		container_of(transfer, struct native_move, transfer);

	mutex_lock(&process->lock);
	move_answer(move, transfer->result);
	mutex_unlock(&process->lock);
	process->ops->wake(process);
}

static struct native_move *move_create(struct demos_native *native, u32 seq,
				       u8 command, u32 bytes, u32 answer)
{
	struct native_move *move;

	move = kvzalloc(struct_size(move, bytes, bytes), GFP_KERNEL);
	if (!move)
		return NULL;
	move->answer = demos_answer_create(native->portid, seq, command,
					   nla_total_size(answer),
					   GFP_KERNEL | __GFP_NOWARN);
	if (!move->answer) {
		kvfree(move);
		return NULL;
	}
	move->native = native;
	move->seq = seq;
	move->command = command;
	move->transfer.packet = move_packet;
	move->transfer.finish = move_finish;
	move->transfer.owner = native;
	return move;
}

/* The move is complete: have the actor begin it. Consumes @move. */
static enum demos_result move_post(struct demos_native *native,
				   struct native_move *move)
{
	struct demos_process *process = &native->process;
	enum demos_result result;

	mutex_lock(&process->lock);
	result = demos_native_charge(native, move->command);
	if (result == DEMOS_OK)
		list_add_tail(&move->node, &native->moves);
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK)
		process->machine->ops->schedule(process);
	else
		move_destroy(move);
	return result;
}

/**
 * demos_native_move_read - the program asks to read from a data area
 * @native: the process
 * @seq: sequence number of the request
 * @link: link with the data area
 * @offset: where in it, bytes
 * @length: bytes, at most DEMOS_PACKET_MAX
 *
 * May sleep.
 *
 * Return: DEMOS_OK: it will be answered; else why not.
 */
enum demos_result demos_native_move_read(struct demos_native *native, u32 seq,
					 u32 link, u32 offset, u32 length)
{
	enum demos_result result;
	struct native_move *move;
	struct nlattr *attr;

	move = move_create(native, seq, DEMOS_CMD_MOVE_READ, 0, length);
	if (!move)
		return DEMOS_EROOM;
	attr = nla_reserve(move->answer, DEMOS_A_DATA, length);
	move->data = nla_data(attr);
	memset(move->data, 0, length);
	result = demos_move_setup(&native->process, link, offset, length,
				  false, &move->transfer);
	if (result != DEMOS_OK) {
		move_destroy(move);
		return result;
	}
	return move_post(native, move);
}

/**
 * demos_native_move_write - the program asks to write to a data area
 * @native: the process
 * @seq: sequence number of the request
 * @link: link with the data area
 * @offset: where in it, bytes
 * @data: what to write; copied
 * @length: bytes, at most DEMOS_PACKET_MAX
 *
 * May sleep.
 *
 * Return: DEMOS_OK: it will be answered; else why not.
 */
enum demos_result demos_native_move_write(struct demos_native *native, u32 seq,
					  u32 link, u32 offset,
					  const void *data, u32 length)
{
	enum demos_result result;
	struct native_move *move;

	move = move_create(native, seq, DEMOS_CMD_MOVE_WRITE, length, 4);
	if (!move)
		return DEMOS_EROOM;
	memcpy(move->bytes, data, length);
	move->data = move->bytes;
	nla_put_u32(move->answer, DEMOS_A_LENGTH, length);
	result = demos_move_setup(&native->process, link, offset, length, true,
				  &move->transfer);
	if (result != DEMOS_OK) {
		move_destroy(move);
		return result;
	}
	return move_post(native, move);
}

static struct native_move *next_move(struct demos_native *native)
{
	struct native_move *move;

	mutex_lock(&native->process.lock);
	move = list_first_entry_or_null(&native->moves, struct native_move,
					node);
	if (move)
		list_del_init(&move->node);
	mutex_unlock(&native->process.lock);
	return move;
}

/**
 * demos_native_moves_begin - begin the moves that were asked for
 * @native: not locked. In its actor.
 */
void demos_native_moves_begin(struct demos_native *native)
{
	struct demos_process *process = &native->process;
	struct native_move *move;
	LIST_HEAD(out);

	while ((move = next_move(native))) {
		demos_move_begin(process, &move->transfer, &out);
		demos_route_all(process->machine, &out);
	}
}

/**
 * demos_native_moves_drop - answer the moves that will not be begun
 * @native: locked; it ends
 */
void demos_native_moves_drop(struct demos_native *native)
{
	struct native_move *move;
	struct native_move *next;

	lockdep_assert_held(&native->process.lock);
	list_for_each_entry_safe(move, next, &native->moves, node) {
		list_del(&move->node);
		move_answer(move, DEMOS_EDEAD);
	}
}
