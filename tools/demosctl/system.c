// SPDX-License-Identifier: GPL-2.0
/*
 * Opens the module, finds the switchboard and the process manager, and finds
 * processes by name or identifier.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ending.h"
#include "patience.h"
#include "system.h"
#include "text.h"

/**
 * system_open - open the module
 * @demos: gets a handle; on success the caller closes it with demos_close()
 *
 * Return: DONE or FAILED.
 */
int system_open(struct demos **demos)
{
	int err = demos_open(demos);
	int status;

	if (!err)
		return DONE;
	if (demos_machine_path())
		status = fail(FAILED, "%s", demos_error(*demos));
	else if (err == -ENOENT)
		status = fail(FAILED,
			      "the DEMOS module is not loaded: modprobe demos");
	else
		status = fail(FAILED, "cannot open the module: %s",
			      *demos ? demos_error(*demos) : strerror(-err));
	demos_close(*demos);
	*demos = NULL;
	return status;
}

/**
 * system_attach - open the module and become a process
 * @demos: gets a handle; on success the caller closes it with system_detach()
 *
 * Return: DONE or FAILED.
 */
int system_attach(struct demos **demos)
{
	int status = system_open(demos);

	if (status)
		return status;
	if (demos_attach(*demos, "demosctl"))
		status = system_refuse(*demos, "cannot become a process");
	else
		status = patience_begin(*demos);
	if (!status)
		return DONE;
	system_detach(*demos);
	*demos = NULL;
	return status;
}

/**
 * system_detach - end what system_attach() began
 * @demos: its handle, or NULL
 */
void system_detach(struct demos *demos)
{
	patience_finish();
	demos_close(demos);
}

/* What to do about it, with a blank before it; "" if that is obvious */
static const char *advice(enum demos_result result)
{
	switch (result) {
	case DEMOS_EUNREACHABLE:
		return " (see demosctl peer show)";
	case DEMOS_EBUSY:
		return " (try again)";
	case DEMOS_EDESTROYED:
		return " (has the process manager ended? see demosctl status)";
	default:
		return "";
	}
}

/*
 * Say why the last call of libdemos has failed. If the user gave it up, that is
 * all there is to say. If the module refused, libdemos has the whole message
 * ("forget a peer: no such peer"); if another process refused with a result,
 * @what and our advice say more.
 */
static int refuse(struct demos *demos, const char *what)
{
	enum demos_result result = demos_error_result(demos);

	if (patience_over())
		return patience_end();
	if (!result || result == DEMOS_EDEAD)
		return fail(FAILED, "cannot %s", demos_error(demos));
	return fail(FAILED, "%s: %s%s", what, demos_error_why(demos),
		    advice(result));
}

/**
 * system_refuse - say that the last call of libdemos has failed
 * @demos: its handle
 * @format: what could not be done, as for printf
 *
 * Return: FAILED, or TIMED_OUT.
 */
int system_refuse(struct demos *demos, const char *format, ...)
{
	char what[128];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	return refuse(demos, what);
}

/**
 * switchboard_find - find the switchboard
 * @demos: attached handle
 * @patience: how long to go on looking (ms)
 * @sb: gets a link to it
 *
 * Return: DONE or FAILED.
 */
int switchboard_find(struct demos *demos, int patience, __u32 *sb)
{
	int err = demos_boot_find(demos, patience, sb);

	if (!err)
		return DONE;
	if (err == -ENOENT)
		return fail(FAILED,
			    "no machine that can be reached has a switchboard: start demos-switchboard on one, and demos-netd on all");
	return system_refuse(demos, "cannot find the switchboard");
}

/* Both may be starting right now, so wait for a while */
static int find_manager(struct manager *manager)
{
	__u32 sb;
	int status;

	switch (demos_find(manager->demos, DEMOS_PM_NAME, SYSTEM_PATIENCE,
			   &manager->pm)) {
	case 0:
		return DONE;
	case -ENOENT:
		status = switchboard_find(manager->demos, 0, &sb);
		if (status)
			return status;
		return fail(FAILED,
			    "the switchboard knows no process manager: start demos-pm");
	case -ESRCH:
		return fail(FAILED,
			    "the switchboard has ended: start demos-switchboard");
	default:
		return system_refuse(manager->demos,
				     "cannot find the process manager");
	}
}

/**
 * manager_open - become a process and find the process manager
 * @manager: to be closed with manager_close() even if this fails
 *
 * Return: DONE or FAILED.
 */
int manager_open(struct manager *manager)
{
	int status;

	memset(manager, 0, sizeof(*manager));
	status = system_attach(&manager->demos);
	if (!status)
		status = find_manager(manager);
	if (!status)
		patience_manager(manager);
	return status;
}

/**
 * manager_close - end what manager_open() began
 * @manager: from manager_open()
 */
void manager_close(struct manager *manager)
{
	system_detach(manager->demos);
}

/* Say that several processes have that name; two of them as a help to choose */
static int ambiguous(const char *name, __u64 first, __u64 second)
{
	char one[DEMOS_PID_TEXT], two[DEMOS_PID_TEXT];

	return fail(FAILED,
		    "several processes are called '%s' (%s, %s, ...): use an identifier instead",
		    name, demos_pid_format(first, one),
		    demos_pid_format(second, two));
}

/* The guest that lives, else the last one that ended, else an error */
static int pick_guest(const struct demos_managed *list, int count,
		      const char *name, __u64 *pid)
{
	const struct demos_managed *alive = NULL, *ended = NULL;
	int i;

	for (i = 0; i < count; i++) {
		if (strncmp(list[i].name, name, DEMOS_NAME_MAX))
			continue;
		if (list[i].ended == 1) {
			ended = &list[i];
			continue;
		}
		if (alive)
			return ambiguous(name, alive->pid, list[i].pid);
		alive = &list[i];
	}
	if (!alive && !ended)
		return fail(FAILED,
			    "there is no guest '%s' (see demosctl ps)", name);
	*pid = alive ? alive->pid : ended->pid;
	return DONE;
}

/* Find a guest; if @text is an identifier, the process may not exist */
static int find_guest(struct manager *manager, const char *text, __u64 *pid)
{
	struct demos_managed *list;
	int count, status;

	if (!demos_pid_parse(text, pid))
		return DONE;
	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return system_refuse(manager->demos, "cannot look for '%s'",
				     text);
	status = pick_guest(list, count, text, pid);
	free(list);
	return status;
}

/**
 * manager_open_guest - manager_open(), and find a guest
 * @manager: to be closed with manager_close() even if this fails
 * @text: its process identifier, or its name
 * @pid: gets its identifier; if @text is one, the process may not exist
 *
 * Return: DONE or FAILED.
 */
int manager_open_guest(struct manager *manager, const char *text, __u64 *pid)
{
	int status = manager_open(manager);

	return status ? status : find_guest(manager, text, pid);
}

/**
 * local_pid - find a process of this machine by name or identifier
 * @demos: handle
 * @text: process identifier, or the name of one process
 * @pid: gets its identifier; if @text is one, the process may not exist
 *
 * Return: DONE or FAILED.
 */
int local_pid(struct demos *demos, const char *text, __u64 *pid)
{
	struct demos_process_info *list;
	int count, i, status = DONE;
	const __u64 *found = NULL;

	if (!demos_pid_parse(text, pid))
		return DONE;
	count = demos_processes(demos, &list);
	if (count < 0)
		return system_refuse(demos, "cannot look for '%s'", text);
	for (i = 0; i < count && !status; i++) {
		if (strncmp(list[i].name, text, DEMOS_NAME_MAX))
			continue;
		if (found)
			status = ambiguous(text, *found, list[i].pid);
		found = &list[i].pid;
	}
	if (!found)
		status = fail(FAILED,
			      "there is no process '%s' on this machine (see demosctl ps --local)",
			      text);
	else
		*pid = *found;
	free(list);
	return status;
}

/**
 * manager_look - look at a guest
 * @manager: open
 * @pid: the guest
 * @patience: how long to wait for an answer (ms), or DEMOS_NO_LIMIT
 * @guest: gets its status and machine
 *
 * Changes nothing, so every request that does comes after this.
 *
 * Return: 0; -ETIME: no answer; -ESRCH: no such guest; another negative errno.
 */
int manager_look(struct manager *manager, __u64 pid, int patience,
		 struct demos_surveyed *guest)
{
	int err;

	memset(guest, 0, sizeof(*guest));
	guest->pid = pid;
	patience_ask(pid, 0);
	err = demos_pm_survey(manager->demos, manager->pm, guest, 1, patience);
	return err ? err : guest->error;
}

/* The guest was not found: has it ended? */
static int absent(struct manager *manager, __u64 pid, const char *what)
{
	char text[DEMOS_PID_TEXT], why[ENDING_TEXT];
	struct demos_managed guest;
	int err;

	err = demos_pm_find(manager->demos, manager->pm, pid, DEMOS_NO_LIMIT,
			    &guest);
	if (err == -ESRCH)
		return fail(FAILED,
			    "%s: there is no guest %s (see demosctl ps)", what,
			    demos_pid_format(pid, text));
	if (err)
		return refuse(manager->demos, what);
	if (guest.ended != 1)
		return fail(FAILED,
			    "%s: the outcome is not known, machine %u was restarted (see demosctl ps)",
			    what, guest.machine);
	if (guest.status == DEMOS_STATUS_LOST)
		return fail(FAILED, "%s: it is lost: %s", what,
			    ending_why(&guest, why));
	return fail(FAILED, "%s: it has exited with status %u", what,
		    guest.status);
}

static int unfit_faulted(const struct demos_surveyed *guest, const char *what)
{
	const struct demos_process_info *info = &guest->info;

	return fail(FAILED,
		    "%s: it is stopped by a fault (%s at %02x:%04x), on machine %u; a faulted guest can only be killed",
		    what, text_fault(info->fault), info->fault_address >> 16,
		    info->fault_address & 0xffff, guest->machine);
}

/* The state of the guest does not allow the request: say which it is */
static int unfit(struct manager *manager, __u64 pid, const char *what)
{
	struct demos_surveyed guest;
	const char *state;

	if (manager_look(manager, pid, LOOK_PATIENCE, &guest))
		return refuse(manager->demos, what);
	if (guest.info.state == DEMOS_STATE_FAULTED)
		return unfit_faulted(&guest, what);
	state = guest.info.flags & DEMOS_PROCESS_SUSPENDED ? "suspended" :
		demos_state_name(guest.info.state);
	return fail(FAILED, "%s: it is %s, on machine %u", what, state,
		    guest.machine);
}

/* There was no answer in time: name the machine that should have given it */
static int silent(struct manager *manager, __u64 pid, const char *what)
{
	struct demos_managed guest;
	int err;

	err = demos_pm_find(manager->demos, manager->pm, pid, LOOK_PATIENCE,
			    &guest);
	if (patience_over())
		return patience_end();
	if (err)
		return fail(FAILED, "%s: the process manager does not answer",
			    what);
	return fail(FAILED,
		    "%s: machine %u does not answer (see demosctl peer show)",
		    what, guest.machine);
}

/**
 * manager_refuse - say that a request about a guest has failed
 * @manager: open
 * @pid: the guest
 * @error: what libdemos returned
 * @format: what could not be done, as for printf
 *
 * Return: FAILED, or TIMED_OUT.
 */
int manager_refuse(struct manager *manager, __u64 pid, int error,
		   const char *format, ...)
{
	char what[128];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (patience_over())
		return patience_end();
	if (error == -ESRCH || error == -ECONNRESET)
		return absent(manager, pid, what);
	if (error == -ETIME)
		return silent(manager, pid, what);
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		return unfit(manager, pid, what);
	return refuse(manager->demos, what);
}
