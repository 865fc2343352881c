// SPDX-License-Identifier: GPL-2.0
/*
 * The model: processes, rights and letters as they come and go.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stddef.h>
#include <linux/string.h>

#include "lan.h"
#include "model.h"
#include "operator.h"
#include "puppet.h"

struct model model;

/**
 * wrong() - report something that must not happen
 * @format: as for printf(); the first report is kept
 */
void wrong(const char *format, ...)
{
	va_list args;

	if (model.first_wrong[0])
		return;
	va_start(args, format);
	vsnprintf(model.first_wrong, sizeof(model.first_wrong), format, args);
	va_end(args);
	say("WRONG: %s", model.first_wrong);
}

/**
 * model_begin() - empty the model
 */
void model_begin(void)
{
	int i;
	int k;

	memset(&model, 0, offsetof(struct model, rights));
	for (i = 0; i < MODEL_BEINGS; i++) {
		for (k = 0; k < MODEL_BEINGS; k++) {
			model.couples[i][k].head = -1;
			model.couples[i][k].tail = -1;
		}
	}
}

/**
 * model_find() - find the being with an identifier
 * @pid: process identifier
 *
 * Return: the being, -machine for a kernel, or MODEL_BEINGS if there is none.
 */
int model_find(u64 pid)
{
	int i;

	if (!DEMOS_PID_LOCAL(pid))
		return -(int)DEMOS_PID_MACHINE(pid);
	for (i = 0; i < model.nbeings; i++) {
		if (being(i)->pid == pid)
			return i;
	}
	return MODEL_BEINGS;
}

/**
 * model_being() - add a being, before its process is created
 * @pid: the process's identifier
 *
 * Return: the being.
 */
int model_being(u64 pid)
{
	struct being *it = being(model.nbeings);

	assert(model.nbeings < MODEL_BEINGS);
	it->pid = pid;
	it->manager = -1;
	it->memory = -1;
	return model.nbeings++;
}

/* ---- Rights */

/**
 * model_origin() - add an origin, before its link is made
 * @creator: the being that makes it; below 0: a kernel
 * @code: its code; 0: the next unused one
 * @channel: its channel
 * @flags: its DEMOS_LINK_*
 *
 * Return: the origin.
 */
int model_origin(int creator, u32 code, u8 channel, u16 flags)
{
	struct origin *origin;

	assert(model.norigins < MODEL_MOST);
	origin = &model.origins[model.norigins];
	memset(origin, 0, sizeof(*origin));
	origin->creator = creator;
	origin->code = code ?: MODEL_CODE + (u32)model.norigins;
	origin->channel = channel;
	origin->flags = flags;
	return model.norigins++;
}

/**
 * model_right() - add a right to an origin
 * @origin: the origin
 * @flags: its DEMOS_LINK_*
 * @area: its data area
 * @length: length of the area
 *
 * Return: the right, which has no place yet.
 */
int model_right(int origin, u16 flags, u32 area, u32 length)
{
	struct right *right;

	assert(model.nrights < MODEL_MOST);
	right = &model.rights[model.nrights];
	memset(right, 0, sizeof(*right));
	right->origin = origin;
	right->flags = flags;
	right->area = area;
	right->length = length;
	right->place = PLACE_GONE;
	model.origins[origin].made++;
	return model.nrights++;
}

/**
 * model_named() - record the name of a link that a process received
 * @id: the process
 * @name: the name, which must be new to this process
 */
void model_named(int id, u32 name)
{
	u64 key = (u64)(id + 1) << 32 | name;
	u32 at = (key * 0x9e3779b97f4a7c15ULL) >> 51;

	for (; model.names[at]; at = (at + 1) % MODEL_NAMES) {
		if (model.names[at] == key)
			wrong("%d: link name %x is used again", id, name);
		if (model.names[at] == key)
			return;
	}
	if (model.nnames++ < MODEL_NAMES / 2)
		model.names[at] = key;
}

/**
 * model_hold() - place a right in a link table
 * @right: the right
 * @id: the process whose table it is
 * @name: the right's name there
 */
void model_hold(int right, int id, u32 name)
{
	struct right *it = &model.rights[right];

	/* A process that has died in the meantime holds nothing */
	if (being(id)->dead) {
		it->place = PLACE_GONE;
		return;
	}
	it->place = PLACE_HELD;
	it->where = id;
	it->name = name;
	assert(being(id)->nheld < MODEL_HELD);
	being(id)->held[being(id)->nheld++] = right;
}

/**
 * model_drop() - take a right out of a link table
 * @right: the right
 * @place: its new place
 * @where: as in struct right
 */
void model_drop(int right, enum place place, int where)
{
	struct right *it = &model.rights[right];
	struct being *holder = being(it->where);
	int i;

	assert(it->place == PLACE_HELD);
	for (i = 0; holder->held[i] != right; i++)
		;
	holder->held[i] = holder->held[--holder->nheld];
	it->place = place;
	it->where = where;
}

/**
 * model_held() - find a right by its name
 * @id: the process that holds it
 * @name: the name
 *
 * Return: the right, or -1.
 */
int model_held(int id, u32 name)
{
	int i;

	for (i = 0; i < being(id)->nheld; i++) {
		if (model.rights[being(id)->held[i]].name == name)
			return being(id)->held[i];
	}
	return -1;
}

/**
 * model_pid() - get a process identifier
 * @id: a being, or -machine for a kernel
 *
 * Return: the identifier.
 */
u64 model_pid(int id)
{
	return id < 0 ? DEMOS_PID_KERNEL(-id) : being(id)->pid;
}

/**
 * model_check_link() - compare a link with the model
 * @right: the right
 * @link: the link
 */
void model_check_link(int right, const struct demos_link *link)
{
	const struct right *it = &model.rights[right];
	const struct origin *origin = origin_of(right);

	if (link->to.pid != model_pid(origin->creator))
		wrong("right %d leads to another process", right);
	if (link->code != origin->code || link->channel != origin->channel)
		wrong("right %d has another code or channel", right);
	if (link->flags & ~it->flags)
		wrong("right %d was widened: %x, not %x", right, link->flags,
		      it->flags);
	if (link->flags != it->flags)
		wrong("right %d was narrowed: %x, not %x", right,
		      link->flags, it->flags);
	if (link->area != it->area || link->length != it->length)
		wrong("right %d has another data area", right);
	if (link->to.reserved || !link->to.machine)
		wrong("right %d has a field that should be zero", right);
}

/* ---- Letters */

/**
 * model_letter() - add a letter, before it is sent
 * @from: its sender
 * @over: the right it is sent over
 *
 * Return: the letter.
 */
int model_letter(int from, int over)
{
	const struct origin *origin = origin_of(over);
	struct letter *letter;

	assert(model.nletters < MODEL_MOST);
	letter = &model.letters[model.nletters];
	memset(letter, 0, sizeof(*letter));
	letter->from = from;
	letter->to = origin->creator;
	letter->origin = model.rights[over].origin;
	letter->reply = model.rights[over].flags & DEMOS_LINK_REPLY;
	letter->channel = origin->channel;
	return model.nletters++;
}

static struct couple *couple_of(const struct letter *letter)
{
	return &model.couples[letter->from][letter->to];
}

/**
 * model_sent() - put a letter behind those sent before it
 * @letter: the letter
 */
void model_sent(int letter)
{
	struct letter *it = &model.letters[letter];
	struct couple *couple = couple_of(it);

	it->next = -1;
	it->prev = couple->tail;
	if (it->prev < 0)
		couple->head = letter;
	else
		model.letters[it->prev].next = letter;
	couple->tail = letter;
	couple->unread += !it->reply;
}

/**
 * model_may_be() - check that there was room for a letter that was sent
 * @letter: the letter
 */
void model_may_be(int letter)
{
	const struct letter *it = &model.letters[letter];

	/* A reply's room is reserved; the dead are reported later */
	if (!it->reply && alive(it->to) && !model.losses && !show.limits &&
	    couple_of(it)->unread > DEMOS_WINDOW_MESSAGES)
		wrong("%d has %u letters on their way to %d", it->from,
		      couple_of(it)->unread, it->to);
}

static void unlink_letter(const struct letter *it)
{
	struct couple *couple = couple_of(it);

	couple->unread -= !it->reply && !it->read;
	if (it->prev < 0)
		couple->head = it->next;
	else
		model.letters[it->prev].next = it->next;
	if (it->next < 0)
		couple->tail = it->prev;
	else
		model.letters[it->next].prev = it->prev;
}

/**
 * model_unsent() - remove a letter that was not sent after all
 * @letter: the letter
 */
void model_unsent(int letter)
{
	unlink_letter(&model.letters[letter]);
	model.letters[letter].closed = true;
}

/**
 * model_read() - record that a letter leaves its queue
 * @letter: the letter; may be an invalid number
 *
 * The kernel counts it as read from now on, and may tell the sender before the
 * receiver goes on.
 */
void model_read(u32 letter)
{
	struct letter *it = &model.letters[letter];

	if (letter >= (u32)model.nletters || it->read || it->received ||
	    it->closed)
		return;
	it->read = true;
	couple_of(it)->unread -= !it->reply;
}

/**
 * model_received() - record that a letter has been received
 * @letter: the letter
 * @channels: the set of channels the receiver was waiting on; all bits: any
 *            message
 */
void model_received(int letter, u32 channels)
{
	struct letter *it = &model.letters[letter];
	struct letter *other;
	int i;

	if (it->received)
		wrong("letter %d from %d to %d arrived twice", letter, it->from,
		      it->to);
	if (it->closed && !it->received)
		wrong("letter %d from %d to %d arrived too late", letter,
		      it->from, it->to);
	if (it->received || it->closed)
		return;
	if (it->passed)
		wrong("letter %d from %d to %d was overtaken", letter,
		      it->from, it->to);
	for (i = couple_of(it)->head; i != letter; i = other->next) {
		other = &model.letters[i];
		if (other->channel >= DEMOS_CHANNELS ||
		    !(channels >> other->channel & 1))
			continue;
		other->passed = true;
		/* In a lossy LAN its sender is told that its fate is unknown */
		if (!model.lossy && (!show.limits || other->reply))
			wrong("letter %d from %d to %d overtook %d", letter,
			      it->from, it->to, i);
	}
	it->received = true;
	unlink_letter(it);
}

/* ---- What the kernel reports of processes */

static void died(int id, bool lost)
{
	struct being *it = being(id);

	say("%d has ended%s", id, lost ? ", with its machine" : "");
	it->exits++;
	if (it->exits > 1)
		wrong("%d has ended twice", id);
	it->dead = true;
	it->lost = lost;
	while (it->nheld)
		model_drop(it->held[0], PLACE_GONE, 0);
	if (it->manager >= 0)
		model.rights[it->manager].place = PLACE_GONE;
}

/**
 * model_lose() - prepare for a machine that will be lost or go down
 */
void model_lose(void)
{
	model.losses++;
	model.lossy = true;
}

/**
 * model_resolve() - find the processes that died with a machine
 *
 * Called when nothing more happens. A process that was moving may live on at
 * its destination.
 */
void model_resolve(void)
{
	struct demos_process *process;
	int i;

	for (i = 0; i < model.nbeings; i++) {
		process = alive(i) ? lan_find(the_lan, being(i)->pid) : NULL;
		if (process)
			demos_process_put(process);
		else if (being(i)->missing && alive(i))
			died(i, true);
		being(i)->missing = false;
	}
}

/* The fate of this letter is unknown: expect nothing of it */
static void close_letter(int letter)
{
	struct letter *it = &model.letters[letter];
	u32 i;

	it->closed = true;
	for (i = 0; i < it->nrights; i++)
		model.rights[it->rights[i]].place = PLACE_GONE;
}

/* Letters of a couple that have not arrived */
static u32 count_missing(const struct couple *couple)
{
	u32 missing = 0;
	int i;

	for (i = couple->head; i >= 0; i = model.letters[i].next)
		missing++;
	return missing;
}

/**
 * model_settle() - write off everything that was lost with machines
 *
 * All processes have received all messages that were there for them. The others
 * will not arrive; from now on nothing may be lost.
 */
void model_settle(void)
{
	int i;
	int k;

	for (i = 0; i < model.nletters; i++) {
		if (!model.letters[i].received && !model.letters[i].closed)
			close_letter(i);
	}
	for (i = 0; i < model.nrights; i++) {
		/* A dead process has not heard of what was created for it */
		if (model.rights[i].place != PLACE_ASKED ||
		    !alive(model.rights[i].where))
			continue;
		model.rights[i].place = PLACE_GONE;
		origin_of(i)->unsure = true;
	}
	for (i = 0; i < model.nbeings; i++) {
		/* Its last words may be lost, too */
		being(i)->lost |= being(i)->dead;
		being(i)->faults = being(i)->faulted;
		for (k = 0; k < model.nbeings; k++)
			model.couples[i][k] = (struct couple) {
				.head = -1,
				.tail = -1,
				.unfound = count_missing(&model.couples[i][k]),
			};
	}
	model.lossy = false;
}

static void count_couple(const struct demos_event *event)
{
	bool forwarded = event->kind == DEMOS_EVENT_FORWARDED;
	int from = model_find(forwarded ? event->from : event->pid);
	int to = model_find(forwarded ? event->pid : event->from);

	/* Kernels send too, and hold no links to be updated */
	if (from < 0 || to < 0 || from == MODEL_BEINGS || to == MODEL_BEINGS)
		return;
	if (forwarded)
		model.couples[from][to].forwarded++;
	else
		model.couples[from][to].updated++;
}

/**
 * model_event() - handle an event that the kernel reports
 * @machine: the machine that reports it
 * @event: the event
 * @severed: the machine is being lost
 */
void model_event(struct demos_machine *machine,
		 const struct demos_event *event, bool severed)
{
	int id = model_find(event->pid);

	switch (event->kind) {
	case DEMOS_EVENT_CREATED:
		being(id)->born = true;
		operator_learns(id);
		break;
	case DEMOS_EVENT_EXITED:
		if (severed || machine->down)
			being(id)->missing = true;
		else if (!alive(id) || !being(id)->doomed)
			wrong("%d ended without a cause", id);
		else
			died(id, false);
		break;
	case DEMOS_EVENT_FORWARDED:
	case DEMOS_EVENT_UPDATED:
		count_couple(event);
		if (event->kind == DEMOS_EVENT_UPDATED)
			puppet_updated(machine, event);
		break;
	}
}
