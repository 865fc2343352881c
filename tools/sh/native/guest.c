// SPDX-License-Identifier: GPL-2.0
/*
 * A guest: a request for its end and one for its output are always under way.
 * It is over when both have said so.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

static void follow(struct guest *guest);

/**
 * guest_arrived - a request is not under way any more
 * @guest: the guest; may be freed
 *
 * Return: is it still of interest?
 */
bool guest_arrived(struct guest *guest)
{
	struct guest **at = &guest->system->guests;

	guest->posts--;
	if (!guest->dead)
		return true;
	if (guest->posts)
		return false;
	while (*at && *at != guest)
		at = &(*at)->next;
	if (*at)
		*at = guest->next;
	free(guest);
	return false;
}

/* ---- its output */

static void print(struct guest *guest, const struct demos_output *output)
{
	guest->offset = output->offset + output->length;
	guest->system->shell->ops->write(guest->system->shell, 1,
					 (const char *)output->bytes,
					 output->length);
}

static void more_came(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	struct guest *guest = arg;
	struct demos_output output;
	int err;

	if (!guest_arrived(guest))
		return;
	if (in->error == -ECANCELED) {
		guest->silent = true;
		return;
	}
	err = demos_pm_output_result(demos, in, &output);
	if (!err)
		print(guest, &output);
	if ((err && err != -EBUSY) ||
	    (!err && ((output.complete && !output.length) || !output.attached)))
		guest->silent = true;
	else
		follow(guest);
}

static void try_again(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	struct guest *guest = arg;

	(void)demos;
	if (guest_arrived(guest) && in->error != -ECANCELED)
		follow(guest);
}

static void follow(struct guest *guest)
{
	struct system *system = guest->system;
	int err = demos_pm_output_post(system->demos, system->pm, guest->pid,
				       guest->offset, more_came, guest);

	/* The process manager has much to do */
	if (err == -EAGAIN)
		err = demos_send_wait_post(system->demos, system->pm,
					   try_again, guest);
	if (err)
		guest->silent = true;
	else
		guest->posts++;
}

/* ---- its end */

static void say_fault(const struct guest *guest)
{
	const struct demos_end *end = &guest->end;
	char text[DEMOS_PID_TEXT], why[160];

	snprintf(why, sizeof(why), "stopped by a fault: %s at %02x:%04x",
		 demos_fault_name(end->status), end->address >> 16,
		 end->address & 0xffff);
	shell_fail(guest->system->shell, 1, demos_pid_format(guest->pid, text),
		   why);
}

static void end_came(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct guest *guest = arg;

	if (!guest_arrived(guest))
		return;
	guest->ended = true;
	guest->lost = in->error == -ECANCELED ||
		demos_pm_wait_result(demos, in, &guest->end);
	if (guest->lost || !guest->end.faulted)
		return;
	/* Others of a pipe wait for its links */
	say_fault(guest);
	demos_pm_kill(demos, guest->system->pm, guest->pid);
}

/**
 * guest_new - a guest was created
 * @system: the system
 * @job: its job
 * @pid: its identifier
 * @session: link by which the shell is its console
 *
 * Return: the guest, for guest_drop(); NULL: no memory.
 */
struct guest *guest_new(struct system *system, struct job *job, __u64 pid,
			__u32 session)
{
	struct guest *guest = calloc(1, sizeof(*guest));

	if (!guest)
		return NULL;
	guest->system = system;
	guest->job = job;
	guest->pid = pid;
	guest->session = session;
	guest->next = system->guests;
	system->guests = guest;
	return guest;
}

/**
 * guest_watch - begin to be the console of a guest
 * @guest: the guest
 */
void guest_watch(struct guest *guest)
{
	struct system *system = guest->system;

	if (demos_pm_wait_post(system->demos, system->pm, guest->pid, end_came,
			       guest)) {
		guest->ended = true;
		guest->lost = true;
	} else {
		guest->posts++;
	}
	follow(guest);
	guest_await_input(guest);
}

/**
 * guest_is_over - has a guest ended, and is all of its output printed?
 * @guest: the guest
 *
 * Return: is it?
 */
bool guest_is_over(const struct guest *guest)
{
	return guest->ended && (guest->silent || guest->lost);
}

/**
 * guest_status - the exit status of a guest that has ended
 * @guest: the guest
 *
 * Return: the status.
 */
int guest_status(const struct guest *guest)
{
	if (guest->lost)
		return STATUS_FAILED;
	if (guest->end.faulted)
		return STATUS_SIGNAL + guest->end.status;
	return guest->end.status < 255 ? guest->end.status : 255;
}

/**
 * guest_drop - the shell needs a guest no more
 * @guest: the guest, which goes on if it has not ended
 */
void guest_drop(struct guest *guest)
{
	if (guest->session)
		demos_link_destroy(guest->system->demos, guest->session);
	guest->session = 0;
	guest->dead = true;
	guest->posts++;
	guest_arrived(guest);
}
