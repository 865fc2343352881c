/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A cable connects two machines: at each end is a session, as the module keeps
 * it, and between them frames, as the module writes and checks them. A
 * connection can be cut, which loses the frames in flight; the sessions
 * retransmit them when it is connected again.
 */
#ifndef SIM_CABLE_H
#define SIM_CABLE_H

#include <linux/list.h>
#include <linux/types.h>

#include "core/session.h"

struct lan;

/**
 * struct cable_end - a machine's end of a cable
 * @session: its session with the other machine
 * @flight: frames on their way to the other machine
 * @busy: the other machine is processing a frame from this one, or the news of
 *        a life that ended
 * @stalled: nothing reaches the other machine before this time
 * @left: this machine has said good-bye and sends nothing more
 * @connected: the cable is connected; the same at both ends
 * @known: this machine has been told of the other one
 * @crowded: a sender waits until there is room for messages of that class
 */
struct cable_end {
	struct demos_session session;
	struct list_head flight;
	bool busy;
	u64 stalled;
	bool left;
	bool connected;
	bool known;
	bool crowded[DEMOS_CLASSES];
};

void cable_init(struct cable_end *end, u64 incarnation);
void cable_exit(struct cable_end *end);
bool cable_active(const struct lan *lan, int from, int to);
bool cable_waits(const struct lan *lan, int from, int to);
void cable_step(struct lan *lan, int from, int to);
void cable_leave(struct lan *lan, int from);
void cable_cut(struct lan *lan, int one, int other);
bool cable_delete(struct lan *lan, int one, int other);
bool cable_can_connect(const struct lan *lan, int one, int other);
void cable_connect(struct lan *lan, int one, int other);
bool cable_room(struct cable_end *end, enum demos_class class);

#endif
