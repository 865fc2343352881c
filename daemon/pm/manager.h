/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process manager: declarations that its parts share. It never waits for
 * one request while it could serve others: it sends each on, and the answer
 * comes to a function that has all it needs to answer the requester.
 *
 * A holder of a link to the process manager may do anything with any guest that
 * can be requested here.
 */
#ifndef DEMOS_MANAGER_H
#define DEMOS_MANAGER_H

#include <stdint.h>

#include "common/loop.h"
#include "common/serve.h"
#include "pm/balance.h"
#include "pm/drain.h"
#include "pm/guest.h"

/* Guests being created. Requests about guests have a limit for each guest (see
 * guest.h), so that a machine that does not answer blocks no others.
 */
#define MANAGER_CREATIONS_MAX	256

/* Requests that wait for the end of groups */
#define MANAGER_GROUP_WAITS	64

#define CHANNEL_REQUESTS	0
#define CHANNEL_ENDED		1
#define CHANNEL_CLAIMS		2	/* a creator has gone */
#define CHANNEL_CONSOLES	3	/* what guests write */
#define CHANNEL_SESSIONS	4	/* a watcher has gone */
#define CHANNEL_DRAINS		5	/* an evacuation has been given up */
#define CHANNEL_FOREGROUND	6	/* and more: see foreground.c */

#define MANAGER_FOREGROUNDS	(DEMOS_CHANNEL_ANSWERS - CHANNEL_FOREGROUND)

/* Codes of links to the process manager: a guest's own, or one of these */
#define CODE_REQUESTS		1
#define CODE_MARK		0

/**
 * struct foreground - a channel for the console of one guest, see foreground.c
 * @pm: the process manager
 * @code: of the guest, 0: none has had it yet
 * @creating: the guest does not exist yet
 * @posted: a receive on the channel has been posted
 * @channel: the channel
 * @mark: link to ourselves on that channel
 */
struct foreground {
	struct manager *pm;
	__u32 code;
	bool creating;
	bool posted;
	__u8 channel;
	__u32 mark;
};

/**
 * struct group_wait - one that waits for the end of all guests of a group
 * @group: the group, 0: nobody waits here
 * @reply: its reply link
 */
struct group_wait {
	__u64 group;
	__u32 reply;
};

/**
 * struct manager - the process manager
 * @demos: its process
 * @events: of its machine
 * @guests: that it has created
 * @switchboard: link to the switchboard, which each guest gets
 * @switchboard_pid: its process identifier
 * @token: keeps its name at the switchboard
 * @look: when to look for another switchboard, ms; UINT64_MAX: it is there
 * @mark: link to itself, see ending.c
 * @marks_wait: more marks will be sent over it when there is room
 * @unmarked: one for a machine, too
 * @console_mark: link to itself, see console.c
 * @console: handles messages over the link of a guest's console
 * @sessions: code of the last session
 * @foregrounds: channels for guests in the foreground
 * @expire: when to forget guests that ended long ago, ms
 * @creations: guests being created
 * @creating: the same, by machine
 * @group_waits: who waits for the end of groups
 * @drains: machines that take no guests
 * @balance: guests are moved for the sake of load, see balance.h
 * @loop: its event loop
 * @process: @demos in the loop
 * @machine: @events in the loop
 * @failed: it ends, because of an error
 */
struct manager {
	struct demos *demos;
	struct demos_events *events;
	struct guests guests;
	__u32 switchboard;
	__u64 switchboard_pid;
	__u32 token;
	__u64 look;
	__u32 mark;
	bool marks_wait;
	bool unmarked;
	__u32 console_mark;
	demos_receive_fn console;
	__u32 sessions;
	struct foreground foregrounds[MANAGER_FOREGROUNDS];
	__u64 expire;
	unsigned int creations;
	__u16 creating[UINT16_MAX + 1];
	struct group_wait group_waits[MANAGER_GROUP_WAITS];
	struct drains drains;
	struct balance balance;
	struct loop loop;
	struct loop_source process;
	struct loop_source machine;
	bool failed;
};

/* name.c */
int manager_name_take(struct manager *pm);
void manager_name_lost(struct manager *pm, __u64 pid);
void manager_name_check(struct manager *pm);
void manager_name_up(struct manager *pm, __u16 machine);
int manager_name_turn(struct manager *pm);

/* create.c */
enum demos_result manager_create(struct manager *pm,
				 struct serve_request *request);
void manager_unclaimed(struct demos *demos, const struct demos_incoming *in,
		       void *arg);

/* machine.c */
struct demos_peer_info *manager_machines_list(struct manager *pm, int *count);
bool manager_drains(const struct manager *pm, __u16 machine);
__u16 manager_place(struct manager *pm);
enum demos_result manager_place_guests(struct manager *pm,
				       const struct serve_request *request);
enum demos_result manager_machines(struct manager *pm,
				   const struct serve_request *request,
				   __u16 after);

/* draining.c */
enum demos_result manager_drain(struct manager *pm,
				const struct serve_request *request);
void manager_undrained(struct demos *demos, const struct demos_incoming *in,
		       void *arg);
void manager_drain_over(struct manager *pm, __u16 machine);

/* note.c */
enum demos_result manager_note(struct manager *pm,
			       const struct serve_request *request);

/* console.c */
int manager_console_create(struct manager *pm, __u32 code, __u8 channel,
			   __u32 *link);
void manager_console_received(struct demos *demos,
			      const struct demos_incoming *in, void *arg);
enum demos_result manager_output(struct manager *pm,
				 const struct serve_request *request,
				 const struct demos_pm_read *read);
void manager_console_ended(struct manager *pm, struct guest *guest);

/* reader.c */
bool guest_is_complete(const struct guest *guest);
__u16 reader_flags(const struct guest *guest, __u64 from);
void manager_reader_answer(struct manager *pm, const struct guest *guest,
			   const struct guest_reader *reader);
void manager_readers_answer(struct manager *pm, struct guest *guest, bool all);
void manager_readers_refuse(struct manager *pm, struct guest *guest,
			    enum demos_result result);

/* foreground.c */
__u8 manager_foreground_take(struct manager *pm, __u32 code);
void manager_foreground_made(struct manager *pm, __u32 code);
__u32 manager_foreground_mark(struct manager *pm, const struct guest *guest);
void manager_foreground_listen(struct manager *pm, const struct guest *guest);
bool manager_foreground_pauses(struct manager *pm, const struct guest *guest);

/* session.c */
int manager_session_create(struct manager *pm, struct guest *guest,
			   __u64 watcher, __u32 *link);
enum demos_result manager_attach(struct manager *pm,
				 const struct serve_request *request,
				 __u64 pid);
enum demos_result manager_input(struct manager *pm,
				const struct serve_request *request);
void manager_session_read(struct manager *pm, struct guest *guest,
			  const struct serve_request *request);
void manager_session_guest_ended(struct manager *pm, struct guest *guest);
void manager_detached(struct demos *demos, const struct demos_incoming *in,
		      void *arg);

/* config.c */
int manager_config_read(struct manager *pm, const char *path, bool must);

/* balancing.c */
enum demos_result manager_balance(struct manager *pm,
				  const struct serve_request *request);
enum demos_result manager_explain(struct manager *pm,
				  const struct serve_request *request,
				  __u64 after);

/* control.c */
enum demos_result manager_move(struct manager *pm, struct guest *guest,
			       __u16 machine);
enum demos_result manager_forward(struct manager *pm,
				  const struct serve_request *request,
				  const struct demos_pm_request *asked);
enum demos_result manager_give(struct manager *pm,
			       struct serve_request *request);
enum demos_result manager_link(struct manager *pm,
			       const struct serve_request *request);

enum demos_result manager_move_me(struct manager *pm,
				  const struct serve_request *request);

/* group.c */
enum demos_result manager_join(struct manager *pm,
			       const struct serve_request *request);
enum demos_result manager_group(struct manager *pm,
				const struct serve_request *request);

/* group_wait.c */
void manager_group_ended(struct manager *pm, __u64 group);

/* ending.c */
enum demos_result manager_wait(struct manager *pm,
			       const struct serve_request *request, __u64 pid);
enum demos_result manager_forget(struct manager *pm,
				 const struct serve_request *request,
				 __u64 pid);
int manager_forget_turn(struct manager *pm);
void manager_told(struct demos *demos, const struct demos_incoming *in,
		  void *arg);
void manager_suspect(struct manager *pm, __u64 pid);
int manager_probe_guest(struct manager *pm, const struct guest *guest);
void manager_probe(struct manager *pm, __u16 machine);
bool manager_gone(struct manager *pm, __u16 machine);
bool manager_guest_gone(struct manager *pm, const struct guest *guest);
void manager_look(struct manager *pm);

#endif
