/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command that is run again and again (--watch).
 */
#ifndef DEMOSCTL_WATCH_H
#define DEMOSCTL_WATCH_H

#include "command.h"

int watch(const struct command *command, const struct arguments *arguments);

#endif
