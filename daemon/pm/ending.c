// SPDX-License-Identifier: GPL-2.0
/*
 * The end of guests: their kernels report it, over the manager link of each.
 * Guests whose machine is gone are lost. If it was restarted, a control message
 * to the guest is answered by a notice that it does not exist. If it went down
 * in good order, or was deleted as a peer, an event says so, and control
 * messages are refused.
 *
 * That alone proves nothing: the message that the guest has exited may still
 * wait on its own channel. So we send a mark to ourselves on that channel.
 * Messages that came before the notice or the event are before the mark; if the
 * guest still counts as alive when the mark arrives, it is lost. A mark is the
 * process identifier of the guest, or that of the kernel of a machine that is
 * gone, for all guests there. If many guests are lost at once, flow control
 * lets us send marks for some only: the others get theirs later.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "lib/clock.h"
#include "pm/manager.h"

static void answer_wait(struct manager *pm, const struct guest *guest,
			__u32 reply)
{
	struct {
		struct demos_answer answer;
		struct demos_ended ended;
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_WAIT | DEMOS_OP_ANSWER),
		.ended = guest->ended,
	};

	if (guest_lost(guest))
		serve_result(pm->demos, reply, DEMOS_PM_WAIT, DEMOS_EUNKNOWN);
	else
		serve_answer(pm->demos, reply, &said, sizeof(said), 0);
}

static void answer_waiters(struct manager *pm, struct guest *guest)
{
	unsigned int i;

	for (i = 0; i < guest->nwaiters; i++)
		answer_wait(pm, guest, guest->waiters[i].reply);
	guest->nwaiters = 0;
}

/* It has left the table of those that live */
static void settle(struct manager *pm, struct guest *guest)
{
	if (pm->expire == UINT64_MAX)
		pm->expire = guest->when + GUESTS_KEPT_MS;
	demos_link_destroy(pm->demos, guest->control);
	guest->control = 0;
	answer_waiters(pm, guest);
	manager_group_ended(pm, guest->group);
	manager_console_ended(pm, guest);
}

static void guest_exited(struct manager *pm, struct guest *guest,
			 const struct demos_ended *ended)
{
	char pid[DEMOS_PID_TEXT];

	log_line("%s '%s' has exited on machine %u: status %u",
		 demos_pid_format(guest->pid, pid), guest->name,
		 __be16_to_cpu(ended->machine), __be16_to_cpu(ended->status));
	guest_exit(&pm->guests, guest, ended, demos_clock_ms());
	settle(pm, guest);
}

static void guest_is_lost(struct manager *pm, struct guest *guest,
			  enum demos_pm_why why)
{
	static const char *const reasons[] = {
		[DEMOS_PM_RESTARTED] = "was restarted",
		[DEMOS_PM_DOWN] = "went down",
		[DEMOS_PM_DELETED] = "is no peer any more",
	};
	char pid[DEMOS_PID_TEXT];

	log_line("%s '%s' is lost: machine %u %s",
		 demos_pid_format(guest->pid, pid), guest->name,
		 guest->machine, reasons[why]);
	guest_lose(&pm->guests, guest, why, demos_clock_ms());
	settle(pm, guest);
}

static void guest_faulted(struct manager *pm, struct guest *guest,
			  const struct demos_ended *ended)
{
	char pid[DEMOS_PID_TEXT];

	log_line("%s '%s' has been stopped on machine %u: %s fault at %x",
		 demos_pid_format(guest->pid, pid), guest->name,
		 __be16_to_cpu(ended->machine),
		 demos_fault_name(__be16_to_cpu(ended->status)),
		 __be32_to_cpu(ended->address));
	guest_fault(guest, ended, demos_clock_ms());
	answer_waiters(pm, guest);
	manager_group_ended(pm, guest->group);
	manager_console_ended(pm, guest);
}

/* Return: where the guest's control link leads; 0: the guest is elsewhere */
static __u16 place_of(struct manager *pm, const struct guest *guest)
{
	struct demos_link body;

	if (!guest->control || guest->moved ||
	    demos_link_inspect(pm->demos, guest->control, &body))
		return 0;
	return body.to.machine;
}

/* Return: why guests on a machine are lost; DEMOS_PM_ALIVE: they are not */
static enum demos_pm_why fate(struct manager *pm, __u16 machine)
{
	struct demos_peer_info peer;

	if (!machine || machine == demos_here(pm->demos))
		return DEMOS_PM_ALIVE;
	switch (demos_peer_get(pm->demos, machine, &peer)) {
	case 0:
		return peer.state == DEMOS_PEER_GONE ? DEMOS_PM_DOWN :
						       DEMOS_PM_ALIVE;
	case -ENOENT:
		return DEMOS_PM_DELETED;
	default:
		return DEMOS_PM_ALIVE;
	}
}

/* The answer came over the control link, so that leads to the guest */
static void note_place(struct manager *pm, const struct demos_incoming *in)
{
	const size_t machine_at = offsetof(struct demos_status, machine);
	struct demos_status status;
	struct guest *guest;

	if (in->length < sizeof(struct demos_answer) + machine_at +
			 sizeof(status.machine))
		return;
	memcpy(&status, in->data + sizeof(struct demos_answer),
	       machine_at + sizeof(status.machine));
	guest = guests_find(&pm->guests, __be64_to_cpu(status.pid));
	if (!guest || guest->state == GUEST_EXITED)
		return;
	guest->machine = __be16_to_cpu(status.machine);
	guest->moved = false;
}

static void probed(struct demos *demos, const struct demos_incoming *in,
		   void *arg)
{
	struct manager *pm = arg;
	struct demos_notice notice;
	struct guest *guest;

	demos_links_drop(demos, in);
	if (!in->error)
		note_place(pm, in);
	if (!in->result || in->length < sizeof(notice))
		return;
	memcpy(&notice, in->data, sizeof(notice));
	guest = guests_find(&pm->guests, __be64_to_cpu(notice.pid));
	if (guest && (in->result == DEMOS_EDEAD ||
		      fate(pm, place_of(pm, guest)) != DEMOS_PM_ALIVE))
		manager_suspect(pm, guest->pid);
}

/**
 * manager_probe_guest() - ask a guest's kernel for its status
 * @pm: the process manager
 * @guest: not exited
 *
 * It is lost if it does not exist. If it has moved, our link to it is updated.
 *
 * Return: 0 or a negative errno.
 */
int manager_probe_guest(struct manager *pm, const struct guest *guest)
{
	const struct demos_control status = {
		.op = __cpu_to_be16(DEMOS_OP_STATUS),
	};
	const struct demos_outgoing out = { .data = &status,
					    .length = sizeof(status) };
	int err = demos_call_post(pm->demos, guest->control, &out, probed, pm);

	if (err)
		log_line("%s", demos_error(pm->demos));
	return err;
}

/*
 * A machine is gone: ask for the guests that were there. The kernels look them
 * up, and find one that has moved on; probed() hears of the others.
 */
static void probe_all(struct manager *pm, __u16 machine)
{
	struct guest *guest;
	__u64 pid = 0;

	if (fate(pm, machine) == DEMOS_PM_ALIVE)
		return;
	while ((guest = guests_next(&pm->guests, pid))) {
		pid = guest->pid;
		if (guest->state != GUEST_EXITED &&
		    place_of(pm, guest) == machine)
			manager_probe_guest(pm, guest);
	}
}

static void mark_received(struct manager *pm, const struct demos_incoming *in)
{
	enum demos_pm_why why;
	struct guest *guest;
	__u64 pid;

	if (in->length != sizeof(pid))
		return;
	memcpy(&pid, in->data, sizeof(pid));
	if (!DEMOS_PID_LOCAL(pid)) {
		probe_all(pm, DEMOS_PID_MACHINE(pid));
		return;
	}
	guest = guests_find(&pm->guests, pid);
	if (!guest || guest->state == GUEST_EXITED)
		return;
	why = fate(pm, place_of(pm, guest));
	guest_is_lost(pm, guest,
		      why == DEMOS_PM_ALIVE ? DEMOS_PM_RESTARTED : why);
}

static void end_received(struct manager *pm, const struct demos_incoming *in)
{
	struct demos_ended ended;
	struct guest *guest;

	if (in->flags & DEMOS_F_NOTICE || DEMOS_PID_LOCAL(in->from.pid) ||
	    in->length < offsetof(struct demos_ended, instructions))
		return;
	/* An older kernel does not count */
	memset(&ended, 0, sizeof(ended));
	memcpy(&ended, in->data, in->length < sizeof(ended) ? in->length :
							      sizeof(ended));
	guest = guests_find_code(&pm->guests, in->code);
	if (!guest || guest->pid != __be64_to_cpu(ended.pid))
		return;
	if (__be16_to_cpu(ended.op) == DEMOS_OP_EXITED &&
	    guest->state != GUEST_EXITED)
		guest_exited(pm, guest, &ended);
	if (__be16_to_cpu(ended.op) == DEMOS_OP_FAULTED &&
	    guest->state == GUEST_LIVES)
		guest_faulted(pm, guest, &ended);
}

/**
 * manager_told() - handle a message on CHANNEL_ENDED
 * @demos: handle
 * @in: the message
 * @arg: the process manager
 */
void manager_told(struct demos *demos, const struct demos_incoming *in,
		  void *arg)
{
	struct manager *pm = arg;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	demos_links_drop(demos, in);
	if (in->from.pid == demos_self(demos) && in->code == CODE_MARK)
		mark_received(pm, in);
	else
		end_received(pm, in);
}

static void mark_again(struct demos *demos, const struct demos_incoming *in,
		       void *arg);

/* If there are too many, the guest is remembered until there is room */
static void send_mark(struct manager *pm, __u64 pid)
{
	const struct demos_outgoing mark = { .data = &pid,
					     .length = sizeof(pid) };
	struct guest *guest = guests_find(&pm->guests, pid);
	int err = demos_send_now(pm->demos, pm->mark, &mark);

	if (guest)
		guest->suspected = err == -EAGAIN;
	else
		pm->unmarked |= err == -EAGAIN;
	if (err == -EAGAIN && !pm->marks_wait) {
		err = demos_send_wait_post(pm->demos, pm->mark, mark_again, pm);
		pm->marks_wait = !err;
	}
	if (err && err != -EAGAIN)
		log_line("%s", demos_error(pm->demos));
}

static void mark_again(struct demos *demos, const struct demos_incoming *in,
		       void *arg)
{
	struct manager *pm = arg;
	size_t i;

	(void)demos;
	pm->marks_wait = false;
	if (in->error == -ECANCELED)
		return;
	for (i = 0; i < pm->guests.count && !pm->marks_wait; i++) {
		if (pm->guests.list[i]->suspected)
			send_mark(pm, pm->guests.list[i]->pid);
	}
	if (pm->unmarked && !pm->marks_wait) {
		pm->unmarked = false;
		manager_look(pm);
	}
}

/**
 * manager_suspect() - take note of a notice that a guest does not exist
 * @pm: the process manager
 * @pid: process identifier
 */
void manager_suspect(struct manager *pm, __u64 pid)
{
	const struct guest *guest = guests_find(&pm->guests, pid);

	if (guest && guest->state != GUEST_EXITED)
		send_mark(pm, pid);
}

/**
 * manager_gone() - find the guests that are lost with a machine
 * @pm: the process manager
 * @machine: its id: it may have gone down, or be no peer any more
 *
 * Return: is it so?
 */
bool manager_gone(struct manager *pm, __u16 machine)
{
	if (fate(pm, machine) == DEMOS_PM_ALIVE)
		return false;
	send_mark(pm, DEMOS_PID_KERNEL(machine));
	return true;
}

/**
 * manager_guest_gone() - a message to a guest's kernel was refused
 * @pm: the process manager
 * @guest: not exited
 *
 * Return: is the guest lost? Then who lists the guests from now on sees it.
 */
bool manager_guest_gone(struct manager *pm, const struct guest *guest)
{
	return manager_gone(pm, place_of(pm, guest));
}

/**
 * manager_look() - find the guests that are lost, on whatever machine
 * @pm: the process manager
 */
void manager_look(struct manager *pm)
{
	bool looked[DEMOS_MACHINE_MAX + 1] = {};
	size_t i;

	for (i = 0; i < pm->guests.count; i++) {
		__u16 machine = place_of(pm, pm->guests.list[i]);

		if (!looked[machine])
			manager_gone(pm, machine);
		looked[machine] = true;
	}
}

/**
 * manager_probe() - find the guests that a restart of a machine has killed
 * @pm: the process manager
 * @machine: its id
 */
void manager_probe(struct manager *pm, __u16 machine)
{
	size_t i;

	for (i = 0; i < pm->guests.count; i++) {
		const struct guest *guest = pm->guests.list[i];

		if (guest->state != GUEST_EXITED && guest->machine == machine)
			manager_probe_guest(pm, guest);
	}
}

/**
 * manager_wait() - DEMOS_PM_WAIT
 * @pm: the process manager
 * @request: the request
 * @pid: process identifier
 *
 * Return: DEMOS_OK: it has been or will be answered; DEMOS_EDEAD: no such
 * guest.
 */
enum demos_result manager_wait(struct manager *pm,
			       const struct serve_request *request, __u64 pid)
{
	struct guest *guest = guests_find(&pm->guests, pid);
	const struct guest_waiter waiter = { .reply = request->reply,
					     .from = request->from };
	__u32 gone;

	if (!guest)
		return DEMOS_EDEAD;
	if (guest->state != GUEST_LIVES) {
		answer_wait(pm, guest, request->reply);
		return DEMOS_OK;
	}
	gone = guest_add_waiter(guest, &waiter);
	if (gone)
		demos_link_destroy(pm->demos, gone);
	return DEMOS_OK;
}

/**
 * manager_forget() - DEMOS_PM_FORGET
 * @pm: the process manager
 * @request: the request
 * @pid: process identifier, 0: all that have ended
 *
 * Return: DEMOS_OK: it has been answered; DEMOS_EDEAD: no such guest;
 * DEMOS_ESTATE: it has not ended.
 */
enum demos_result manager_forget(struct manager *pm,
				 const struct serve_request *request,
				 __u64 pid)
{
	struct demos_pm_forgotten said = {
		.op = __cpu_to_be16(DEMOS_PM_FORGET | DEMOS_OP_ANSWER),
	};
	struct guest *guest = guests_find(&pm->guests, pid);

	if (!pid) {
		said.count = __cpu_to_be32(guests_forget_all(&pm->guests));
	} else {
		if (!guest)
			return DEMOS_EDEAD;
		if (guest->state != GUEST_EXITED)
			return DEMOS_ESTATE;
		manager_readers_refuse(pm, guest, DEMOS_EDEAD);
		guests_forget(&pm->guests, guest);
		said.count = __cpu_to_be32(1);
	}
	serve_answer(pm->demos, request->reply, &said, sizeof(said), 0);
	return DEMOS_OK;
}

/**
 * manager_forget_turn() - forget guests that ended long ago
 * @pm: the process manager
 *
 * Return: ms to the next time, -1: there is no need.
 */
int manager_forget_turn(struct manager *pm)
{
	if (!demos_remaining(pm->expire))
		pm->expire = guests_expire(&pm->guests, demos_clock_ms());
	return demos_remaining(pm->expire);
}
