// SPDX-License-Identifier: GPL-2.0
/*
 * Data areas: puppets read and write each other's memory, and the bytes they
 * find there are checked. Each write has a pattern of its own, so a byte tells
 * which write it comes from. A read may find bytes of any write that was under
 * way at some time during the read, or of the last one before it.
 *
 * The data areas of links do not overlap. The exception is the link that a
 * kernel makes to all of a new process's memory: only its first bytes are used.
 */
#include <assert.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "lan.h"
#include "core/image.h"
#include "core/move.h"
#include "puppet.h"
#include "core/route.h"

#define PUTS		2048
#define LOOKED_AT	96	/* bytes of a packet that are compared */

/**
 * struct put - a write
 * @to: the process whose memory it is
 * @at: offset in that memory
 * @count: bytes
 * @begun: when it began, by @now
 * @ended: when it ended; U64_MAX: it may still be under way
 * @done: all of it has been written
 * @packets: set of the packets that have been written
 */
struct put {
	int to;
	u32 at;
	u32 count;
	u64 begun;
	u64 ended;
	bool done;
	u64 packets;
};

/**
 * struct puppet_move - a data move
 * @transfer: the kernel's record of it
 * @node: in brain.posted
 * @all: in every_move
 * @number: of the move, the same on every machine
 * @process: the process that began it
 * @right: the link it uses
 * @put: for a write: its put
 * @begun: when it began, by @now
 * @packets: set of the packets that arrived
 * @bytes: bytes in these
 */
struct puppet_move {
	struct demos_transfer transfer;
	struct list_head node;
	struct list_head all;
	u64 number;
	struct demos_process *process;
	int right;
	int put;
	u64 begun;
	u64 packets;
	u32 bytes;
};

static struct put writes[PUTS];
static int nwrites;
static LIST_HEAD(every_move);	/* moves, also of arriving processes */
static u64 moves;
static u64 now;		/* counts the events of memory */

/**
 * area_reset() - forget all
 */
void area_reset(void)
{
	nwrites = 0;
	now = 0;
}

static u8 pattern(int put, u32 at)
{
	return put * 37 + at * 5 + (at >> 6);
}

static int put_new(int to, u32 at, u32 count)
{
	if (nwrites == PUTS)
		return -1;
	writes[nwrites] = (struct put) {
		.to = to,
		.at = at,
		.count = count,
		.begun = ++now,
		.ended = U64_MAX,
	};
	return nwrites++;
}

static void put_done(int put)
{
	writes[put].ended = ++now;
	writes[put].done = true;
}

/**
 * area_begin() - record a new process's memory
 * @id: the process
 * @size: bytes
 */
void area_begin(int id, u32 size)
{
	put_done(put_new(id, 0, size));
}

/**
 * area_first() - initial contents of memory
 * @id: the process
 * @at: offset in its memory
 *
 * Return: the byte there.
 */
u8 area_first(int id, u32 at)
{
	int i;

	for (i = 0; writes[i].to != id; i++)
		;
	return pattern(i, at);
}

static bool covers(const struct put *put, int to, u32 at)
{
	return put->to == to && at >= put->at && at - put->at < put->count;
}

/* Has a later write replaced what this one wrote, before @begun? */
static bool replaced(int put, u32 at, u64 begun)
{
	int i;

	for (i = 0; i < nwrites; i++) {
		if (i != put && covers(&writes[i], writes[put].to, at) &&
		    writes[i].done && writes[i].begun > writes[put].ended &&
		    writes[i].ended < begun)
			return true;
	}
	return false;
}

static bool may_be(int id, u32 at, u8 byte, u64 begun)
{
	int i;

	for (i = nwrites - 1; i >= 0; i--) {
		if (covers(&writes[i], id, at) && pattern(i, at) == byte &&
		    !replaced(i, at, begun))
			return true;
	}
	return false;
}

/* Check bytes found in memory by a read that began at @begun */
static void look(int id, u32 at, const u8 *bytes, u32 count, u64 begun)
{
	u32 step = 1 + count / LOOKED_AT;
	u32 i;

	for (i = 0; i < count; i += step) {
		if (!may_be(id, at + i, bytes[i], begun)) {
			wrong("%d's memory at %u: nobody wrote this byte", id,
			      at + i);
			return;
		}
	}
}

/**
 * area_check() - check all of a puppet's own memory
 * @process: the puppet
 */
void area_check(struct demos_process *process)
{
	u32 size = brain_of(process)->size;
	u32 at = AREA_FIRST + lan_random(the_lan, size - AREA_FIRST);

	look(self(process), at, puppet_of(process)->memory + at,
	     min_t(u32, size - at, 200), ++now);
}

/**
 * area_scribble() - a puppet writes to its own memory
 * @process: the puppet
 */
void area_scribble(struct demos_process *process)
{
	u32 size = brain_of(process)->size;
	u32 at = AREA_FIRST + lan_random(the_lan, size - AREA_FIRST);
	u32 count = min_t(u32, size - at, 1 + lan_random(the_lan, 300));
	int put = put_new(self(process), at, count);
	u32 i;

	if (put < 0)
		return;
	for (i = at; i < at + count; i++)
		puppet_of(process)->memory[i] = pattern(put, i);
	put_done(put);
}

/**
 * area_read() - the kernel reads a puppet's memory for another process
 * @process: the puppet
 * @at: offset in its memory
 * @to: receives the bytes
 * @count: bytes
 *
 * Return: DEMOS_OK or DEMOS_EADDRESS.
 */
enum demos_result area_read(struct demos_process *process, u32 at, void *to,
			    u32 count)
{
	if (at > brain_of(process)->size ||
	    count > brain_of(process)->size - at)
		return DEMOS_EADDRESS;
	memcpy(to, puppet_of(process)->memory + at, count);
	return DEMOS_OK;
}

static bool is_of(const struct put *put, int id, u32 at, const u8 *bytes,
		  u32 count)
{
	int index = put - writes;
	u32 i;

	if (!covers(put, id, at) || count > put->count - (at - put->at))
		return false;
	for (i = 0; i < count; i++) {
		if (bytes[i] != pattern(index, at + i))
			return false;
	}
	return true;
}

/* Find the write that this packet belongs to. It must be under way. */
static void note_packet(int id, u32 at, const u8 *bytes, u32 count)
{
	struct put *put;
	u64 packet;

	for (put = writes; put < writes + nwrites; put++) {
		if (put->done || !is_of(put, id, at, bytes, count))
			continue;
		packet = 1ULL << (at - put->at) / DEMOS_MOVE_PACKET;
		if (put->packets & packet)
			wrong("%d: a packet was written twice", id);
		put->packets |= packet;
		return;
	}
	wrong("%d: a write at %u that nobody has begun", id, at);
}

/**
 * area_write() - the kernel writes to a puppet's memory for another process
 * @process: the puppet
 * @at: offset in its memory
 * @from: the bytes
 * @count: bytes
 *
 * Return: DEMOS_OK or DEMOS_EADDRESS.
 */
enum demos_result area_write(struct demos_process *process, u32 at,
			     const void *from, u32 count)
{
	if (at > brain_of(process)->size ||
	    count > brain_of(process)->size - at)
		return DEMOS_EADDRESS;
	note_packet(self(process), at, from, count);
	memcpy(puppet_of(process)->memory + at, from, count);
	return DEMOS_OK;
}

static enum demos_result move_packet(struct demos_transfer *transfer, u32 at,
				     void *bytes, u32 count)
{
	struct puppet_move *move = transfer->owner;
	int id = origin_of(move->right)->creator;
	u32 address = transfer->address + at;
	u64 packet = 1ULL << at / DEMOS_MOVE_PACKET;
	u32 i;

	if (at > transfer->length || count > transfer->length - at)
		wrong("a packet beyond its move");
	if (move->packets & packet)
		wrong("a packet of a move arrived twice");
	move->packets |= packet;
	move->bytes += count;
	if (!transfer->write)
		look(id, address, bytes, count, move->begun);
	for (i = 0; transfer->write && i < count; i++)
		((u8 *)bytes)[i] = pattern(move->put, address + i);
	return DEMOS_OK;
}

/* Check the result of a move */
static void judge_move(const struct puppet_move *move)
{
	const struct demos_transfer *transfer = &move->transfer;
	int me = self(move->process);
	int id = origin_of(move->right)->creator;
	bool beyond = transfer->address + transfer->length >
		show.brains[id].size;
	u32 arrived = move->bytes;

	if (transfer->result == DEMOS_OK &&
	    (transfer->done != transfer->length || beyond))
		wrong("%d: moved %u bytes of %u", me, transfer->done,
		      transfer->length);
	if (transfer->done > transfer->length || transfer->done > arrived)
		wrong("%d: a move claims %u bytes of %u", me, transfer->done,
		      arrived);
	if (transfer->result == DEMOS_EDEAD && alive(id) &&
	    !being(id)->doomed && !model.lossy && !move->process->ending)
		wrong("%d: a move reports that %d is dead", me, id);
	if (transfer->result == DEMOS_EADDRESS && !beyond)
		wrong("%d: a move reports an address beyond %d's memory", me,
		      id);
	if (transfer->result == DEMOS_ECALL ||
	    transfer->result == DEMOS_ERIGHTS)
		wrong("%d: a move ends with result %d", me, transfer->result);
}

static void move_free(struct puppet_move *move)
{
	list_del(&move->all);
	free(move);
}

static void move_finish(struct demos_process *process,
			struct demos_transfer *transfer, struct list_head *out)
{
	struct puppet_move *move = transfer->owner;
	u64 all = (2ULL << (transfer->length - 1) / DEMOS_MOVE_PACKET) - 1;

	say("%d: a move of %u bytes ends: %d, %u", self(process),
	    transfer->length, transfer->result, transfer->done);
	judge_move(move);
	if (transfer->write && transfer->result == DEMOS_OK &&
	    writes[move->put].packets != all)
		wrong("%d: a write ends before all is written", self(process));
	if (transfer->write && transfer->result == DEMOS_OK)
		put_done(move->put);
	/* Else it ends with its machine, and may go on where it was going to */
	if (process->phase == DEMOS_PHASE_LIVE)
		brain_of(process)->moves--;
	move_free(move);
	puppet_wake(process);
}

static enum demos_result expect(int right, bool write, bool beyond)
{
	u16 needed = write ? DEMOS_LINK_WRITE : DEMOS_LINK_READ;

	if (!(model.rights[right].flags & needed))
		return DEMOS_ERIGHTS;
	return beyond ? DEMOS_EADDRESS : DEMOS_OK;
}

/* Choose a part of the area */
static void choose_part(const struct right *right, u32 *offset, u32 *length)
{
	u32 from = right->length > 1 << 20 ? AREA_FIRST : 0;
	u32 room = right->length > 1 << 20 ? AREA_BOOT : right->length;

	*offset = from + (chance(2) ? 0 : lan_random(the_lan, room));
	*length = room - (*offset - from);
	if (chance(3))
		*length = 1 + lan_random(the_lan, *length);
	/* A set of packets holds 64 */
	assert(*length && *length <= 64 * DEMOS_MOVE_PACKET);
}

static void begin(struct demos_process *process, struct puppet_move *move)
{
	LIST_HEAD(out);

	move->begun = ++now;
	demos_move_begin(process, &move->transfer, &out);
	demos_route_all(process->machine, &out);
}

/**
 * area_begin_posted() - begin the moves that a native puppet requested
 * @process: the puppet; the caller is its actor
 */
void area_begin_posted(struct demos_process *process)
{
	struct brain *brain = brain_of(process);
	struct puppet_move *move;

	while ((move = list_first_entry_or_null(&brain->posted,
						struct puppet_move, node))) {
		list_del_init(&move->node);
		begin(process, move);
	}
}

static struct puppet_move *move_create(struct demos_process *process,
				       int right)
{
	struct puppet_move *move = calloc(1, sizeof(*move));

	list_add(&move->all, &every_move);
	move->number = ++moves;
	move->process = process;
	move->right = right;
	move->put = -1;
	move->transfer.packet = move_packet;
	move->transfer.finish = move_finish;
	move->transfer.owner = move;
	return move;
}

/**
 * area_move() - a puppet reads or writes a data area
 * @process: the puppet
 * @right: a right that it holds, with a data area
 * @write: whether it writes
 * @beyond: try to go past the end of the area
 */
void area_move(struct demos_process *process, int right, bool write,
	       bool beyond)
{
	const struct right *it = &model.rights[right];
	struct puppet_move *move;
	u32 offset;
	u32 length;

	choose_part(it, &offset, &length);
	if (beyond)
		length = it->length - offset + 1 + lan_random(the_lan, 50);
	if (brain_of(process)->moves >= 3 || nwrites == PUTS)
		return;
	move = move_create(process, right);
	if (!agree(process, "move", demos_move_setup(process, it->name, offset,
						     length, write,
						     &move->transfer),
		   expect(right, write, beyond))) {
		move_free(move);
		return;
	}
	if (write)
		move->put = put_new(origin_of(right)->creator,
				    it->area + offset, length);
	say("%d begins to %s %u bytes of %d at %u", self(process),
	    write ? "write" : "read", length, origin_of(right)->creator,
	    it->area + offset);
	model.moves++;
	brain_of(process)->moves++;
	if (being(self(process))->native) {
		list_add_tail(&move->node, &brain_of(process)->posted);
		process->machine->ops->schedule(process);
		/* It may have ended since demos_move_setup() */
		if (process->ending)
			area_drop_posted(process);
	} else {
		begin(process, move);
	}
}

/**
 * area_drop_posted() - drop the moves that an ending native puppet requested
 * @process: the puppet
 */
void area_drop_posted(struct demos_process *process)
{
	struct brain *brain = brain_of(process);
	struct puppet_move *move;
	struct puppet_move *next;

	list_for_each_entry_safe(move, next, &brain->posted, node) {
		list_del(&move->node);
		brain->moves--;
		model.moves--;
		move_free(move);
	}
}

/**
 * area_save() - append the moves that a puppet has begun to its state
 * @process: the puppet, locked
 * @image: writer
 */
void area_save(struct demos_process *process, struct demos_image *image)
{
	const struct demos_transfer *transfer;

	list_for_each_entry(transfer, &process->transfers, node) {
		const struct puppet_move *move = transfer->owner;

		demos_image_put64(image, move->number);
		demos_move_save(transfer, image);
	}
	demos_image_put64(image, 0);
}

/* Restore the puppet's record of a move on the destination machine */
static struct puppet_move *move_again(struct demos_process *process,
				      u64 number)
{
	struct puppet_move *move;
	struct puppet_move *again;

	list_for_each_entry(move, &every_move, all) {
		if (move->number != number)
			continue;
		again = malloc(sizeof(*again));
		*again = *move;
		memset(&again->transfer, 0, sizeof(again->transfer));
		again->transfer.packet = move_packet;
		again->transfer.finish = move_finish;
		again->transfer.owner = again;
		again->process = process;
		list_add(&again->all, &every_move);
		return again;
	}
	return NULL;
}

/**
 * area_restore() - read the moves of an arriving puppet back
 * @process: the puppet
 * @image: reader
 *
 * Return: 0 or a negative errno.
 */
int area_restore(struct demos_process *process, struct demos_image *image)
{
	struct puppet_move *move;
	u64 number;

	while ((number = demos_image_get64(image))) {
		move = move_again(process, number);
		if (!move)
			return -EBADMSG;
		if (demos_move_restore(process, &move->transfer, image)) {
			wrong("%d: a data move changed during migration",
			      self(process));
			move_free(move);
			return -EBADMSG;
		}
	}
	return 0;
}

/**
 * area_forget() - free moves that a puppet took along, or that did not arrive
 * @process: the puppet; the caller has the last reference
 */
void area_forget(struct demos_process *process)
{
	struct demos_transfer *transfer;
	struct demos_transfer *next;

	list_for_each_entry_safe(transfer, next, &process->transfers, node)
		move_free(transfer->owner);
}

/**
 * area_end() - the run is over: free the moves that have not ended
 *
 * Return: how many there were.
 */
u32 area_end(void)
{
	struct puppet_move *move;
	struct puppet_move *next;
	u32 left = 0;

	list_for_each_entry_safe(move, next, &every_move, all) {
		move_free(move);
		left++;
	}
	return left;
}
