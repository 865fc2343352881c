// SPDX-License-Identifier: GPL-2.0
/*
 * Data areas: what puppets read and write of each other's memory, and what
 * they may find there. Each write has a pattern of its own, so that each byte
 * says which write it comes from. A byte may be of any write that was under
 * way at some time during the read, or of the last one before.
 *
 * Links' data areas do not overlap, but for the links that a kernel made to
 * all of a new process's memory, which are used for its first bytes only.
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
#define LOOKED_AT	96	/* bytes of a packet */

/**
 * struct put - a write
 * @to: to whose memory
 * @at: where
 * @count: bytes
 * @begun: when, by @clock
 * @ended: when; U64_MAX: it may still go on
 * @done: all of it was written
 * @packets: set of those that have been written
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
 * @transfer: what the kernel does
 * @node: in brain.posted
 * @all: in every_move
 * @number: of the move, wherever it is
 * @process: who began it
 * @right: over which
 * @put: write: its put
 * @begun: when, by @clock
 * @packets: set of those that came
 * @bytes: of these
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
static LIST_HEAD(every_move);	/* moves, with those that arrive somewhere */
static u64 moves;
static u64 now;		/* grows with each thing that happens to memory */

/**
 * area_reset - forget all
 */
void area_reset(void)
{
	nwrites = 0;
	INIT_LIST_HEAD(&every_move);
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
 * area_begin - a process has memory
 * @who: the process
 * @size: bytes
 */
void area_begin(int who, u32 size)
{
	put_done(put_new(who, 0, size));
}

/**
 * area_first - what is in memory in the beginning
 * @who: the process
 * @at: where
 *
 * Return: the byte.
 */
u8 area_first(int who, u32 at)
{
	int i;

	for (i = 0; writes[i].to != who; i++)
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

static bool may_be(int who, u32 at, u8 byte, u64 begun)
{
	int i;

	for (i = nwrites - 1; i >= 0; i--) {
		if (covers(&writes[i], who, at) && pattern(i, at) == byte &&
		    !replaced(i, at, begun))
			return true;
	}
	return false;
}

/* May memory look like that to one that began to look at @begun? */
static void look(int who, u32 at, const u8 *bytes, u32 count, u64 begun)
{
	u32 step = 1 + count / LOOKED_AT;
	u32 i;

	for (i = 0; i < count; i += step) {
		if (!may_be(who, at + i, bytes[i], begun)) {
			wrong("%d's memory at %u: nobody wrote that", who,
			      at + i);
			return;
		}
	}
}

/**
 * area_check - a puppet looks at its own memory
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
 * area_scribble - a puppet writes to its own memory
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
 * area_read - the kernel reads a puppet's memory for another
 * @process: the puppet
 * @at: where
 * @to: gets what is there
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

static bool is_of(const struct put *put, int who, u32 at, const u8 *bytes,
		  u32 count)
{
	int index = put - writes;
	u32 i;

	if (!covers(put, who, at) || count > put->count - (at - put->at))
		return false;
	for (i = 0; i < count; i++) {
		if (bytes[i] != pattern(index, at + i))
			return false;
	}
	return true;
}

/* Which write is this packet of? It must be one that is under way. */
static void note_packet(int who, u32 at, const u8 *bytes, u32 count)
{
	struct put *put;
	u64 packet;

	for (put = writes; put < writes + nwrites; put++) {
		if (put->done || !is_of(put, who, at, bytes, count))
			continue;
		packet = 1ULL << (at - put->at) / DEMOS_MOVE_PACKET;
		if (put->packets & packet)
			wrong("%d: a packet was written twice", who);
		put->packets |= packet;
		return;
	}
	wrong("%d: somebody wrote to %u who had no right to", who, at);
}

/**
 * area_write - the kernel writes to a puppet's memory for another
 * @process: the puppet
 * @at: where
 * @from: what
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
	int who = origin_of(move->right)->creator;
	u32 address = transfer->address + at;
	u64 packet = 1ULL << at / DEMOS_MOVE_PACKET;
	u32 i;

	if (at > transfer->length || count > transfer->length - at)
		wrong("a packet beyond its move");
	if (move->packets & packet)
		wrong("a packet of a move came twice");
	move->packets |= packet;
	move->bytes += count;
	if (!transfer->write)
		look(who, address, bytes, count, move->begun);
	for (i = 0; transfer->write && i < count; i++)
		((u8 *)bytes)[i] = pattern(move->put, address + i);
	return DEMOS_OK;
}

/* Is the result what it may be? */
static void judge_move(const struct puppet_move *move)
{
	const struct demos_transfer *transfer = &move->transfer;
	int me = self(move->process);
	int who = origin_of(move->right)->creator;
	bool beyond = transfer->address + transfer->length >
		show.brains[who].size;
	u32 arrived = move->bytes;

	if (transfer->result == DEMOS_OK &&
	    (transfer->done != transfer->length || beyond))
		wrong("%d: moved %u bytes of %u", me, transfer->done,
		      transfer->length);
	if (transfer->done > transfer->length || transfer->done > arrived)
		wrong("%d: a move claims %u bytes of %u", me, transfer->done,
		      arrived);
	if (transfer->result == DEMOS_EDEAD && alive(who) &&
	    !being(who)->doomed && !model.lossy && !being(who)->strayed &&
	    !move->process->ending)
		wrong("%d: a move says that %d is dead", me, who);
	if (transfer->result == DEMOS_EADDRESS && !beyond)
		wrong("%d: a move beyond %d's memory", me, who);
	if (transfer->result == DEMOS_ECALL ||
	    transfer->result == DEMOS_ERIGHTS)
		wrong("%d: a move ends with %d", me, transfer->result);
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
		wrong("%d: a write ends before its time", self(process));
	if (transfer->write && transfer->result == DEMOS_OK)
		put_done(move->put);
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

/* Which part of the area? */
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
 * area_begin_posted - begin the moves that a native puppet asked for
 * @process: the puppet; in its actor
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
 * area_move - a puppet reads or writes a data area
 * @process: the puppet
 * @right: that it holds, with a data area
 * @write: which of it
 * @beyond: and tries more than there is
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
	} else {
		begin(process, move);
	}
}

/**
 * area_drop_posted - a native puppet ends: what it asked for is not begun
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
 * area_save - append the moves that a puppet has begun to its state
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

/* What the puppet knows of a move, at the other machine */
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
 * area_restore - read the moves of an arriving puppet back
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
			wrong("%d: a move has changed on the way",
			      self(process));
			move_free(move);
			return -EBADMSG;
		}
	}
	return 0;
}

/**
 * area_forget - moves that a puppet took along, or that did not arrive
 * @process: nobody else knows it any more
 */
void area_forget(struct demos_process *process)
{
	struct demos_transfer *transfer;
	struct demos_transfer *next;

	list_for_each_entry_safe(transfer, next, &process->transfers, node)
		move_free(transfer->owner);
}
