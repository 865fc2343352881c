/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines and the connections between them. Between two machines there is a
 * queue of messages in each direction, which stands for the session: a message
 * in it has not been accepted. The sessions themselves only judge which life of
 * a machine greets.
 */
#ifndef LIVES_HOST_H
#define LIVES_HOST_H

#include "core/machine.h"
#include "core/process.h"
#include "core/session.h"

#define MACHINES	4

/**
 * struct host - a machine; the members below @machine by the other one's id
 * @machine: the machine
 * @wire: messages to it
 * @session: session with it
 * @up: they are connected
 * @stranger: it is no peer
 * @crashed: the machine is lost, and reaches no other
 * @lives: lives that have begun
 * @alarm: its alarm rings when the next second is over
 */
struct host {
	struct demos_machine machine;
	struct list_head wire[MACHINES + 1];
	struct demos_session session[MACHINES + 1];
	bool up[MACHINES + 1];
	bool stranger[MACHINES + 1];
	bool crashed;
	u64 lives;
	bool alarm;
};

/* By id, from 1 on */
extern struct host hosts[MACHINES + 1];

void hosts_begin(void);
void hosts_end(void);
bool hosts_step(void);
bool host_step_alone(u16 id);
void hosts_settle(void);
void hosts_wait(u32 seconds);
void host_join(u16 one, u16 other);
void host_cut(u16 one, u16 other);
void host_delete(u16 here, u16 other);
bool host_deliver(u16 from, u16 to);
void host_repeat(u16 from, u16 to);
void host_go_down(u16 id);
void host_crash(u16 id);
void host_begin_again(u16 id);
void host_come_back(u16 id);
struct demos_process *host_birth(u16 id);
struct demos_process *host_find(u16 id, u64 pid);

#endif
