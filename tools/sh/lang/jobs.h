/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Jobs that are not in the foreground.
 */
#ifndef SH_JOBS_H
#define SH_JOBS_H

#include "shell.h"

struct job *job_new(struct shell *shell, const char *text, size_t length);
void job_free(struct shell *shell, struct job *job);
void job_add(struct shell *shell, struct job *job);
bool job_has_pid(const struct job *job, const char *pid);
struct job *job_find(struct shell *shell, const char *text);
void job_remove(struct shell *shell, struct job *job);
void job_print(struct shell *shell, int stream, const struct job *job,
	       bool pids);
void job_foreground(struct shell *shell, struct job *job);
void jobs_look(struct shell *shell);
void jobs_notice(struct shell *shell);
void jobs_free(struct shell *shell);

#endif
