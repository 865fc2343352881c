// SPDX-License-Identifier: GPL-2.0
/*
 * Controls jobs and processes by the process manager.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../demosctl/parse.h"
#include "../lang/jobs.h"
#include "guest.h"

static int refuse(struct shell *shell, const char *what, int err)
{
	const struct system *system = shell->system;
	const char *why = demos_error_why(system->demos);

	if (err == -ESRCH)
		why = "there is no such process";
	return shell_fail(shell, STATUS_FAILED, what,
			  *why ? why : strerror(-err));
}

/* ---- jobs */

static bool is_over(const struct system *system, const struct job *job)
{
	const struct guest *guest;

	for (guest = system->guests; guest; guest = guest->next)
		if (guest->job == job && !guest->dead &&
		    !guest_is_over(guest))
			return false;
	return !inlet_is_open(system, job);
}

/* Its status is that of the last program, which job->handle is */
static void note_end(struct system *system, struct job *job)
{
	if (job->state == JOB_ENDED || !is_over(system, job))
		return;
	job->state = JOB_ENDED;
	job->status = guest_status(job->handle);
}

/* A job is a group of the process manager: that of its last program */
static int for_all(struct shell *shell, const struct job *job,
		   enum demos_pm_op action, __u16 machine)
{
	const struct guest *last = job->handle;
	struct system *system = shell->system;
	struct demos_grouped said;
	int err;

	err = demos_pm_group(system->demos, system->pm, last->pid, action,
			     machine, DEMOS_NO_LIMIT, &said);
	return err && err != -ESRCH ? refuse(shell, job->text, err) : 0;
}

/**
 * control_kill_job - kill all processes of a job
 * @shell: the shell
 * @job: the job
 *
 * Return: 0 or an exit status.
 */
int control_kill_job(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_KILL, 0);
}

/**
 * control_suspend - stop all processes of a job
 * @shell: the shell
 * @job: the job
 *
 * Return: 0 or an exit status.
 */
int control_suspend(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_SUSPEND, 0);
}

/**
 * control_resume - let all processes of a job go on
 * @shell: the shell
 * @job: the job
 *
 * Return: 0 or an exit status.
 */
int control_resume(struct shell *shell, struct job *job)
{
	return for_all(shell, job, DEMOS_PM_RESUME, 0);
}

/* A key was pressed while the shell waits; true: it waits no more */
static bool take_key(struct shell *shell, struct job *job)
{
	bool interrupted = signals_interrupted();

	signals_clear();
	if (interrupted && shell->interrupted)
		return true;	/* the second time: a machine does not answer */
	if (interrupted) {
		shell->interrupted = true;
		control_kill_job(shell, job);
		return false;
	}
	if (control_suspend(shell, job))
		return false;
	job->state = JOB_SUSPENDED;
	return true;
}

/**
 * control_wait - wait for a job in the foreground
 * @shell: the shell
 * @job: gets its state
 */
void control_wait(struct shell *shell, struct job *job)
{
	struct system *system = shell->system;
	bool over = false;
	int count;

	guest_foreground(system, job);
	signals_waiting(true);
	job->state = JOB_RUNS;
	while (!over) {
		note_end(system, job);
		if (job->state == JOB_ENDED)
			break;
		count = demos_wait(system->demos, DEMOS_NO_LIMIT);
		if (count == -ECANCELED || signals_interrupted() ||
		    signals_suspended())
			over = take_key(shell, job);
		else if (count < 0)
			over = true;
	}
	signals_waiting(false);
	guest_foreground(system, NULL);
}

/**
 * control_look - learn the state of a job
 * @shell: the shell
 * @job: gets its state
 */
void control_look(struct shell *shell, struct job *job)
{
	struct system *system = shell->system;

	demos_dispatch(system->demos);
	note_end(system, job);
}

/**
 * control_drop - the shell needs a job no more
 * @shell: the shell
 * @job: the job; its processes go on if they have not ended
 */
void control_drop(struct shell *shell, struct job *job)
{
	struct system *system = shell->system;
	struct guest *guest, *next;

	inlet_drop(system, job);
	outlet_drop(system, job);
	for (guest = system->guests; guest; guest = next) {
		next = guest->next;
		if (guest->job == job && !guest->dead)
			guest_drop(guest);
	}
}

/* ---- processes */

static int find_pid(struct shell *shell, const char *text, __u64 *pid)
{
	if (!demos_pid_parse(text, pid))
		return 0;
	return shell_fail(shell, STATUS_MISUSED, text,
			  "a process is meant by its identifier, as 3.17 (see ps), a job by %1");
}

/**
 * control_kill - kill a process
 * @shell: the shell
 * @text: its process identifier
 *
 * Return: 0 or an exit status.
 */
int control_kill(struct shell *shell, const char *text)
{
	struct system *system = shell->system;
	__u64 pid;
	int err;

	if (find_pid(shell, text, &pid))
		return STATUS_MISUSED;
	err = demos_pm_kill(system->demos, system->pm, pid);
	return err ? refuse(shell, text, err) : 0;
}

/**
 * control_machine - is this a machine?
 * @shell: the shell
 * @text: its number
 *
 * Return: NULL, or why it is none.
 */
const char *control_machine(struct shell *shell, const char *text)
{
	__u64 machine;

	(void)shell;
	if (parse_number(text, 1, 65535, &machine))
		return NULL;
	return "a machine is meant by its number, 1 to 65535";
}

/**
 * control_migrate - move a process
 * @shell: the shell
 * @text: its process identifier
 * @machine: to where
 *
 * Return: 0 or an exit status.
 */
int control_migrate(struct shell *shell, const char *text, const char *machine)
{
	struct system *system = shell->system;
	struct demos_migration report;
	char line[160];
	__u64 pid;
	int err;

	if (find_pid(shell, text, &pid))
		return STATUS_MISUSED;
	err = demos_pm_migrate(system->demos, system->pm, pid, atoi(machine),
			       &report);
	if (err)
		return refuse(shell, text, err);
	snprintf(line, sizeof(line),
		 "%s is on machine %u: it stood still for %llu us, %u bytes were moved\n",
		 text, report.machine, (unsigned long long)report.ns / 1000,
		 report.bytes);
	shell_print(shell, line);
	return 0;
}

/**
 * control_migrate_job - move all processes of a job
 * @shell: the shell
 * @job: the job
 * @machine: to where
 *
 * Return: 0 or an exit status.
 */
int control_migrate_job(struct shell *shell, struct job *job,
			const char *machine)
{
	if (job->count == 1)
		return control_migrate(shell, job->pids[0], machine);
	return for_all(shell, job, DEMOS_PM_MIGRATE, atoi(machine));
}

static void print_process(struct shell *shell,
			  const struct demos_managed *guest)
{
	char pid[DEMOS_PID_TEXT], line[DEMOS_NAME_MAX + 64];
	const struct job *job;
	const char *state = guest->ended ? guest->ended == 2 ? "faulted" :
					   "ended" : "lives";

	demos_pid_format(guest->pid, pid);
	snprintf(line, sizeof(line), "%-10s %7u  %-8s %.*s", pid,
		 guest->machine, state, DEMOS_NAME_MAX, guest->name);
	shell_print(shell, line);
	job = shell->jobs;
	while (job && !job_has_pid(job, pid))
		job = job->next;
	if (job) {
		snprintf(line, sizeof(line), "  %%%d", job->number);
		shell_print(shell, line);
	}
	shell_print(shell, "\n");
}

/**
 * control_processes - ps: print a list of all guests
 * @shell: the shell
 * @argv: -a: also those that have ended
 *
 * Return: 0 or an exit status.
 */
int control_processes(struct shell *shell, char **argv)
{
	struct system *system = shell->system;
	bool all = argv[1] && !strcmp(argv[1], "-a");
	struct demos_managed *list;
	int count, i;

	count = demos_pm_list(system->demos, system->pm, &list);
	if (count < 0)
		return refuse(shell, "ps", count);
	shell_print(shell, "PID        MACHINE  STATE    NAME\n");
	for (i = 0; i < count; i++)
		if (all || !list[i].ended)
			print_process(shell, &list[i]);
	free(list);
	return 0;
}
