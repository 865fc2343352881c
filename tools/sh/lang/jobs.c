// SPDX-License-Identifier: GPL-2.0
/*
 * The table of jobs. A job in the foreground is not in it.
 */
#include <stdlib.h>
#include <string.h>

#include "jobs.h"

enum { TEXT_MAX = 200 };	/* of a command, as it is shown */

/**
 * job_new - make a job
 * @shell: the shell
 * @text: the command
 * @length: of @text
 *
 * Return: the job, for job_free(); NULL: no memory; that was said.
 */
struct job *job_new(struct shell *shell, const char *text, size_t length)
{
	struct job *job = calloc(1, sizeof(*job));
	char *at;

	if (length > TEXT_MAX)
		length = TEXT_MAX;
	if (job)
		job->text = calloc(1, length + 1);
	if (!job || !job->text) {
		free(job);
		shell_fail(shell, STATUS_FAILED, "no memory", NULL);
		return NULL;
	}
	memcpy(job->text, text, length);
	for (at = job->text; *at; at++)
		if (*at == '\n')
			*at = ' ';
	return job;
}

/**
 * job_free - forget a job, which is in no table
 * @shell: the shell
 * @job: the job
 */
void job_free(struct shell *shell, struct job *job)
{
	shell->ops->drop(shell, job);
	free(job->text);
	free(job);
}

/**
 * job_add - put a job into the table
 * @shell: the shell
 * @job: the job, which gets a number if it has none
 */
void job_add(struct shell *shell, struct job *job)
{
	const struct job *at;

	if (!job->number) {
		job->number = 1;
		for (at = shell->jobs; at; at = at->next)
			if (at->number >= job->number)
				job->number = at->number + 1;
	}
	job->next = shell->jobs;
	shell->jobs = job;
}

/**
 * job_has_pid - is this a process of the job?
 * @job: the job
 * @pid: process identifier
 *
 * Return: is it?
 */
bool job_has_pid(const struct job *job, const char *pid)
{
	int i;

	for (i = 0; i < job->count; i++)
		if (!strcmp(job->pids[i], pid))
			return true;
	return false;
}

/**
 * job_find - find a job
 * @shell: the shell
 * @text: %1, or %% or "" for the newest, or one of its process identifiers
 *
 * Return: the job, or NULL: there is none.
 */
struct job *job_find(struct shell *shell, const char *text)
{
	bool newest = !*text || !strcmp(text, "%") || !strcmp(text, "%%") ||
		      !strcmp(text, "%+");
	struct job *job;

	for (job = shell->jobs; job; job = job->next)
		if (newest || (*text == '%' ? job->number == atoi(text + 1) :
					     job_has_pid(job, text)))
			return job;
	return NULL;
}

/**
 * job_remove - take a job out of the table
 * @shell: the shell
 * @job: the job
 */
void job_remove(struct shell *shell, struct job *job)
{
	struct job **at = &shell->jobs;

	while (*at && *at != job)
		at = &(*at)->next;
	if (*at)
		*at = job->next;
}

static void print_state(struct text *text, const struct job *job)
{
	if (job->state == JOB_RUNS) {
		text_string(text, "runs");
	} else if (job->state == JOB_SUSPENDED) {
		text_string(text, "suspended");
	} else if (!job->status) {
		text_string(text, "done");
	} else {
		text_string(text, "exit ");
		text_number(text, job->status);
	}
}

/**
 * job_print - print a line about a job
 * @shell: the shell
 * @stream: where
 * @job: the job
 * @pids: also its process identifiers
 */
void job_print(struct shell *shell, int stream, const struct job *job,
	       bool pids)
{
	struct text text = { 0 };
	size_t column;
	int i;

	text_char(&text, '[');
	text_number(&text, job->number);
	text_string(&text, "] ");
	for (i = 0; pids && i < job->count; i++) {
		text_string(&text, job->pids[i]);
		text_char(&text, ' ');
	}
	column = text.length;
	print_state(&text, job);
	do {
		text_char(&text, ' ');
	} while (!text.failed && text.length < column + 11);
	text_string(&text, job->text);
	text_char(&text, '\n');
	shell_write(shell, stream, text_get(&text), text.length);
	text_free(&text);
}

/**
 * job_foreground - wait for a job that is in no table
 * @shell: gets its status
 * @job: the job, which is forgotten, or gets into the table
 */
void job_foreground(struct shell *shell, struct job *job)
{
	shell->ops->wait(shell, job);
	if (job->state == JOB_ENDED) {
		shell->status = job->status;
		job_free(shell, job);
		return;
	}
	job_add(shell, job);
	shell->status = job->state == JOB_SUSPENDED ? STATUS_SUSPENDED :
						      STATUS_INTERRUPTED;
	if (shell->interactive) {
		shell->ops->write(shell, 2, "\n", 1);
		job_print(shell, 2, job, false);
	}
}

/**
 * jobs_look - learn the states of all jobs
 * @shell: the shell
 */
void jobs_look(struct shell *shell)
{
	struct job *job;

	for (job = shell->jobs; job; job = job->next)
		if (job->state != JOB_ENDED)
			shell->ops->look(shell, job);
}

/**
 * jobs_notice - say which jobs have ended, and forget them
 * @shell: the shell
 */
void jobs_notice(struct shell *shell)
{
	struct job *job, *next;

	jobs_look(shell);
	for (job = shell->jobs; job; job = next) {
		next = job->next;
		if (job->state != JOB_ENDED)
			continue;
		job_print(shell, 2, job, false);
		job_remove(shell, job);
		job_free(shell, job);
	}
}

/**
 * jobs_free - forget all jobs
 * @shell: the shell
 */
void jobs_free(struct shell *shell)
{
	struct job *job;

	while ((job = shell->jobs)) {
		shell->jobs = job->next;
		job_free(shell, job);
	}
}
