/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carries out commands.
 */
#ifndef SH_EXEC_H
#define SH_EXEC_H

#include "shell.h"

void exec_node(struct shell *shell, const struct node *node,
	       const char *source);

/* redirect.c */
bool redirect(struct shell *shell, struct arena *arena,
	      const struct redirect *list, struct stream streams[3]);

/* pipe.c */
void exec_pipe(struct shell *shell, const struct node *node,
	       const char *source, bool background);

/* builtin.c */
builtin_fn builtin_find(const struct shell *shell, const char *name);
int builtin_number(struct shell *shell, const char *text, long *number);
int builtin_script(struct shell *shell, char **argv);
const char *builtin_name(size_t n);

/* test.c */
int builtin_test(struct shell *shell, char **argv);

/* control.c */
int builtin_jobs(struct shell *shell, char **argv);
int builtin_fg(struct shell *shell, char **argv);
int builtin_bg(struct shell *shell, char **argv);
int builtin_kill(struct shell *shell, char **argv);
int builtin_wait(struct shell *shell, char **argv);
int builtin_migrate(struct shell *shell, char **argv);
int builtin_ps(struct shell *shell, char **argv);

/* help.c */
int builtin_help(struct shell *shell, char **argv);

#endif
