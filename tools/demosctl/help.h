/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The help, printed from the commands' tables.
 */
#ifndef DEMOSCTL_HELP_H
#define DEMOSCTL_HELP_H

#include "command.h"

extern const struct command command_help;

int command_words(const struct command *command, int argc, char **argv);
void help_list(const struct command *const *commands, bool colour);
void help_command(const struct command *command, bool colour);
bool help_group(const struct command *const *commands, const char *word,
		bool colour);
int help_topic(const struct command *const *commands,
	       const struct arguments *arguments);
int help_unknown(const struct command *const *commands, int argc, char **argv);

#endif
