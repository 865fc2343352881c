/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Completion of command lines, for the shells.
 */
#ifndef DEMOSCTL_COMPLETE_H
#define DEMOSCTL_COMPLETE_H

#include "command.h"

int complete(const struct command *const *commands, int argc, char **argv);

#endif
