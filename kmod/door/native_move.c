// SPDX-License-Identifier: GPL-2.0
/*
 * Data moves of native processes: one request, one answer when it is over.
 *
 * A request is checked at once. The process's actor begins the move and ends
 * it, so that the process cannot end in between. Bytes that are read go
 * straight into the answer, which is allocated first: a move that has been done
 * cannot fail for lack of memory. Or the bytes go through memory that the
 * process has registered; then one request may be of any length.
 */
#include <linux/slab.h>

#include "core/move.h"
#include "core/route.h"
#include "door/answer.h"
#include "door/native.h"
#include "door/native_answer.h"
#include "door/native_move.h"

/**
 * struct native_move - a data move for a native process
 * @transfer: the data move, as the kernel does it
 * @node: in demos_native.moves until it is begun
 * @native: the process; it does not end before its moves
 * @seq: sequence number of the request
 * @own: through the process's own memory, from @area on
 * @area: where in it
 * @answer: the answer on success
 * @data: not @own: the bytes read or written, in @answer or in @bytes
 * @bytes: not @own: the bytes to be written
 */
struct native_move {
	struct demos_transfer transfer;
	struct list_head node;
	struct demos_native *native;
	u32 seq;
	bool own;
	u32 area;
	struct sk_buff *answer;
	u8 *data;
	u8 bytes[];
};

static void move_destroy(struct native_move *move)
{
	nlmsg_free(move->answer);
	kvfree(move);
}

static u8 command_of(const struct native_move *move)
{
	return move->transfer.write ? DEMOS_CMD_MOVE_WRITE :
				      DEMOS_CMD_MOVE_READ;
}

static enum demos_result packet_own(struct native_move *move, u32 at,
				    void *bytes, u32 count)
{
	struct demos_areas *areas = &move->native->areas;

	if (move->transfer.write)
		return demos_area_read(areas, move->area + at, bytes, count);
	return demos_area_write(areas, move->area + at, bytes, count);
}

static enum demos_result move_packet(struct demos_transfer *transfer, u32 at,
				     void *bytes, u32 count)
{
	struct native_move *move =
		container_of(transfer, struct native_move, transfer);

	if (at > transfer->length || count > transfer->length - at)
		return DEMOS_EADDRESS;
	if (move->own)
		return packet_own(move, at, bytes, count);
	if (transfer->write)
		memcpy(bytes, move->data + at, count);
	else
		memcpy(move->data + at, bytes, count);
	return DEMOS_OK;
}

/*
 * Answer the request, and free the move. The process is locked. For a move
 * through the process's own memory even a failure tells how much was moved.
 */
static void move_answer(struct native_move *move, enum demos_result result)
{
	if (result != DEMOS_OK && !move->own) {
		demos_native_answer_error(move->native, move->seq,
					  command_of(move), result);
		move_destroy(move);
		return;
	}
	if (move->own || move->transfer.write)
		nla_put_u32(move->answer, DEMOS_A_LENGTH, move->transfer.done);
	if (result != DEMOS_OK)
		nla_put_u32(move->answer, DEMOS_A_ERROR,
			    demos_result_plain(result));
	demos_native_answer(move->native, move->answer);
	move->answer = NULL;
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

/* Make room in the answer for the bytes to be read */
static void reserve(struct native_move *move, u32 length)
{
	struct nlattr *attr = nla_reserve(move->answer, DEMOS_A_DATA, length);

	move->data = nla_data(attr);
	memset(move->data, 0, length);
}

static struct native_move *
move_create(struct demos_native *native,
	    const struct demos_native_request *asked)
{
	u32 in = asked->own || asked->write ? 0 : asked->length;
	u32 bytes = asked->own || !asked->write ? 0 : asked->length;
	struct native_move *move;

	move = kvzalloc(struct_size(move, bytes, bytes), GFP_KERNEL);
	if (!move)
		return NULL;
	move->native = native;
	move->seq = asked->seq;
	move->own = asked->own;
	move->area = asked->area;
	move->transfer.write = asked->write;
	move->transfer.packet = move_packet;
	move->transfer.finish = move_finish;
	move->transfer.owner = native;
	move->answer = demos_answer_create(native->portid, asked->seq,
					   command_of(move),
					   nla_total_size(in) +
					   2 * nla_total_size(4),
					   GFP_KERNEL | __GFP_NOWARN);
	if (!move->answer) {
		kvfree(move);
		return NULL;
	}
	if (bytes)
		memcpy(move->bytes, asked->data, bytes);
	move->data = move->bytes;
	if (!asked->own && !asked->write)
		reserve(move, in);
	return move;
}

static enum demos_result check(struct demos_native *native,
			       const struct demos_native_request *asked)
{
	u16 right = asked->write ? DEMOS_LINK_READ : DEMOS_LINK_WRITE;

	if (asked->own)
		return demos_area_check(&native->areas, asked->area,
					asked->length, right);
	return asked->length <= DEMOS_PACKET_MAX ? DEMOS_OK : DEMOS_ESIZE;
}

/* Have the actor begin the move */
static enum demos_result move_post(struct demos_native *native,
				   struct native_move *move)
{
	struct demos_process *process = &native->process;
	enum demos_result result;

	mutex_lock(&process->lock);
	result = demos_native_charge(native, command_of(move));
	if (result == DEMOS_OK)
		list_add_tail(&move->node, &native->moves);
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK)
		process->machine->ops->schedule(process);
	return result;
}

/**
 * demos_native_move() - request a data move
 * @native: the process
 * @asked: the move
 *
 * Checks the right that the link gives, offset and length, and that the named
 * memory of the process itself exists. May sleep.
 *
 * Return: DEMOS_OK: it will be answered; else the reason for the refusal.
 */
enum demos_result demos_native_move(struct demos_native *native,
				    const struct demos_native_request *asked)
{
	enum demos_result result = check(native, asked);
	struct native_move *move;

	if (result != DEMOS_OK)
		return result;
	move = move_create(native, asked);
	if (!move)
		return demos_result_of(-ENOMEM);
	result = demos_move_setup(&native->process, asked->link, asked->offset,
				  asked->length, asked->write,
				  &move->transfer);
	if (result == DEMOS_OK)
		result = move_post(native, move);
	if (result != DEMOS_OK)
		move_destroy(move);
	return result;
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
 * demos_native_moves_begin() - begin the moves that were asked for
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
 * demos_native_moves_drop() - answer the moves that will not be begun
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
