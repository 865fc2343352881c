// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of what happens between two acts of one kernel.
 */
#include <assert.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "core/message.h"
#include "core/promise.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

/* Seconds after which two kernels have put things right */
#define ENOUGH	40

/* The result in the answer that a process has; 0: there is none */
static u16 answer_to(const struct demos_process *process)
{
	const struct demos_message *msg;
	const struct demos_answer *said;

	msg = list_first_entry_or_null(&process->queue, struct demos_message,
				       node);
	said = msg ? (void *)msg->data : NULL;
	return said && !(msg->head.flags & DEMOS_F_NOTICE) ?
	       be16_to_cpu(said->result) : 0;
}

static void begin_next_life(void)
{
	guest_leaves = NULL;
	host_crash(2);
	host_begin_again(2);
}

/*
 * P leaves machine 1 for machine 2, whose next life greets before the request
 * is sent: so that one gets the request. P must not go on at machine 1 while
 * machine 2 copies its state: a second attempt would be mixed with the first.
 */
static void asks_next_life(void)
{
	struct demos_process *requester, *p;
	u64 pid;

	scene_hosts();
	requester = host_birth(3);
	p = host_birth(1);
	pid = p->entry.pid;
	guest_leaves = begin_next_life;
	guest_migrate(requester, p, 2);
	while (hosts_step()) {
		p = host_find(1, pid);
		if (p && p->phase == DEMOS_PHASE_LIVE && !guest_leaves)
			check(!hosts[2].machine.arriving,
			      "a process goes on while it is copied", 0);
	}
	hosts_wait(ENOUGH);
	check(!host_find(1, pid) != !host_find(2, pid), "not one copy", 0);
	check(answer_to(requester) == DEMOS_EUNREACHABLE, "another answer",
	      answer_to(requester));
	check(!hosts[2].machine.arriving, "an arrival stays", 0);
	hosts_end();
}

/* Link of X to Q */
static u32 to_q;

/* X passes its own reply link on before its kernel has news of it */
static void pass_again(struct demos_process *x)
{
	const struct demos_enclosure enclosure = {
		.count = 1,
		.names = { guest_take(x) },
	};

	guest_woken = NULL;
	host_cut(1, 2);
	assert(demos_call_send(x, to_q, demos_message_create(1),
			       &enclosure) == DEMOS_OK);
}

static void note_holder(struct demos_process *x, struct demos_promise *promise,
			void *holder)
{
	*(u64 *)holder = promise->holder.pid;
}

/* The process that is thought to have the reply link of X */
static u64 holder_of_link(struct demos_process *x)
{
	u64 holder = 0;

	mutex_lock(&x->lock);
	demos_promises_each(x, note_holder, &holder);
	mutex_unlock(&x->lock);
	return holder;
}

/* A program waits once for an answer, however often the link comes back */
static void link_comes_back(void)
{
	const struct demos_enclosure enclosure = {
		.make_reply = true,
		.reply = { .channel = 5, .code = 77 },
	};
	struct demos_process *x, *q;

	scene_hosts();
	x = host_birth(1);
	guest_be_program(x);
	q = host_birth(2);
	to_q = guest_link(x, q, DEMOS_LINK_DUP);
	assert(demos_call_send(x, to_q, demos_message_create(1),
			       &enclosure) == DEMOS_OK);
	hosts_settle();
	check(x->promises.count == 1, "no promise", x->promises.count);
	guest_woken = pass_again;
	scene_pass(q, guest_take(q), x);
	check(!guest_woken, "the link does not come back", 0);
	check(x->promises.count == 1, "a second promise", x->promises.count);
	check(holder_of_link(x) == q->entry.pid, "old news is believed", 0);
	host_join(1, 2);
	hosts_settle();
	assert(demos_call_link_destroy(q, guest_take(q)) == DEMOS_OK);
	hosts_settle();
	check(!x->promises.count, "a wait in vain", x->promises.count);
	hosts_end();
}

int main(void)
{
	asks_next_life();
	link_comes_back();
	return scenes_over("between");
}
