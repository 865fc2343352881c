/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hosts: each binds a machine to Linux. A host has the network namespace, the
 * work queues that the machine's actors run on, its peers and its native
 * processes.
 */
#ifndef DEMOS_HOST_H
#define DEMOS_HOST_H

#include <linux/completion.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>

#include "core/machine.h"

struct demos_peers;
struct netlink_ext_ack;

/**
 * struct demos_host - a machine that is up
 * @machine: the kernel's logic
 * @net: the network namespace (no reference: it waits for the host's end)
 * @peers: other machines
 * @work: runs the actors of native processes, and the kernel's
 * @guests: runs the actors of guests, which only compute: no program can make
 *          one wait
 * @natives: native processes by the port of their netlink socket
 *           (&struct demos_native; read under RCU)
 * @refs: references; the namespace holds one while the machine is up
 * @idle: the last reference is gone
 * @quiet: woken when an actor has done something while the machine goes down
 * @alarm: demos_machine_ops.alarm
 * @alarm_lock: protects @silent
 * @silent: no alarm may be set any more
 * @end: takes the machine down, once
 */
struct demos_host {
	struct demos_machine machine;
	struct net *net;
	struct demos_peers *peers;
	struct workqueue_struct *work;
	struct workqueue_struct *guests;
	struct xarray natives;
	refcount_t refs;
	struct completion idle;
	wait_queue_head_t quiet;
	struct delayed_work alarm;
	spinlock_t alarm_lock;	/* @silent */
	bool silent;
	struct work_struct end;
};

static inline struct demos_host *demos_host_of(struct demos_machine *machine)
{
	return container_of(machine, struct demos_host, machine);
}

struct demos_process;

int demos_host_init(void);
void demos_host_close(void);
void demos_host_exit(void);
int demos_host_up(struct net *net, u16 id, u64 next_local, u64 last,
		  struct netlink_ext_ack *extack);
int demos_host_down(struct net *net);
struct demos_host *demos_host_get(struct net *net);
void demos_host_put(struct demos_host *host);
void demos_host_adopt(struct demos_process *process);

#endif
