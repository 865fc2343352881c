/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puppets: processes of the simulator, which do what the seed says. Some behave
 * like guests: their program runs in a turn of their actor, and they migrate.
 * Others behave like native processes: their program runs beside the actor, and
 * they stay. A puppet's plans are in its brain, which does not migrate. Its
 * memory does, and holds the number of turns it had, which reveals a puppet
 * that has two copies or an outdated one.
 */
#ifndef SIM_PUPPET_H
#define SIM_PUPPET_H

#include "model.h"
#include "core/process.h"
#include "core/queue.h"

struct demos_image;
struct demos_transfer;

/* What all puppets are doing at present */
enum stage {
	STAGE_ACT,	/* act at random */
	STAGE_DRAIN,	/* receive, answer, begin nothing */
	STAGE_END	/* destroy all links, end */
};

enum doing {
	DOING_THINGS,
	DOING_WAIT,	/* for a message, or the answer to a call */
	DOING_SEND,	/* blocked by flow control */
	DOING_NOTHING	/* stopped by a fault */
};

/* What a puppet may do; a run allows a set of these */
enum act {
	ACT_SEND,
	ACT_CALL,
	ACT_RECEIVE,
	ACT_MAKE,	/* a link */
	ACT_COPY,
	ACT_DESTROY,
	ACT_STATUS,
	ACT_SUSPEND,
	ACT_RESUME,
	ACT_KILL,
	ACT_MIGRATE,
	ACT_READ,	/* a data area */
	ACT_WRITE,
	ACT_FAULT,
	ACT_EXIT,
	ACT_SPAWN,
	ACT_FORGE,	/* request what it has no right to */
	__ACTS
};

#define ACT_ALL		((1U << __ACTS) - 1)

/**
 * struct brain - a puppet's plans
 * @doing: what it does
 * @want: DOING_WAIT: the messages it waits for
 * @deadline: DOING_WAIT: when the wait ends
 * @woken: its deadline has passed, and it has been woken
 * @call: origin of the reply link of the call it waits for
 * @energy: acts left
 * @turns: turns it had
 * @size: bytes of memory
 * @areas: offset from which its memory has no data area yet
 * @moves: data moves under way
 * @learns: it is being given a link that the model does not know of yet
 * @posted: data moves of a native process that its actor has yet to begin
 * @stubborn: it will not end by itself: it must be killed
 * @asked: the operator has sent it the request, or need not
 */
struct brain {
	enum doing doing;
	struct demos_want want;
	u64 deadline;
	bool woken;
	int call;
	u32 energy;
	u64 turns;
	u32 size;
	u32 areas;
	u32 moves;
	u32 learns;
	struct list_head posted;
	bool stubborn;
	bool asked;
};

/**
 * struct puppet - a process
 * @process: the process
 * @turn: native: the queued turn of its program
 * @memory: brain.size bytes
 */
struct puppet {
	struct demos_process process;
	struct work_struct turn;
	u8 memory[];
};

/**
 * struct show - state that all puppets share
 * @stage: what they do at present
 * @acts: set of enum act that are allowed
 * @budget: acts left for all of them together
 * @refuse: a machine refuses one in @refuse arriving processes; 0: none
 * @strict: as in the plan
 * @limits: queues may be full
 * @crowds: sessions may be full
 * @operator: the process manager of the first puppets
 * @brains: one for each being
 */
struct show {
	enum stage stage;
	u32 acts;
	u32 budget;
	u32 refuse;
	bool strict;
	bool limits;
	bool crowds;
	int operator;
	struct brain brains[MODEL_BEINGS];
};

extern struct show show;

static inline struct puppet *puppet_of(struct demos_process *process)
{
	return container_of(process, struct puppet, process);
}

static inline int self(struct demos_process *process)
{
	return model_find(process->entry.pid);
}

static inline struct brain *brain_of(struct demos_process *process)
{
	return &show.brains[self(process)];
}

/* puppet.c */
struct demos_process *puppet_create(struct demos_machine *machine,
				    const struct demos_guest_spec *spec);
struct demos_process *puppet_start(struct demos_machine *machine, u64 pid,
				   bool native, u32 energy);
void puppet_wake(struct demos_process *process);
u64 puppet_deadline(void);
void puppet_expire(u64 now);
void puppet_stir(void);
void puppet_updated(struct demos_machine *machine,
		    const struct demos_event *event);
void puppet_audit(struct demos_process *process);

/* act.c */
void act(struct demos_process *process);
int any_right(int id, u16 with, u16 without);
bool agree(struct demos_process *process, const char *what,
	   enum demos_result got, enum demos_result expected);
void destroy_right(struct demos_process *process, int right);
void leave(struct demos_process *process);

/* send.c */
void send_letter(struct demos_process *process, int over, bool call);
bool send_request(struct demos_process *process, int over, u16 op,
		  u32 argument, bool call);
void send_spawn(struct demos_process *process, int over, int manager);
void send_nowhere(struct demos_process *process);

/* hear.c */
bool receive(struct demos_process *process);
void wait_for(struct demos_process *process, u32 channels, u64 limit);

/* area.c */
#define AREA_FIRST	16	/* below it is the puppet's own data */
#define AREA_BOOT	256	/* bytes used over the link its creator gets */

void area_begin(int id, u32 size);
u8 area_first(int id, u32 at);
enum demos_result area_read(struct demos_process *process, u32 at, void *to,
			    u32 count);
enum demos_result area_write(struct demos_process *process, u32 at,
			     const void *from, u32 count);
void area_scribble(struct demos_process *process);
void area_move(struct demos_process *process, int right, bool write,
	       bool beyond);
void area_begin_posted(struct demos_process *process);
void area_drop_posted(struct demos_process *process);
void area_check(struct demos_process *process);
void area_reset(void);
u32 area_end(void);
void area_save(struct demos_process *process, struct demos_image *image);
int area_restore(struct demos_process *process, struct demos_image *image);
void area_forget(struct demos_process *process);

#endif
