// SPDX-License-Identifier: GPL-2.0
/*
 * The judge: when nothing more happens, the state that the kernels still keep
 * is compared with the model. Only here does the checker look at that state.
 */
#include <linux/string.h>

#include "judge.h"
#include "lan.h"
#include "core/link.h"
#include "core/message.h"
#include "core/pair.h"
#include "puppet.h"

/* Of each being: how many machines have it, has it received everything */
static u32 places[MODEL_BEINGS];
static bool drained[MODEL_BEINGS];
static bool held_up[MODEL_BEINGS];
static u32 waiting[MODEL_BEINGS];

static void judge_record(struct demos_pair *pair, void *arg)
{
	int me = *(int *)arg;
	int other = model_find(pair->pid);

	if (other == MODEL_BEINGS || other < 0)
		wrong("%d has a pair record of no process", me);
	else if (being(other)->dead && !model.lossy &&
		 (show.strict || !being(other)->lost))
		wrong("%d has a pair record of %d, which is dead", me, other);
	if (!list_empty(&pair->early))
		wrong("%d: a message from %d is held back", me, other);
}

/* Check a process that is at rest */
static int judge_process(struct demos_process *process, void *arg)
{
	int me = self(process);

	if (me < 0 || me == MODEL_BEINGS || !alive(me)) {
		wrong("%d is dead, and still there", me);
		return 0;
	}
	places[me]++;
	drained[me] = !process->queued;
	held_up[me] = process->blocked;
	if (process->phase != DEMOS_PHASE_LIVE || process->migration)
		wrong("%d is left in migration", me);
	if (!list_empty(&process->frozen) || !list_empty(&process->control))
		wrong("%d is left with messages", me);
	/* A native process that is suspended does not begin its own */
	if (!list_empty(&process->transfers) ||
	    (brain_of(process)->moves && !process->suspended))
		wrong("%d is left with data moves", me);
	if (process->queued < waiting[me] && !model.lossy)
		wrong("%d has %u messages, at least %u were sent", me,
		      process->queued, waiting[me]);
	puppet_audit(process);
	demos_pairs_each(&process->pairs, judge_record, &me);
	return 0;
}

static void judge_places(void)
{
	int i;

	memset(places, 0, sizeof(places));
	memset(drained, 0, sizeof(drained));
	for (i = 0; i < the_lan->count; i++) {
		if (the_lan->machines[i].life != LAN_DOWN)
			demos_process_each(&the_lan->machines[i].machine,
					   judge_process, NULL);
	}
	for (i = 0; i < model.nbeings; i++) {
		if (places[i] != alive(i))
			wrong("%d is in %u places", i, places[i]);
	}
}

/*
 * A letter that its living receiver has not received. If there are limits, it
 * may have been refused.
 */
static bool is_waiting(const struct letter *letter)
{
	/* The answer to a call that has ended is dropped */
	return !letter->received && !letter->closed && alive(letter->to) &&
	       !model.origins[letter->origin].expired;
}

static void count_waiting(void)
{
	int i;

	memset(waiting, 0, sizeof(waiting));
	for (i = 0; i < model.nletters; i++) {
		/* There is always room for a reply */
		if (is_waiting(&model.letters[i]) &&
		    (!show.limits || model.letters[i].reply))
			waiting[model.letters[i].to]++;
	}
}

static bool is_live(const struct right *right)
{
	switch (right->place) {
	case PLACE_HELD:
	case PLACE_KEPT:
		return alive(right->where);
	case PLACE_LETTER:
		return !show.limits &&
			is_waiting(&model.letters[right->where]);
	default:
		return false;
	}
}

/* Has the creator of a link been told of each copy that is gone? */
static void judge_origin(int index, u32 lives, u32 comes, u32 unknown)
{
	const struct origin *origin = &model.origins[index];
	u32 gone = origin->made - lives - comes;

	if (!(origin->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY)) ||
	    origin->creator < 0 || !alive(origin->creator) ||
	    !drained[origin->creator] || origin->expired || origin->unsure)
		return;
	if (model.lossy)
		return;
	if (origin->heard > gone)
		wrong("%d heard %u times, %u links of code %x are gone",
		      origin->creator, origin->heard, gone, origin->code);
	/* A look-up that could not ask for ten seconds drops its notices */
	if (lan_total(the_lan, DEMOS_C_SEEKS_UNKNOWN) != model.unknown)
		return;
	/* When queues are crowded, a notice that nobody waits for is dropped */
	if (show.crowds && !(origin->flags & DEMOS_LINK_REPLY))
		return;
	if (origin->heard + unknown < gone)
		wrong("%d heard only %u times, %u links of code %x are gone",
		      origin->creator, origin->heard, gone, origin->code);
}

/* For each origin: links held by someone, replies in flight, links unsure */
static u32 live[MODEL_MOST];
static u32 due[MODEL_MOST];
static u32 untold[MODEL_MOST];

/* Its fate is not known yet */
static bool is_unsure(const struct right *right)
{
	const struct letter *letter = &model.letters[right->where];

	switch (right->place) {
	case PLACE_ASKED:
		/* It may be a manager link */
		return !(alive(right->where) && drained[right->where]);
	case PLACE_LETTER:
		return show.limits && is_waiting(letter) &&
			!drained[letter->to];
	default:
		return false;
	}
}

static void count_links(void)
{
	size_t size = model.norigins * sizeof(*live);
	int i;

	memset(live, 0, size);
	memset(due, 0, size);
	memset(untold, 0, size);
	for (i = 0; i < model.nrights; i++) {
		const struct right *right = &model.rights[i];

		live[right->origin] += is_live(right);
		untold[right->origin] += is_unsure(right);
	}
	for (i = 0; i < model.nletters; i++)
		due[model.letters[i].origin] += model.letters[i].reply &&
						is_waiting(&model.letters[i]);
}

static void judge_origins(void)
{
	int i;

	count_links();
	for (i = 0; i < model.norigins; i++)
		judge_origin(i, live[i], due[i], untold[i]);
}

/**
 * judge_anew() - losses are settled: judge only what happens from now on
 */
void judge_anew(void)
{
	int i;

	model.unknown = lan_total(the_lan, DEMOS_C_SEEKS_UNKNOWN);
	count_links();
	for (i = 0; i < model.norigins; i++)
		model.origins[i].heard = model.origins[i].made - live[i] -
			untold[i];
}

/*
 * Has a sender been told of each letter that later ones have overtaken? The
 * notice that there was no room for one may be lost with a machine or a
 * session, as other notices; a filler has taken its place in any case.
 */
static void judge_passed(int from, int to)
{
	const struct couple *couple = &model.couples[from][to];
	u64 told = couple->told_dead + couple->told_else +
		lan_total(the_lan, DEMOS_C_LIMITED);
	const struct letter *letter;
	u32 passed = 0;
	int i;

	for (i = couple->head; i >= 0; i = letter->next) {
		letter = &model.letters[i];
		passed += letter->passed && !letter->reply && !letter->told;
	}
	if (drained[from] && told < passed)
		wrong("%d to %d: %u letters are missing, %llu were reported",
		      from, to, passed, (unsigned long long)told);
}

/* Has a sender been told of each letter its dead receiver did not receive? */
static void judge_couple(int from, int to)
{
	const struct couple *couple = &model.couples[from][to];
	u32 told = couple->told_dead + couple->told_else;
	u32 unsure = 0;
	u32 lost = 0;
	int i;

	if (!alive(from))
		return;
	if (model.lossy) {
		judge_passed(from, to);
		return;
	}
	if (couple->forwarded != couple->updated)
		wrong("%d to %d: %u were forwarded, %u updates came", from, to,
		      couple->forwarded, couple->updated);
	/*
	 * A letter that a lost machine had to forward was answered with a
	 * notice of another kind. The answer to a call that had ended may have
	 * been dropped earlier
	 */
	for (i = couple->head; i >= 0; i = model.letters[i].next) {
		lost += !model.letters[i].told;
		unsure += !model.letters[i].told &&
			model.origins[model.letters[i].origin].expired;
	}
	if (drained[from] && (!alive(to) || drained[to]) &&
	    (told > lost + couple->found || told + unsure < lost))
		wrong("%d was told %u times that %d is dead, not %u times",
		      from, told, to, lost);
	if (alive(to) &&
	    (couple->told_dead || (couple->told_else > couple->found &&
				   !show.limits)))
		wrong("%d was told that %d cannot be reached", from, to);
}

static void judge_couples(void)
{
	int from;
	int to;

	for (from = 0; from < model.nbeings; from++) {
		for (to = 0; to < model.nbeings; to++)
			judge_couple(from, to);
	}
}

static void judge_manager(int id)
{
	const struct being *it = being(id);
	int creator;

	if (it->manager < 0 || model.lossy || it->lost)
		return;
	creator = origin_of(it->manager)->creator;
	if (creator < 0 || !alive(creator) || !drained[creator])
		return;
	if (it->ended != it->dead)
		wrong("%d's manager heard %u times of its end", id,
		      it->ended);
	if (it->faulted != it->faults)
		wrong("%d's manager heard %u times of %u faults", id,
		      it->faulted, it->faults);
}

static void judge_counters(void)
{
	u64 in = lan_total(the_lan, DEMOS_C_MIGRATED_IN);

	if (lan_total(the_lan, DEMOS_C_SENT) != model.sent)
		wrong("%llu messages were sent, the machines count %llu",
		      (unsigned long long)model.sent,
		      (unsigned long long)lan_total(the_lan, DEMOS_C_SENT));
	if (lan_total(the_lan, DEMOS_C_RECEIVED) != model.received)
		wrong("%llu messages were received, the machines count %llu",
		      (unsigned long long)model.received,
		      (unsigned long long)lan_total(the_lan,
						    DEMOS_C_RECEIVED));
	if (model.losses)
		return;
	if (in != lan_total(the_lan, DEMOS_C_MIGRATED_OUT))
		wrong("more processes arrived than left");
	if (lan_total(the_lan, DEMOS_C_MIGRATION_MOVES) < 3 * in)
		wrong("fewer than 3 data moves a migration");
	if (lan_total(the_lan, DEMOS_C_DOUBLES))
		wrong("a message was sent twice");
	if (lan_total(the_lan, DEMOS_C_REFUSED))
		wrong("a frame was refused");
}

/**
 * judge_quiet() - check everything when nothing more will happen
 */
void judge_quiet(void)
{
	int i;

	count_waiting();
	judge_places();
	judge_origins();
	judge_couples();
	for (i = 0; i < model.nbeings; i++)
		judge_manager(i);
	judge_counters();
}

/**
 * judge_drained() - check that all processes have received all messages
 */
void judge_drained(void)
{
	int i;

	judge_quiet();
	for (i = 0; i < model.nbeings; i++) {
		if (!alive(i))
			continue;
		if (!drained[i])
			wrong("%d is left with messages", i);
		if ((show.strict || !model.losses) && held_up[i])
			wrong("%d still cannot send", i);
		if (waiting[i] && !model.lossy)
			wrong("%d waits for %u messages", i, waiting[i]);
	}
}

/* Is the answer queued, or is the caller suspended? */
static bool answer_is_due(int origin)
{
	struct demos_process *process;
	bool suspended = true;
	int i;

	for (i = 0; i < model.nletters; i++) {
		if (model.letters[i].origin == origin &&
		    model.letters[i].reply && is_waiting(&model.letters[i]))
			return true;
	}
	process = lan_find(the_lan,
			   model_pid(model.origins[origin].creator));
	if (process) {
		suspended = process->suspended;
		demos_process_put(process);
	}
	return suspended;
}

/* Is it in a letter that its receiver has not read yet? */
static bool is_unread(const struct right *right)
{
	const struct letter *letter = &model.letters[right->where];
	struct demos_process *process;
	bool unread;

	if (right->place != PLACE_LETTER || !is_waiting(letter))
		return false;
	process = lan_find(the_lan, model_pid(letter->to));
	unread = process && process->queued;
	if (process)
		demos_process_put(process);
	return unread;
}

static void judge_call(const struct right *right)
{
	const struct origin *origin = &model.origins[right->origin];
	const struct brain *brain;

	if (origin->channel != DEMOS_CHANNEL_CALL || origin->heard ||
	    origin->expired || !origin->made || !alive(origin->creator))
		return;
	brain = &show.brains[origin->creator];
	if (brain->doing != DOING_WAIT || !brain->want.call ||
	    brain->call != right->origin || brain->deadline <= the_lan->time)
		return;
	if (!is_live(right) && !is_unread(right) &&
	    !answer_is_due(right->origin))
		wrong("%d's call waits, but nobody can answer",
		      origin->creator);
}

/**
 * judge_calls() - check that no call waits that nobody can answer
 *
 * A call whose reply link is still held may wait until its time limit expires.
 * Once nobody holds the link, the call should have ended.
 */
void judge_calls(void)
{
	int i;

	for (i = 0; i < model.nrights && !model.lossy; i++)
		judge_call(&model.rights[i]);
}

/* Programs have a promise for each reply link, guests for that of a call */
static bool is_promised(const struct origin *origin)
{
	const struct brain *brain;

	if (!(origin->flags & DEMOS_LINK_REPLY) || !origin->made ||
	    origin->heard ||
	    origin->creator < 0 || !alive(origin->creator))
		return false;
	if (origin->channel != DEMOS_CHANNEL_CALL)
		return being(origin->creator)->native;
	brain = &show.brains[origin->creator];
	return !origin->expired && brain->doing == DOING_WAIT &&
	       brain->want.call &&
	       &model.origins[brain->call] == origin;
}

/**
 * judge_promises() - check that no answer is waited for that nobody can give
 *
 * Machines were lost, nothing happens any more, and all messages that have
 * arrived are read. A reply link may be held by a living process; all others
 * are lost, and so are requests to kernels.
 */
void judge_promises(void)
{
	const struct right *right;
	int i;

	for (i = 0; i < model.nrights; i++) {
		right = &model.rights[i];
		if (right->place == PLACE_HELD && alive(right->where))
			continue;
		if (is_promised(&model.origins[right->origin]))
			wrong("%d waits for an answer over %x in vain",
			      model.origins[right->origin].creator,
			      model.origins[right->origin].code);
	}
}

static void judge_kernel(struct demos_machine *machine)
{
	struct demos_process *kernel = machine->kernel;
	int id = machine->id;

	if (kernel->pairs.count || kernel->links.used || kernel->queued)
		wrong("m%d: its kernel keeps records or messages", id);
	if (!list_empty(&kernel->control) || !list_empty(&kernel->transfers))
		wrong("m%d: its kernel has work left", id);
	if (atomic64_read(&machine->pairs.total))
		wrong("m%d counts pair records that are gone", id);
	if (!list_empty(&machine->arrivals))
		wrong("m%d: a process is still arriving", id);
	if (atomic_read(&machine->processes))
		wrong("m%d counts %d processes", id,
		      atomic_read(&machine->processes));
	if ((show.strict || !model.losses) && atomic_read(&machine->forwards))
		wrong("m%d keeps %d forwarding addresses", id,
		      atomic_read(&machine->forwards));
}

/**
 * judge_empty() - check that nothing is left of the processes, which have ended
 */
void judge_empty(void)
{
	int i;

	judge_quiet();
	for (i = 0; i < model.nbeings; i++) {
		if (alive(i))
			wrong("%d does not end", i);
	}
	for (i = 0; i < the_lan->count; i++) {
		if (the_lan->machines[i].life != LAN_DOWN)
			judge_kernel(&the_lan->machines[i].machine);
	}
}
