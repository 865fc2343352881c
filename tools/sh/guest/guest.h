/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sh, a guest: the shell's language on the process manager and the file system,
 * as a guest sees them.
 */
#ifndef SH_GUEST_H
#define SH_GUEST_H

#include <demos.h>

#include "../lang/shell.h"

/* pm.c */
int pm_begin(struct shell *shell);
int pm_about(struct shell *shell, unsigned int op, demos_pid_t pid,
	     unsigned int machine, const char *what);
int pm_wait(demos_pid_t pid);
int pm_create(const void *request, unsigned int length, demos_pid_t *pid,
	      demos_link_t *memory, demos_link_t *claim);
int pm_give(demos_pid_t pid, demos_link_t *link, uint32_t *name);
int pm_link(demos_pid_t pid, unsigned int code, demos_link_t *link);
bool pid_parse(const char *text, demos_pid_t *pid);
void pid_format(demos_pid_t pid, char *text);
int pm_processes(struct shell *shell, char **argv);

/* spawn.c */
int spawn(struct shell *shell, struct program_order *orders, int count,
	  struct job *job);

#endif
