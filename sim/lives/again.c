// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of messages that a session drops when it ends, or sends
 * once more although they were accepted.
 *
 * A call ends once, and when it must.
 */
#include <assert.h>
#include <linux/string.h>

#include "core/call.h"
#include "core/message.h"
#include "core/queue.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

/* Seconds after which two kernels have put things right */
#define LOST_AFTER	60

/* A copy of the message that is on its way from machine 1 to machine 2 */
static void copy_message(struct list_head *copies)
{
	const struct demos_message *msg;
	struct demos_message *copy;

	msg = list_first_entry(&hosts[1].wire[2], struct demos_message, node);
	copy = demos_message_create_sure(msg->length);
	copy->head = msg->head;
	memcpy(copy->links, msg->links, sizeof(copy->links));
	memcpy(copy->data, msg->data, msg->length);
	copy->nlinks = msg->nlinks;
	list_add_tail(&copy->node, copies);
}

/*
 * X on machine 1 calls the process that is returned, on machine 2. @request:
 * gets a copy of the request; may be NULL
 */
static struct demos_process *begin_call(struct demos_process **x,
					struct list_head *request)
{
	struct demos_process *q;

	scene_hosts();
	*x = host_birth(1);
	q = host_birth(2);
	guest_call(*x, guest_link(*x, q, DEMOS_LINK_DUP), "", 1);
	if (request)
		copy_message(request);
	hosts_settle();
	return q;
}

static void check_answered(struct demos_process *x, struct demos_process *by,
			   u32 link)
{
	check(guest_outcome(x) == GUEST_WAITS, "a call ends too early",
	      guest_outcome(x));
	assert(scene_send(by, link, 1) == DEMOS_OK);
	hosts_settle();
	check(guest_outcome(x) == DEMOS_OK, "the answer does not arrive",
	      guest_outcome(x));
}

/* A session with the machine that the caller has left ends with the notice */
static void notice_dropped(void)
{
	struct demos_process *x, *q;

	q = begin_call(&x, NULL);
	scene_move(&x, 4);
	host_cut(1, 2);
	assert(demos_call_link_destroy(q, guest_take(q)) == DEMOS_OK);
	hosts_settle();
	host_delete(1, 2);
	host_join(1, 2);
	hosts_settle();
	check(guest_outcome(x) == DEMOS_EDESTROYED, "a notice is dropped",
	      guest_outcome(x));
	hosts_end();
}

/*
 * The server sends a message, and the answer; then it dies. The message is
 * somewhere behind a broken connection, so that the answer is held back, and
 * goes with the record of the dead.
 */
static void answer_held_back(void)
{
	struct demos_message *msg;
	struct demos_process *x, *q;
	u32 link;

	q = begin_call(&x, NULL);
	link = guest_take(q);
	assert(scene_send(q, guest_link(q, x, DEMOS_LINK_DUP), 1) == DEMOS_OK);
	msg = list_first_entry(&hosts[2].wire[1], struct demos_message, node);
	list_del(&msg->node);
	assert(scene_send(q, link, 1) == DEMOS_OK);
	hosts_settle();
	check(guest_outcome(x) == GUEST_WAITS, "the answer overtakes", 0);
	demos_process_end(q, 0);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check(guest_outcome(x) == DEMOS_EUNKNOWN,
	      "an answer is dropped, and the caller waits for it",
	      guest_outcome(x));
	demos_message_destroy(msg);
	hosts_end();
}

/* A session between the caller's old and its new machine ends with HOLDS */
static void holds_dropped(void)
{
	struct demos_process *x, *q, *r;
	u32 link;

	q = begin_call(&x, NULL);
	link = guest_take(q);
	scene_move(&x, 4);
	r = host_birth(3);
	host_cut(1, 4);
	scene_pass(q, link, r);
	link = guest_take(r);
	host_delete(4, 1);
	host_join(1, 4);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check_answered(x, r, link);
	hosts_end();
}

/*
 * The machine of the process that was called crashes. It had not acknowledged
 * the request, and that process had passed the reply link on.
 */
static void request_again(bool moves)
{
	struct demos_process *x, *q, *r;
	LIST_HEAD(request);

	q = begin_call(&x, &request);
	r = host_birth(3);
	scene_pass(q, guest_take(q), r);
	if (moves)
		scene_move(&x, 4);
	host_crash(2);
	host_come_back(2);
	demos_route_lost(&hosts[1].machine, &request, DEMOS_EUNKNOWN);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check_answered(x, r, guest_take(r));
	hosts_end();
}

/*
 * The request comes once more, and nobody can say where its receiver is by now:
 * that has the reply link all the same
 */
static void request_unknown(void)
{
	struct demos_process *x, *q;
	LIST_HEAD(request);
	u32 link;

	q = begin_call(&x, &request);
	link = guest_take(q);
	scene_move(&q, 3);
	host_crash(2);
	host_begin_again(2);
	host_cut(2, 3);
	hosts_settle();
	demos_route_lost(&hosts[1].machine, &request, DEMOS_EUNKNOWN);
	hosts_settle();
	hosts_wait(15);
	host_join(2, 3);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check_answered(x, q, link);
	hosts_end();
}

/* The request comes once more, to a process whose queue is full by now */
static void request_without_room(void)
{
	struct demos_process *x, *q;
	LIST_HEAD(request);
	u32 link;

	q = begin_call(&x, &request);
	link = guest_take(q);
	hosts[2].machine.limits[DEMOS_LIMIT_PROCESS_QUEUE] = 0;
	hosts[2].machine.limits[DEMOS_LIMIT_QUEUES] = 0;
	demos_route_lost(&hosts[1].machine, &request, DEMOS_EUNKNOWN);
	hosts_settle();
	check_answered(x, q, link);
	scene_drain(x);
	check(!heard.room, "a sender hears of a double", heard.room);
	hosts_end();
}

/* The caller gets its own reply link, calls again, and passes the link on */
static void older_link(void)
{
	struct demos_process *x, *q, *r;
	LIST_HEAD(out);
	u32 link;

	q = begin_call(&x, NULL);
	r = host_birth(3);
	scene_pass(q, guest_take(q), x);
	link = guest_take(x);
	mutex_lock(&x->lock);
	demos_queue_end_call(x, &out);
	mutex_unlock(&x->lock);
	guest_call(x, guest_link(x, q, DEMOS_LINK_DUP), "", 1);
	hosts_settle();
	scene_pass(x, link, r);
	scene_move(&x, 4);
	hosts_wait(LOST_AFTER);
	check_answered(x, q, guest_take(q));
	hosts_end();
}

/*
 * Messages wait for a connection between other machines, and count as lost
 * after a while, since the two processes talk over another way. The answer to a
 * call is one of them.
 */
static void answer_late(void)
{
	struct demos_process *x, *q;
	u32 link;

	q = begin_call(&x, NULL);
	link = guest_take(q);
	scene_move(&x, 4);
	hosts_wait(3);
	host_cut(1, 4);
	/* In machine 1's queue to machine 4 */
	assert(scene_send(q, link, 1) == DEMOS_OK);
	hosts_settle();
	scene_send(x, guest_link(x, q, DEMOS_LINK_DUP), 0);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check(guest_outcome(x) == GUEST_WAITS, "a call ends too early", 0);
	host_join(1, 4);
	hosts_settle();
	check(guest_outcome(x) == DEMOS_OK, "a late answer is dropped", 0);
	hosts_end();
}

/* A message that passes the reply link on is one of them */
static void link_late(void)
{
	struct demos_process *x, *q, *r;
	struct demos_process stale;

	q = begin_call(&x, NULL);
	r = host_birth(4);
	stale = (struct demos_process) {
		.entry.pid = r->entry.pid,
		.machine = &hosts[4].machine,
	};
	scene_move(&r, 3);
	host_cut(3, 4);
	scene_pass(q, guest_take(q), &stale);
	scene_send(r, guest_link(r, q, DEMOS_LINK_DUP), 0);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	host_join(3, 4);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check(guest_outcome(x) == DEMOS_EUNKNOWN,
	      "a call does not end whose link is lost", guest_outcome(x));
	hosts_end();
}

int main(void)
{
	notice_dropped();
	holds_dropped();
	answer_held_back();
	request_again(false);
	request_again(true);
	request_unknown();
	request_without_room();
	older_link();
	answer_late();
	link_late();
	return scenes_over("again");
}
