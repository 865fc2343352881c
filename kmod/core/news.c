// SPDX-License-Identifier: GPL-2.0
/*
 * News from kernels for a process: where another process is now, how much it
 * has read, which message was lost; who has a reply link.
 */
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/doubt_move.h"
#include "core/doubt_pair.h"
#include "core/doubt_reply.h"
#include "core/link.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/move.h"
#include "core/news.h"
#include "core/places.h"
#include "core/process.h"

/**
 * demos_news_boot() - update the boot link
 * @machine: the machine
 * @places: where processes are
 *
 * Processes that get the boot link from now on will need no update.
 */
void demos_news_boot(struct demos_machine *machine,
		     struct demos_places *places)
{
	spin_lock(&machine->table.lock);
	demos_places_mend(places, &machine->boot.to);
	spin_unlock(&machine->table.lock);
}

static bool mend_link(struct demos_link *link, void *arg)
{
	return demos_places_mend(arg, &link->to);
}

/* Is a record up to date, or not about the machine that says so? */
static bool is_settled(const struct demos_pair *pair,
		       const struct demos_places *places,
		       const struct demos_address *where)
{
	return places->via && (pair->machine != places->via ||
			       pair->moves >= where->moves);
}

static void mend_pairs(struct demos_process *process,
		       const struct demos_places *places,
		       struct demos_place *place, struct list_head *out)
{
	struct demos_pair *pair;
	int kernel;

	for (kernel = 0; kernel < 2; kernel++) {
		pair = demos_pair_find(&process->pairs, place->at.pid, kernel);
		if (!pair || is_settled(pair, places, &place->at))
			continue;
		place->used = true;
		if (places->look)
			continue;
		demos_pair_heard(pair, &place->at);
		demos_doubt_pair_soon(process, pair);
		demos_process_flush_voids(process, pair, &place->at, out);
	}
}

/**
 * demos_news_places() - apply news of where other processes are (section 5)
 * @process: the process; locked
 * @places: where they are
 * @out: out-queue
 *
 * Its links are updated, and all other addresses that the kernel keeps for it.
 *
 * Return: how many links changed.
 */
u32 demos_news_places(struct demos_process *process,
		      struct demos_places *places, struct list_head *out)
{
	struct demos_transfer *transfer;
	u32 changed;
	u32 i;

	lockdep_assert_held(&process->lock);
	changed = demos_links_change(&process->links, mend_link, places);
	changed += demos_places_mend(places, &process->manager.to);
	changed += demos_places_mend(places, &process->personality.to);
	list_for_each_entry(transfer, &process->transfers, node) {
		if (demos_places_mend(places, &transfer->to))
			demos_doubt_move_soon(process, transfer);
	}
	for (i = 0; i < places->count; i++)
		mend_pairs(process, places, &places->place[i], out);
	demos_doubt_replies_moved(process, places);
	return changed;
}

/* Count the messages that were sent over a stale link, one for each update */
static void count_stale(struct demos_process *process,
			const struct demos_address *where)
{
	atomic64_t *worst =
		&process->machine->counters[DEMOS_C_STALE_WORST];
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, where->pid, false);
	if (!pair)
		return;
	if (pair->updated != where->moves) {
		pair->updated = where->moves;
		pair->stale = 0;
	}
	pair->stale++;
	/* Two actors at once may count one too few: nothing depends on it */
	if (pair->stale > atomic64_read(worst))
		atomic64_set(worst, pair->stale);
}

static void link_update(struct demos_process *process,
			const struct demos_address *where,
			struct list_head *out)
{
	struct demos_event event = {
		.pid = process->entry.pid,
		.from = where->pid,
		.peer = where->machine,
		.value2 = where->moves,
	};
	struct demos_place place = { .at = *where };
	struct demos_places places = { .count = 1, .place = &place };

	event.value = demos_news_places(process, &places, out);
	demos_news_boot(process->machine, &places);
	count_stale(process, where);
	demos_count(process->machine, event.value ? DEMOS_C_UPDATES_APPLIED :
		    DEMOS_C_UPDATES_STALE);
	demos_machine_event(process->machine, DEMOS_EVENT_UPDATED, &event);
}

static void hear_where(struct demos_process *process,
		       const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_where *said = (void *)msg->data;
	const struct demos_address where = {
		.pid = be64_to_cpu(said->pid),
		.machine = be16_to_cpu(said->machine),
		.moves = be32_to_cpu(said->moves),
	};

	if (demos_address_ok(&where) && !demos_pid_is_kernel(where.pid))
		link_update(process, &where, out);
}

static void hear_credit(struct demos_process *process,
			const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_credit *said = (void *)msg->data;
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, be64_to_cpu(said->pid),
			       said->kernel);
	if (!pair || !demos_pair_credit(pair, be64_to_cpu(said->read),
					be64_to_cpu(said->bytes)))
		return;
	demos_process_unblock(process);
}

/* Can a message with that number be missing, and may one more be kept? */
static bool may_be_hole(const struct demos_pair *pair, u64 number)
{
	return number > pair->acked && number < pair->send &&
	       pair->nvoids < DEMOS_EARLY_MAX;
}

static bool is_kept(const struct demos_pair *pair, u64 number)
{
	const struct demos_message *msg;

	list_for_each_entry(msg, &pair->voids, node) {
		if (msg->head.number == number)
			return true;
	}
	return false;
}

/*
 * A message of ours was lost on its way, so that its number is missing in the
 * order at the other end: send a filler in its place. If it was a filler that
 * was lost, keep the new one until something is sent there again. A message
 * that has been read over there was never missing.
 */
static void hear_hole(struct demos_process *process,
		      const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_hole *said = (void *)msg->data;
	u32 length = be32_to_cpu(said->length);
	u64 number = be64_to_cpu(said->number);
	struct demos_pair *pair;

	pair = demos_pair_find(&process->pairs, be64_to_cpu(said->pid),
			       said->kernel);
	if (!pair || !may_be_hole(pair, number) || length > DEMOS_DATA_MAX ||
	    is_kept(pair, number))
		return;
	pair->nvoids += !!said->is_void;
	demos_lost_filler(process, pair, number, length,
			  said->is_void ? &pair->voids : out);
	demos_doubt_pair_soon(process, pair);
}

/* The operations that are news */
static const struct news {
	u16 op;
	u16 length;
	void (*handle)(struct demos_process *process,
		       const struct demos_message *msg, struct list_head *out);
} all_news[] = {
	{ DEMOS_OP_LINK_UPDATE, sizeof(struct demos_op_where), hear_where },
	{ DEMOS_OP_CREDIT, sizeof(struct demos_op_credit), hear_credit },
	{ DEMOS_OP_HOLE, sizeof(struct demos_op_hole), hear_hole },
	{ DEMOS_OP_PROBE, sizeof(struct demos_op_probe), demos_doubt_probed },
	{ DEMOS_OP_REPORT, sizeof(struct demos_op_report),
	  demos_doubt_reported },
	{ DEMOS_OP_HOLDS, sizeof(struct demos_op_holds),
	  demos_doubt_reply_holds },
};

/**
 * demos_news_hear() - apply news, which need not wait for the actor
 * @process: the process that they are for; locked
 * @msg: of DEMOS_KIND_NEWS, hostile; still the caller's
 * @out: out-queue
 *
 * The process knows its news before it sends anything else, however busy its
 * actor is. A message that is too short changes nothing.
 */
void demos_news_hear(struct demos_process *process,
		     const struct demos_message *msg, struct list_head *out)
{
	const struct news *news;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(all_news); i++) {
		news = &all_news[i];
		if (news->op == demos_message_op(msg) &&
		    msg->length >= news->length)
			news->handle(process, msg, out);
	}
}
