/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What commands talk to: the module of this machine, and through it the
 * system processes of the LAN. A function that returns an exit status has said
 * why if it is not DONE.
 */
#ifndef DEMOSCTL_SYSTEM_H
#define DEMOSCTL_SYSTEM_H

#include "../../daemon/lib/demos.h"
#include "error.h"

/* How long to look for the switchboard and the process manager (ms) */
#define SYSTEM_PATIENCE	5000

/* How long commands that only look at guests wait for the next answer (ms) */
#define LOOK_PATIENCE	3000

/**
 * struct manager - the process manager, and the process that talks to it
 * @demos: attached handle
 * @pm: link to the process manager
 */
struct manager {
	struct demos *demos;
	__u32 pm;
};

int system_open(struct demos **demos);
int system_attach(struct demos **demos);
void system_detach(struct demos *demos);
__printf(2, 3) int system_refuse(struct demos *demos, const char *format, ...);
int switchboard_find(struct demos *demos, int patience, __u32 *sb);
int manager_open(struct manager *manager);
void manager_close(struct manager *manager);
int manager_open_guest(struct manager *manager, const char *text, __u64 *pid);
int manager_look(struct manager *manager, __u64 pid, int patience,
		 struct demos_surveyed *guest);
__printf(4, 5) int manager_refuse(struct manager *manager, __u64 pid,
				  int error, const char *format, ...);
int local_pid(struct demos *demos, const char *text, __u64 *pid);

#endif
