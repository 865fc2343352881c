// SPDX-License-Identifier: GPL-2.0
/*
 * Receiving: each message is checked against the model.
 */
#include <assert.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "door.h"
#include "hear.h"
#include "lan.h"
#include "core/link.h"
#include "core/message.h"
#include "puppet.h"

/**
 * wait_for() - begin to wait for a message
 * @process: the puppet
 * @channels: set of channels
 * @limit: time limit in ns, U64_MAX: none
 */
void wait_for(struct demos_process *process, u32 channels, u64 limit)
{
	struct brain *brain = brain_of(process);

	brain->doing = DOING_WAIT;
	brain->woken = false;
	brain->want.call = false;
	brain->want.channels = channels;
	brain->deadline = limit == U64_MAX ? limit : the_lan->time + limit;
}

/**
 * hear_answer() - begin to wait for the answer to a call
 * @process: the puppet
 * @reply: right: the reply link of the call
 *
 * It waits for a while, or until nothing else happens.
 */
void hear_answer(struct demos_process *process, int reply)
{
	struct brain *brain = brain_of(process);

	brain->doing = DOING_WAIT;
	brain->woken = false;
	brain->call = model.rights[reply].origin;
	brain->want.call = true;
	brain->want.code = origin_of(reply)->code;
	brain->deadline = the_lan->time +
		(chance(3) ? 1 + lan_random(the_lan, 300000) : 1000000000);
}

/* Record that the links of a message are now in the receiver's table */
static void gain(struct demos_process *process,
		 const struct demos_message *msg, const u32 *names,
		 const int *rights, u32 count)
{
	int me = self(process);
	struct demos_link link;
	u32 i;

	if (msg->nlinks != count)
		wrong("%d gets %u links, not %u", me, msg->nlinks, count);
	for (i = 0; i < count && i < msg->nlinks; i++) {
		model_named(me, names[i]);
		model_hold(rights[i], me, names[i]);
		if (demos_call_link_inspect(process, names[i], &link) ==
		    DEMOS_OK)
			model_check_link(rights[i], &link);
	}
}

/* Check that a message may come over a link of this origin */
static void count_heard(int me, struct origin *origin, bool notice)
{
	const u16 duties = DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY;

	origin->heard++;
	if (notice && !(origin->flags & duties))
		wrong("%d hears of a link that should say nothing", me);
	/* A message reported as perhaps lost may have arrived after all */
	if (origin->heard > origin->made && !model.lossy && !origin->unsure &&
	    (notice || origin->flags & DEMOS_LINK_REPLY))
		wrong("%d hears %u times over %u links of code %x", me,
		      origin->heard, origin->made, origin->code);
}

/* The origin of the link a message came over; NULL: there is none */
static struct origin *origin_heard(struct demos_process *process,
				   const struct demos_message *msg)
{
	u32 at = msg->head.code - MODEL_CODE;
	int me = self(process);
	struct origin *origin;

	if (msg->head.channel == DEMOS_CHANNEL_CALL)
		origin = &model.origins[brain_of(process)->call];
	else if (at < (u32)model.norigins)
		origin = &model.origins[at];
	else
		origin = NULL;
	if (!origin || origin->creator != me ||
	    origin->code != msg->head.code ||
	    origin->channel != msg->head.channel) {
		wrong("%d hears over a link that is not its own", me);
		return NULL;
	}
	return origin;
}

/*
 * A filler was lost with a machine, in the place of a message of which the
 * sender had been told. That is found when a later message is held back; the
 * message is then reported once more.
 */
static void count_found(struct couple *couple, u32 count)
{
	u32 found = min(count, couple->unfound);

	couple->unfound -= found;
	couple->found += found;
}

static void hear_dead(int me, int about, u16 kind, u16 count)
{
	struct couple *couple;

	if (about < 0 || about == MODEL_BEINGS)
		return;
	couple = &model.couples[me][about];
	if (kind == DEMOS_EDEAD)
		couple->told_dead++;
	else
		couple->told_else += count ?: 1;
	if (kind == DEMOS_EUNKNOWN)
		count_found(couple, count ?: 1);
	if (kind == DEMOS_EDEAD && alive(about) && !being(about)->doomed &&
	    !model.lossy)
		wrong("%d is told that %d is dead, but it lives", me, about);
}

static void hear_notice(struct demos_process *process,
			const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;
	struct origin *origin;
	int me = self(process);
	int about;
	u16 kind;

	if (msg->length != sizeof(*notice) || msg->nlinks) {
		wrong("a notice has %u bytes", msg->length);
		return;
	}
	kind = be16_to_cpu(notice->kind);
	about = model_find(be64_to_cpu(notice->pid));
	say("%d hears a notice %u about %d over %x", me, kind, about,
	    msg->head.code);
	if (!msg->head.channel && !msg->head.code) {
		hear_dead(me, about, kind, kind == DEMOS_EUNKNOWN ?
			  be16_to_cpu(notice->flags) : 0);
		return;
	}
	origin = origin_heard(process, msg);
	if (!origin)
		return;
	count_heard(me, origin, true);
	if (be32_to_cpu(notice->code) != msg->head.code)
		wrong("%d: a notice names another link's code", me);
	if (kind == DEMOS_EDESTROYED && about != me)
		wrong("%d: a notice names another process's link", me);
	if (kind == DEMOS_EDESTROYED && origin->op >= DEMOS_OP_LINK_UPDATE)
		wrong("%d forged a message, and a kernel accepted op %u", me,
		      origin->op);
}

/* A process was created: its creator gets a link to all of its memory */
static void hear_created(struct demos_process *process,
			 const struct demos_message *msg, const u32 *names,
			 const struct origin *asked)
{
	const struct demos_created *said = (void *)msg->data;
	const u16 flags = DEMOS_LINK_KERNEL | DEMOS_LINK_DUP |
		DEMOS_LINK_PASS | DEMOS_LINK_READ | DEMOS_LINK_WRITE;
	int id = model_find(be64_to_cpu(said->pid));
	int right;

	if (msg->length != sizeof(*said) || id < 0 || id == MODEL_BEINGS ||
	    !being(id)->born || being(id)->manager >= 0) {
		wrong("%d: an unknown process was created", self(process));
		return;
	}
	being(id)->manager = asked->argument;
	model.rights[asked->argument].place = being(id)->dead ? PLACE_GONE :
					      PLACE_KEPT;
	model.rights[asked->argument].where = id;
	right = model_right(being(id)->memory, flags, 0, MEMORY_SIZE);
	gain(process, msg, names, &right, 1);
	if (!chance(4))
		send_request(process, right, DEMOS_OP_RESUME, 0, false);
}

static void hear_migrated(struct demos_process *process,
			  const struct demos_message *msg,
			  const struct origin *asked)
{
	const struct demos_migrated *said = (void *)msg->data;
	u16 where = be16_to_cpu(said->machine);

	if (msg->length != sizeof(*said) || asked->about < 0 ||
	    be64_to_cpu(said->pid) != being(asked->about)->pid ||
	    where != asked->argument || be16_to_cpu(said->moves) != 3 ||
	    be16_to_cpu(said->control) > 9)
		wrong("%d: a migration that was not requested",
		      self(process));
	being(asked->about)->moved++;
}

/* The answer of a kernel to a request */
static void hear_kernel(struct demos_process *process,
			const struct demos_message *msg, const u32 *names,
			struct origin *asked)
{
	const struct demos_answer *said = (void *)msg->data;
	u16 result;
	int me = self(process);

	if (msg->length < sizeof(*said) ||
	    be16_to_cpu(said->op) != (asked->op | DEMOS_OP_ANSWER)) {
		wrong("%d: an answer to another request", me);
		return;
	}
	result = be16_to_cpu(said->result);
	say("%d's request %u is answered with %u", me, asked->op, result);
	if (asked->op >= DEMOS_OP_LINK_UPDATE && result != DEMOS_ECALL)
		wrong("%d forged a request: result %u", me, result);
	if (asked->op == DEMOS_OP_STATUS && result != DEMOS_OK)
		wrong("%d asked for a status: result %u", me, result);
	if (result != DEMOS_OK)
		return;
	if (asked->op == DEMOS_OP_CREATE)
		hear_created(process, msg, names, asked);
	else if (asked->op == DEMOS_OP_MIGRATE)
		hear_migrated(process, msg, asked);
	else if (msg->nlinks)
		wrong("%d gets links that the request does not return", me);
}

/* A kernel reports the end of a process over a manager link */
static void hear_ended(struct demos_process *process,
		       const struct demos_message *msg)
{
	const struct demos_ended *said = (void *)msg->data;
	int me = self(process);
	int id = model_find(be64_to_cpu(said->pid));

	if (msg->length != sizeof(*said) || id < 0 || id == MODEL_BEINGS) {
		wrong("%d: an unknown process has ended", me);
		return;
	}
	if (be16_to_cpu(said->op) == DEMOS_OP_EXITED)
		being(id)->ended++;
	else
		being(id)->faulted++;
}

static void check_letter(struct demos_process *process,
			 const struct demos_message *msg, int letter)
{
	const struct letter *it = &model.letters[letter];
	const struct origin *over = &model.origins[it->origin];
	u32 i;

	if (it->to != self(process) ||
	    being(it->from)->pid != msg->head.from.pid)
		wrong("letter %d reached the wrong process", letter);
	if (msg->head.code != over->code ||
	    msg->head.channel != it->channel ||
	    !!(msg->head.flags & DEMOS_F_REPLY) != it->reply)
		wrong("letter %d came over another link", letter);
	if (msg->length != it->length)
		wrong("letter %d has another length", letter);
	for (i = sizeof(u32); i < msg->length; i++) {
		if (msg->data[i] != hear_byte(letter, i)) {
			wrong("letter %d: byte %u differs", letter, i);
			return;
		}
	}
}

static void hear_letter(struct demos_process *process,
			const struct demos_message *msg, const u32 *names,
			u32 channels)
{
	const u32 *words = (void *)msg->data;
	const struct letter *it;
	int me = self(process);
	u32 i;

	if (msg->length < sizeof(u32) || words[0] >= (u32)model.nletters) {
		wrong("%d receives something that was never sent", me);
		return;
	}
	it = &model.letters[words[0]];
	say("%d receives letter %u from %d", me, words[0], it->from);
	check_letter(process, msg, words[0]);
	model_received(words[0], channels);
	if (it->reply)
		count_heard(me, &model.origins[it->origin], false);
	gain(process, msg, names, it->rights, it->nrights);
	/* Some reply links are answered at once, some kept, or passed on */
	for (i = 0; i < it->nrights; i++) {
		const struct right *right = &model.rights[it->rights[i]];

		if (right->flags & DEMOS_LINK_REPLY && chance(2) &&
		    right->place == PLACE_HELD && right->where == me)
			send_letter(process, it->rights[i], false);
		it = &model.letters[words[0]];
	}
}

static void hear(struct demos_process *process,
		 const struct demos_message *msg, const u32 *names,
		 u32 channels)
{
	struct origin *origin;

	if (msg->head.flags & DEMOS_F_NOTICE) {
		hear_notice(process, msg);
		return;
	}
	if (!demos_pid_is_kernel(msg->head.from.pid)) {
		hear_letter(process, msg, names, channels);
		return;
	}
	origin = origin_heard(process, msg);
	if (!origin)
		return;
	if (!(msg->head.flags & DEMOS_F_REPLY)) {
		hear_ended(process, msg);
		return;
	}
	count_heard(self(process), origin, false);
	hear_kernel(process, msg, names, origin);
}

/* If the time limit has expired, a late answer will be dropped */
static bool time_out(struct demos_process *process, struct list_head *out)
{
	struct brain *brain = brain_of(process);

	if (brain->deadline > the_lan->time)
		return false;
	if (brain->want.call) {
		door_end_call(process, out);
		model.origins[brain->call].expired = true;
	}
	return true;
}

/* The link table is full: destroy links until a message's links fit */
static void make_room(struct demos_process *process)
{
	int me = self(process);

	if (being(me)->nheld + DEMOS_LINKS_MAX <= DEMOS_LINK_SLOTS_MAX &&
	    !the_lan->failures)
		wrong("%d has room for links", me);
	while (being(me)->nheld + DEMOS_LINKS_MAX > DEMOS_LINK_SLOTS_MAX)
		destroy_right(process, any_right(me, 0, 0));
}

/* Called under the lock that protects the kernel's count of messages read */
static void note_read(const struct demos_message *msg)
{
	const u32 *words = (void *)msg->data;

	if (!demos_pid_is_kernel(msg->head.from.pid) &&
	    msg->length >= sizeof(*words))
		model_read(words[0]);
}

/**
 * receive() - try to end a puppet's wait
 * @process: the puppet
 *
 * Return: whether the wait is over.
 */
bool receive(struct demos_process *process)
{
	struct brain *brain = brain_of(process);
	u32 names[DEMOS_LINKS_MAX];
	enum demos_result result;
	struct demos_message *msg;
	bool late = false;
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	msg = demos_queue_take(process, &brain->want, DEMOS_DATA_MAX, names,
			       &result);
	if (msg)
		note_read(msg);
	else if (result == DEMOS_OK)
		late = time_out(process, &out);
	mutex_unlock(&process->lock);
	demos_route_all(process->machine, &out);
	if (demos_result_plain(result) == DEMOS_EROOM) {
		make_room(process);
		return true;
	}
	if (result != DEMOS_OK)
		wrong("%d gets no message: %d", self(process), result);
	if (!msg && !late)
		return false;
	brain->doing = DOING_THINGS;
	brain->deadline = U64_MAX;
	if (msg) {
		being(self(process))->received++;
		model.received++;
		hear(process, msg, names,
		     brain->want.call ? 0 : brain->want.channels);
		demos_message_destroy(msg);
	}
	return true;
}
