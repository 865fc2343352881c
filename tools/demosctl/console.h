/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The console of a guest, as long as demosctl is attached to it: demosctl's
 * standard output and standard input.
 */
#ifndef DEMOSCTL_CONSOLE_H
#define DEMOSCTL_CONSOLE_H

#include <stdbool.h>
#include "follow.h"
#include "system.h"

/**
 * struct console - a guest that demosctl is attached to
 * @manager: the process manager
 * @pid: the guest
 * @session: link that keeps demosctl attached
 * @mine: the guest was started by this demosctl, and ends with it
 * @output: of the guest
 * @wanted: the guest reads so many bytes; 0: it does not
 * @kept: bytes of input that the guest has not taken
 * @bytes: these
 * @killed: on the user's request; the next one ends demosctl
 * @late: the time limit was that request
 * @ended: the guest has ended
 * @failed: an error message has said that this cannot go on
 * @end: how the guest ended
 */
struct console {
	struct manager *manager;
	__u64 pid;
	__u32 session;
	bool mine;
	struct follow output;
	int wanted;
	size_t kept;
	char bytes[DEMOS_CONSOLE_MAX];
	bool killed;
	bool late;
	bool ended;
	bool failed;
	struct demos_end end;
};

int console_begin(struct console *console);
int console_run(struct console *console);

#endif
