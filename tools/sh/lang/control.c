// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins that control jobs and processes. A job is named %1, or by one of its
 * processes.
 */
#include <string.h>

#include "exec.h"
#include "jobs.h"

static struct job *find(struct shell *shell, const char *text)
{
	struct job *job = job_find(shell, text ? text : "");

	if (!job)
		shell_fail(shell, STATUS_FAILED, text ? text : "%%",
			   "there is no such job");
	return job;
}

/* jobs: all jobs; those that have ended are shown once */
int builtin_jobs(struct shell *shell, char **argv)
{
	bool pids = argv[1] && !strcmp(argv[1], "-l");
	struct job *job, *next;
	int number, most = 0;

	jobs_look(shell);
	for (job = shell->jobs; job; job = job->next)
		if (job->number > most)
			most = job->number;
	for (number = 1; number <= most; number++)
		for (job = shell->jobs; job; job = next) {
			next = job->next;
			if (job->number != number)
				continue;
			job_print(shell, 1, job, pids);
			if (job->state != JOB_ENDED)
				continue;
			job_remove(shell, job);
			job_free(shell, job);
		}
	return 0;
}

static int go_on(struct shell *shell, struct job *job)
{
	int status = 0;

	shell->ops->look(shell, job);
	if (job->state == JOB_SUSPENDED)
		status = shell->ops->resume(shell, job);
	if (!status && job->state == JOB_SUSPENDED)
		job->state = JOB_RUNS;
	return status;
}

int builtin_fg(struct shell *shell, char **argv)
{
	struct job *job = find(shell, argv[1]);

	if (!job)
		return STATUS_FAILED;
	shell_print(shell, job->text);
	shell_print(shell, "\n");
	if (go_on(shell, job))
		return STATUS_FAILED;
	job_remove(shell, job);
	job_foreground(shell, job);
	return shell->status;
}

int builtin_bg(struct shell *shell, char **argv)
{
	struct job *job = find(shell, argv[1]);

	if (!job || go_on(shell, job))
		return STATUS_FAILED;
	job_print(shell, 1, job, false);
	return 0;
}

static int kill_one(struct shell *shell, const char *text)
{
	struct job *job;

	if (*text != '%')
		return shell->ops->kill(shell, text);
	job = find(shell, text);
	if (!job)
		return STATUS_FAILED;
	shell->ops->look(shell, job);
	return job->state == JOB_ENDED ? 0 :
		shell->ops->kill_job(shell, job);
}

int builtin_kill(struct shell *shell, char **argv)
{
	int status = 0;

	/* There is one way to kill; -9 and its like are from habit */
	if (argv[1] && argv[1][0] == '-')
		argv++;
	if (!argv[1])
		return shell_fail(shell, STATUS_MISUSED, "kill",
				  "%JOB or PID is expected");
	while (*++argv)
		status |= kill_one(shell, *argv);
	return status;
}

/* Its jobs in the background; they cannot be suspended meanwhile */
static int wait_one(struct shell *shell, struct job *job)
{
	int status;

	while (job->state == JOB_RUNS && !shell->interrupted)
		shell->ops->wait(shell, job);
	if (job->state != JOB_ENDED)
		return STATUS_INTERRUPTED;
	status = job->status;
	job_remove(shell, job);
	job_free(shell, job);
	return status;
}

static struct job *running(struct shell *shell)
{
	struct job *job;

	jobs_look(shell);
	for (job = shell->jobs; job; job = job->next)
		if (job->state != JOB_SUSPENDED)
			return job;
	return NULL;
}

int builtin_wait(struct shell *shell, char **argv)
{
	struct job *job;
	int status = 0;

	if (!argv[1]) {
		while (!shell->interrupted && (job = running(shell)))
			wait_one(shell, job);
		return shell->interrupted ? STATUS_INTERRUPTED : 0;
	}
	while (*++argv && !shell->interrupted) {
		job = job_find(shell, *argv);
		status = job ? wait_one(shell, job) :
			shell_fail(shell, STATUS_NOT_FOUND, *argv,
				   "there is no such job");
	}
	return status;
}

int builtin_migrate(struct shell *shell, char **argv)
{
	struct job *job;
	const char *wrong;

	if (!argv[1] || !argv[2] || argv[3])
		return shell_fail(shell, STATUS_MISUSED, "migrate",
				  "%JOB or PID, and a machine, are expected");
	wrong = shell->ops->machine(shell, argv[2]);
	if (wrong)
		return shell_fail(shell, STATUS_MISUSED, argv[2], wrong);
	if (*argv[1] != '%')
		return shell->ops->migrate(shell, argv[1], argv[2]);
	job = find(shell, argv[1]);
	if (!job)
		return STATUS_FAILED;
	return shell->ops->migrate_job(shell, job, argv[2]);
}

int builtin_ps(struct shell *shell, char **argv)
{
	return shell->ops->processes(shell, argv);
}
