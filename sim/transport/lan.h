/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Simulated machines, the connections between them, and the fate of the
 * messages that they send (session_sim.c has the overview).
 */
#ifndef SIM_LAN_H
#define SIM_LAN_H

#include "first.h"
#include "core/session.h"
#include "core/wire.h"

#define MACHINES	3
#define ENDS		12
#define MESSAGES	4000
#define PIPE		131072
#define BATCH		8

struct pipe {
	u8 bytes[PIPE];
	u32 read, written;
	bool closed;		/* writes are refused; read: end of file */
	bool dead;		/* bytes written vanish */
	u32 left;		/* it is cut after this many more bytes */
};

struct peer {
	struct demos_session session;
	struct end *end;	/* the connection that is up */
};

struct machine {
	u16 id;
	u64 incarnation;
	u64 deleted;
	struct peer *peers[MACHINES];
};

struct end {
	struct machine *machine;
	u64 life;		/* of the machine, when the connection began */
	struct peer *peer;
	u16 id;			/* of the other machine, 0: not known yet */
	struct pipe *in, *out;
	bool told, up, cut;
	bool goodbye;		/* the other machine has said it */
	u32 hellos;
	bool routing;		/* a frame was judged, and is being routed */
	struct demos_message *msg;
	struct demos_message *batch[BATCH];
	u32 count;		/* messages in @batch */
	u32 used;
	u8 bytes[DEMOS_WIRE_MAX];
};

/* What has become of a message */
struct fate {
	u16 from, to;
	u64 from_life, to_life;	/* sessions' incarnations; to: 0: not met */
	u32 arrived;
	bool reported, given_up;
	bool pull, answer;	/* a request for move data; the move data */
};

/* Shows that the faults do happen */
struct total {
	u64 sent, arrived, again, doubles, up, new, reported, superseded;
	u64 dead, bulk, kept, debt, held, gone;
};

extern struct machine machines[MACHINES];
extern struct end *ends[ENDS];
extern struct fate fates[MESSAGES];
extern u32 messages;	/* how many were sent */
extern u32 pulls_open;	/* requests that are not answered yet */
extern u32 pulls_held;	/* of these: arrived, but there is no room to answer */
extern bool pulls_wait;	/* whether requests wait while there is none */
/* The last message to arrive, of each class */
extern u64 latest[MACHINES][MACHINES][DEMOS_CLASSES];
extern u64 seed_now;
extern u64 time_now;	/* ns */
extern bool verbose;
extern struct total total;

/* lan.c */
void say(const char *text, ...);
void broken(const char *what, u64 message);
struct demos_message *message_make(u64 number, u16 from, u16 to,
				   enum demos_class class, u32 length);
struct fate *message_send(u16 from, u16 to, enum demos_class class,
			  u32 length);
void message_some(u16 from, u16 to);
void message_pull(u16 from, u16 to);
void message_arrived(u64 number);
void message_answer_held(void);
void message_check(const struct demos_message *msg);
void session_check(const struct demos_session *session);
void free_list(struct list_head *list, bool report, bool give_up);
struct peer *peer_get(struct machine *machine, u16 id);

/* end.c */
void dial_up(struct machine *a, struct machine *b, bool both);
void end_limit(struct end *end, u32 bytes);
void end_cut(struct end *end);
void end_die(struct end *end);
void end_watch(struct end *end);
void end_all(const struct machine *machine, u16 id);
void end_leave(struct end *end);
void end_reap(void);
void end_destroy_all(void);
void step_receive(struct end *end, bool all);
void step_send(struct end *end);

#endif
