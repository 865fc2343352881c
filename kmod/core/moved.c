// SPDX-License-Identifier: GPL-2.0
/*
 * MOVED, told and heard.
 *
 * A machine may only say where processes went from itself: no address gives way
 * that does not lead to it. So a hostile one gains nothing that it did not have
 * as the forwarder of these messages. What it says of lives that are not the
 * ones known here, or of processes that are here, is not believed.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/link.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/moved.h"
#include "core/news.h"
#include "core/places.h"
#include "core/process.h"
#include "core/whereis.h"
#include "trace.h"

/* Forwarding addresses in a message */
#define EACH	((DEMOS_DATA_MAX - sizeof(struct demos_op_moved)) / \
		 sizeof(struct demos_went))
/* Messages for one machine, and for all together */
#define PARTS_ONE	24
#define PARTS_ALL	1024

/* The data of a message */
struct part {
	struct demos_op_moved head;
	struct demos_went went[EACH];
} __packed;

/* Bytes of a message about @count forwarding addresses */
static u32 length_of(u32 count)
{
	return sizeof(struct demos_op_moved) +
	       count * sizeof(struct demos_went);
}

/* ---- The machine that goes down */

/**
 * struct hand - the forwarding addresses that are handed over
 * @machine: here
 * @parts: in messages
 * @count: how many
 * @most: room for so many
 * @children: only those of processes that were created here; else, of others
 */
struct hand {
	struct demos_machine *machine;
	struct part *parts;
	u32 count;
	u32 most;
	bool children;
};

static u32 parts_for(u32 count)
{
	return (count + EACH - 1) / EACH;
}

static int take(const struct demos_entry *forward, void *arg)
{
	struct hand *hand = arg;
	struct part *part = &hand->parts[hand->count / EACH];
	u32 at = hand->count % EACH;
	u64 life;

	if ((DEMOS_PID_MACHINE(forward->pid) == hand->machine->id) !=
	    hand->children)
		return 0;
	if (demos_forward_found(hand->machine, forward, &life) !=
	    DEMOS_FOUND_WENT || !life)
		return 0;
	part->head.op = cpu_to_be16(DEMOS_OP_MOVED);
	part->head.count = cpu_to_be16(at + 1);
	part->went[at] = (struct demos_went) {
		.pid = cpu_to_be64(forward->pid),
		.life = cpu_to_be64(life),
		.moves = cpu_to_be32(forward->moves),
		.machine = cpu_to_be16(forward->machine),
	};
	return ++hand->count == hand->most;
}

/* A look-up of a child costs most once its creating machine is gone */
static void take_all(struct hand *hand)
{
	hand->children = true;
	if (demos_forward_each(hand->machine, take, hand))
		return;
	hand->children = false;
	demos_forward_each(hand->machine, take, hand);
}

static void tell(const struct hand *hand, u16 peer, u32 parts,
		 struct list_head *out)
{
	const struct demos_address to = demos_kernel_address(peer);
	const struct part *part;
	u32 count;
	u32 i;

	for (i = 0; i < parts; i++) {
		part = &hand->parts[i];
		count = be16_to_cpu(part->head.count);
		demos_message_by_kernel(hand->machine->id, &to, 0, part,
					length_of(count), out);
	}
	trace_demos_moved(hand->machine, peer, min_t(u32, hand->count,
						     parts * EACH), true);
}

/* The next connected peer; 0: there is none */
static u16 next_peer(struct demos_machine *machine, u16 after)
{
	enum demos_reach reach;
	u16 peer = after;

	do {
		peer = machine->ops->peers(machine, peer, &reach);
	} while (peer && reach != DEMOS_REACH_OPEN);
	return peer;
}

static void tell_all(const struct hand *hand, struct list_head *out)
{
	u32 parts = parts_for(hand->count);
	u32 left = PARTS_ALL;
	u32 peers = 0;
	u16 peer = 0;

	while ((peer = next_peer(hand->machine, peer)))
		peers++;
	if (peers)
		parts = min_t(u32, parts, max_t(u32, PARTS_ALL / peers, 1));
	while (left >= parts && (peer = next_peer(hand->machine, peer))) {
		tell(hand, peer, parts, out);
		left -= parts;
	}
}

/**
 * demos_moved_tell() - tell other machines where processes went from here
 * @machine: goes down: no process enters any more
 * @out: out-queue: gets the messages
 *
 * Which machines need it is not known: all that are connected are told. There
 * are at most PARTS_ONE messages for each, and PARTS_ALL together: memory, and
 * the time that it takes, do not depend on how many have left. May sleep.
 */
void demos_moved_tell(struct demos_machine *machine, struct list_head *out)
{
	u32 forwards = atomic_read(&machine->forwards);
	u32 parts = min_t(u32, parts_for(forwards), PARTS_ONE);
	struct hand hand = {
		.machine = machine,
		.most = parts * EACH,
	};

	if (!parts)
		return;
	hand.parts = kvcalloc(parts, sizeof(*hand.parts), GFP_KERNEL);
	if (!hand.parts)
		return;		/* look-ups still find them */
	take_all(&hand);
	if (hand.count)
		tell_all(&hand, out);
	kvfree(hand.parts);
}

/* ---- The others */

/* Return: false: it is not believed, or does not help */
static bool judge(struct demos_machine *machine, u16 from,
		  const struct demos_went *went, struct demos_address *where)
{
	struct demos_entry own;
	u64 life = be64_to_cpu(went->life);

	*where = (struct demos_address) {
		.pid = be64_to_cpu(went->pid),
		.machine = be16_to_cpu(went->machine),
		.moves = be32_to_cpu(went->moves),
	};
	if (!demos_address_ok(where) || demos_pid_is_kernel(where->pid) ||
	    !where->moves || where->moves == U32_MAX || where->machine == from)
		return false;
	if (demos_whereis_process(machine, where->pid, &own)) {
		where->machine = own.machine;
		where->moves = own.moves;
		return true;
	}
	return where->machine != machine->id && life &&
	       life == demos_lives_now(&machine->lives, where->machine);
}

/**
 * struct change - what other machines' processes' new addresses change here
 * @machine: here
 * @places: the addresses
 * @changed: how many older ones were replaced
 * @out: out-queue
 */
struct change {
	struct demos_machine *machine;
	struct demos_places places;
	u32 changed;
	struct list_head *out;
};

/* Links that wait in a queue to be received */
static u32 mend_queue(struct list_head *queue, struct demos_places *places)
{
	struct demos_message *msg;
	u32 changed = 0;
	u32 i;

	list_for_each_entry(msg, queue, node) {
		for (i = 0; i < msg->nlinks; i++)
			changed += demos_places_mend(places, &msg->links[i].to);
	}
	return changed;
}

static void change_process(struct demos_process *process, struct change *change)
{
	struct demos_places *places = &change->places;

	change->changed += demos_news_places(process, places, change->out);
	change->changed += mend_queue(&process->queue, places);
	change->changed += mend_queue(&process->control, places);
}

/*
 * The state of a frozen process stays as it is: its kernel is told by messages,
 * which are read where it runs again
 */
static void follow(struct demos_process *process, struct change *change)
{
	const struct demos_address to = {
		.pid = process->entry.pid,
		.machine = change->machine->id,
		.moves = process->moves,
	};
	struct demos_places *places = &change->places;
	u32 i;

	places->look = true;
	for (i = 0; i < places->count; i++)
		places->place[i].used = false;
	demos_news_places(process, places, change->out);
	for (i = 0; i < places->count; i++) {
		const struct demos_entry forward = {
			.pid = places->place[i].at.pid,
			.machine = places->place[i].at.machine,
			.moves = places->place[i].at.moves,
		};

		if (places->place[i].used)
			demos_forward_update(change->machine, &forward, &to,
					     change->out);
	}
	places->look = false;
}

static int change_one(struct demos_process *process, void *arg)
{
	struct change *change = arg;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LIVE)
		change_process(process, change);
	else if (process->phase != DEMOS_PHASE_GONE)
		follow(process, change);
	mutex_unlock(&process->lock);
	return 0;
}

static void change_all(struct change *change)
{
	struct demos_places *places = &change->places;
	u32 i;

	demos_places_sort(places);
	for (i = 0; i < places->count; i++)
		change->changed += demos_forward_fold(change->machine,
						      &places->place[i].at,
						      places->via);
	demos_news_boot(change->machine, places);
	demos_process_each(change->machine, change_one, change);
}

static void apply(struct demos_machine *machine, u16 from,
		  const struct demos_went *went, u32 count,
		  struct list_head *out)
{
	struct change change = {
		.machine = machine,
		.places.via = from,
		.out = out,
	};
	struct demos_places *places = &change.places;
	u32 i;

	places->place = kvcalloc(count, sizeof(*places->place), GFP_KERNEL);
	if (!places->place)
		return;		/* look-ups still find them */
	for (i = 0; i < count; i++)
		places->count += judge(machine, from, &went[i],
				       &places->place[places->count].at);
	if (places->count)
		change_all(&change);
	kvfree(places->place);
	demos_count_add(machine, DEMOS_C_HANDED, change.changed);
	trace_demos_moved(machine, from, change.changed, false);
}

/**
 * demos_moved_hear() - hear where processes went from another machine
 * @machine: here
 * @msg: any message for its kernel, hostile; consumed if the result is true
 * @out: out-queue
 *
 * Applied as it comes, so it takes no room in a queue that may be full. No lock
 * may be held. May sleep.
 *
 * Return: true if it has been handled.
 */
bool demos_moved_hear(struct demos_machine *machine, struct demos_message *msg,
		      struct list_head *out)
{
	const struct demos_op_moved *said = (void *)msg->data;
	u16 from = DEMOS_PID_MACHINE(msg->head.from.pid);
	u32 count;

	if (demos_message_op(msg) != DEMOS_OP_MOVED ||
	    !demos_pid_is_kernel(msg->head.from.pid) ||
	    msg->length < sizeof(*said))
		return false;
	count = be16_to_cpu(said->count);
	if (from != machine->id && count && count <= EACH &&
	    msg->length == length_of(count))
		apply(machine, from, (void *)(said + 1), count, out);
	trace_demos_message(machine, msg, DEMOS_TRACE_DELIVERED);
	demos_count(machine, DEMOS_C_DELIVERED);
	demos_count(machine, DEMOS_C_CONTROL);
	demos_message_destroy(msg);
	return true;
}
