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
	if (err == -ENOENT)
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
 * @demos: gets a handle; on success the caller closes it with demos_close()
 *
 * Return: DONE or FAILED.
 */
int system_attach(struct demos **demos)
{
	int status = system_open(demos);

	if (status)
		return status;
	if (!demos_attach(*demos, "demosctl"))
		return DONE;
	status = system_refuse(*demos, "cannot become a process");
	demos_close(*demos);
	*demos = NULL;
	return status;
}

/* What to do about it, with a blank before it; "" if that is obvious */
static const char *advice(enum demos_result result)
{
	switch (result) {
	case DEMOS_EUNREACHABLE:
		return " (see demosctl peer show)";
	case DEMOS_EBUSY:
		return " (try again)";
	default:
		return "";
	}
}

/*
 * Say why the last call of libdemos has failed. If the module refused, libdemos
 * has the whole message ("forget a peer: no such peer"); if another process
 * refused with a result, @what and our advice say more.
 */
static int refuse(struct demos *demos, const char *what)
{
	enum demos_result result = demos_error_result(demos);

	if (!result || result == DEMOS_EDEAD)
		return fail(FAILED, "cannot %s", demos_error(demos));
	return fail(FAILED, "%s: %s%s", what, demos_result_text(result),
		    advice(result));
}

/**
 * system_refuse - say that the last call of libdemos has failed
 * @demos: its handle
 * @format: what could not be done, as for printf
 *
 * Return: FAILED.
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
	return status ? status : find_manager(manager);
}

/**
 * manager_close - end what manager_open() began
 * @manager: from manager_open()
 */
void manager_close(struct manager *manager)
{
	demos_close(manager->demos);
	free(manager->statuses);
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

/**
 * manager_pid - find a guest by name or identifier
 * @manager: open
 * @text: process identifier, or the name of one guest
 * @pid: gets its identifier; if @text is one, the process may not exist
 *
 * Return: DONE or FAILED.
 */
int manager_pid(struct manager *manager, const char *text, __u64 *pid)
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

/* The guest was not found: has it ended? */
static int gone(struct manager *manager, __u64 pid, const char *what)
{
	struct demos_managed *list;
	char text[DEMOS_PID_TEXT], why[ENDING_TEXT];
	int count, i, status;

	demos_pid_format(pid, text);
	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return refuse(manager->demos, what);
	for (i = 0; i < count; i++)
		if (list[i].pid == pid && list[i].ended == 1)
			break;
	if (i < count && list[i].status == DEMOS_STATUS_LOST)
		status = fail(FAILED, "%s: it is lost: %s", what,
			      ending_why(&list[i], why));
	else if (i < count)
		status = fail(FAILED, "%s: it has exited with status %u", what,
			      list[i].status);
	else
		status = fail(FAILED,
			      "%s: there is no guest %s (see demosctl ps)",
			      what, text);
	free(list);
	return status;
}

/* The state of the guest does not allow the request: say which it is */
static int unfit(struct manager *manager, __u64 pid, const char *what)
{
	struct demos_process_info info;
	const char *state;
	__u16 machine;

	if (demos_pm_status(manager->demos, manager->pm, pid, &info, &machine))
		return refuse(manager->demos, what);
	state = info.flags & DEMOS_PROCESS_SUSPENDED &&
		info.state != DEMOS_STATE_FAULTED ? "suspended" :
		demos_state_name(info.state);
	return fail(FAILED, "%s: it is %s, on machine %u", what, state,
		    machine);
}

/**
 * manager_refuse - say that a request about a guest has failed
 * @manager: open
 * @pid: the guest
 * @error: what libdemos returned
 * @format: what could not be done, as for printf
 *
 * Return: FAILED.
 */
int manager_refuse(struct manager *manager, __u64 pid, int error,
		   const char *format, ...)
{
	char what[128];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (error == -ESRCH || error == -ECONNRESET)
		return gone(manager, pid, what);
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		return unfit(manager, pid, what);
	return refuse(manager->demos, what);
}
