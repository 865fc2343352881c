/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The console of a guest in the foreground: what it prints, until it ends.
 */
#ifndef DEMOSCTL_CONSOLE_H
#define DEMOSCTL_CONSOLE_H

#include <stdbool.h>
#include "system.h"

/**
 * struct console - a guest in the foreground
 * @manager: kills the guest on request
 * @pid: the guest, once created
 * @link: to the console, to be given to the guest
 * @silent: the last message was no text, but a notice that a link to the
 *	    console was destroyed
 * @lost: standard output cannot be written any more
 * @killed: on the user's request; the next one ends demosctl
 * @late: the time limit was that request
 * @ended: the guest has ended
 * @failed: how it ended cannot be found out; an error message said so
 * @end: how it ended
 */
struct console {
	struct manager *manager;
	__u64 pid;
	__u32 link;
	bool silent;
	bool lost;
	bool killed;
	bool late;
	bool ended;
	bool failed;
	struct demos_end end;
};

int console_open(struct console *console, struct manager *manager);
int console_watch(struct console *console, __u64 pid);
int console_run(struct console *console);

#endif
