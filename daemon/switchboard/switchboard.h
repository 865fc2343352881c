/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The switchboard: declarations that its parts share.
 */
#ifndef DEMOS_SWITCHBOARD_H
#define DEMOS_SWITCHBOARD_H

#include "common/loop.h"
#include "common/serve.h"
#include "switchboard/names.h"
#include "switchboard/waits.h"

#define CHANNEL_REQUESTS	0
#define CHANNEL_TOKENS		1
#define CODE_REQUESTS		1

/**
 * struct switchboard - the server
 * @demos: its process
 * @events: of its machine
 * @names: the links that it gives out
 * @waits: those who wait for names
 * @loop: its event loop
 * @process: @demos in the loop
 * @machine: @events in the loop
 * @failed: it ends, because of an error
 */
struct switchboard {
	struct demos *demos;
	struct demos_events *events;
	struct names names;
	struct waits waits;
	struct loop loop;
	struct loop_source process;
	struct loop_source machine;
	bool failed;
};

/* operation.c */
void switchboard_serve(struct switchboard *sb, struct serve_request *request,
		       __u16 machine);
void switchboard_forget(struct switchboard *sb, struct name *name,
			const char *why);
int switchboard_turn(struct switchboard *sb);

#endif
