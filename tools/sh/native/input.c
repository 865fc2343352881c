// SPDX-License-Identifier: GPL-2.0
/*
 * The terminal's input: it is read when a guest of the job in the foreground
 * reads, so that the rest stays for the shell.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

static void guest_reads(struct demos *demos, const struct demos_incoming *in,
			void *arg)
{
	struct guest *guest = arg;
	int size = in->error == -ECANCELED ? 0 :
					     demos_pm_input_result(demos, in);

	if (!guest_arrived(guest) || size <= 0)
		return;
	guest->wants = size < DEMOS_CONSOLE_MAX ? size : DEMOS_CONSOLE_MAX;
	if (guest->job == guest->system->foreground)
		signals_watch_input(guest->system, true);
}

/**
 * guest_await_input - learn when a guest reads its console
 * @guest: the guest
 */
void guest_await_input(struct guest *guest)
{
	struct system *system = guest->system;

	if (!demos_pm_input_post(system->demos, system->pm, guest->pid,
				 guest_reads, guest))
		guest->posts++;
}

static struct guest *reader(const struct system *system)
{
	struct guest *guest;

	for (guest = system->guests; guest; guest = guest->next)
		if (!guest->dead && guest->wants &&
		    guest->job == system->foreground)
			return guest;
	return NULL;
}

/**
 * guest_give_input - read the terminal for the guest that reads
 * @system: the system
 */
void guest_give_input(struct system *system)
{
	struct guest *guest = system->foreground ? reader(system) : NULL;
	char bytes[DEMOS_CONSOLE_MAX];
	ssize_t length;

	if (!guest)
		return;
	length = read(STDIN_FILENO, bytes, guest->wants);
	if (length < 0 && (errno == EINTR || errno == EAGAIN)) {
		signals_watch_input(system, true);
		return;
	}
	guest->wants = 0;
	demos_pm_input(system->demos, system->pm, guest->pid, bytes,
		       length < 0 ? 0 : length);
	guest_await_input(guest);
}

/**
 * guest_foreground - a job may read the terminal
 * @system: the system
 * @job: the job; NULL: none may
 */
void guest_foreground(struct system *system, struct job *job)
{
	system->foreground = job;
	signals_watch_input(system, job && reader(system));
}
