/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model: what processes did and were told, and from that alone who holds
 * which right, which messages are on their way, what everybody must still be
 * told. It knows nothing of how the kernel works.
 *
 * An origin is a link as its creator made it, known by its code, which no
 * other link has. A right is one of the links that came of it: the first, or
 * a duplicate; it is in somebody's link table under a name, in a message, or
 * gone. A letter is a message from process to process.
 */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H

#include <linux/types.h>
#include <linux/demos.h>

#define MODEL_BEINGS	48
#define MODEL_CODE	65536	/* code of origin 0; calls' are below */
#define MODEL_HELD	64	/* links in a table */
#define MODEL_NAMES	8192
#define MODEL_MOST	16384	/* of all else */

struct demos_machine;
struct demos_message;

enum place {
	PLACE_HELD,	/* @where: by whom, under @name */
	PLACE_LETTER,	/* @where: which */
	PLACE_ASKED,	/* enclosed in a request to a kernel; @where: whose */
	PLACE_KEPT,	/* @where: it is whose manager link */
	PLACE_GONE
};

/**
 * struct right - a link that somebody holds, or held
 * @origin: of what it came
 * @flags: DEMOS_LINK_* that it has
 * @area: its data area
 * @length: of the area; 0: none
 * @place: where it is
 * @where: by place
 * @name: by place
 */
struct right {
	int origin;
	u16 flags;
	u32 area;
	u32 length;
	enum place place;
	int where;
	u32 name;
};

/**
 * struct origin - a link as it was made
 * @creator: whom it addresses; below 0: the kernel of machine -@creator
 * @code: its code
 * @flags: as made
 * @channel: as made
 * @made: rights there ever were
 * @heard: what came over them: a reply, or notices
 * @expired: a call's reply link: its time limit has run out
 * @unsure: whether a kernel keeps one as a manager link was to be heard from a
 *          machine that is lost
 * @op: what was asked for when it is the reply link of a request to a kernel
 * @about: about whom, as @creator
 * @argument: of the request
 */
struct origin {
	int creator;
	u32 code;
	u16 flags;
	u8 channel;
	u32 made;
	u32 heard;
	bool expired;
	bool unsure;
	u16 op;
	int about;
	u32 argument;
};

/**
 * struct letter - a message from process to process
 * @from: sender
 * @to: receiver
 * @origin: of the link it was sent over
 * @reply: that was a reply link
 * @channel: it is to come on
 * @length: of its data
 * @nrights: links enclosed
 * @rights: these
 * @told: if it finds nobody its sender hears of it over its own reply link
 * @read: it has left its queue
 * @received: it has been, and who took it has gone on
 * @passed: a later one came before it, so that it must have been refused
 * @closed: it is not looked for any more
 * @next: the next of the two that has not been received, -1: none
 * @prev: the one before
 */
struct letter {
	int from;
	int to;
	int origin;
	bool reply;
	u8 channel;
	u16 length;
	u32 nrights;
	int rights[DEMOS_LINKS_MAX];
	bool told;
	bool read;
	bool received;
	bool passed;
	bool closed;
	int next;
	int prev;
};

/**
 * struct being - what is known of a process
 * @pid: its identifier
 * @native: it does not move
 * @born: it lives or has lived
 * @dead: it has ended
 * @lost: with its machine
 * @missing: it ended with its machine, or is about to live on elsewhere
 * @strayed: it had moved when a machine was lost: links to it may lead to
 *           where nobody knows where it went
 * @doomed: it may end: it said so, was killed, its machine went down
 * @exits: it was seen to end so often
 * @status: it ended with
 * @manager: right that is its manager link, -1: none
 * @memory: origin of the links that its kernel made to it, -1: none
 * @ended: its manager was told so often
 * @faults: it stopped with a fault so often
 * @faulted: its manager was told so often
 * @sent: messages it sent
 * @received: messages it received
 * @moved: migrations of it that were answered well
 * @held: the rights in its link table
 * @nheld: how many
 */
struct being {
	u64 pid;
	bool native;
	bool born;
	bool dead;
	bool lost;
	bool missing;
	bool strayed;
	bool doomed;
	u32 exits;
	int manager;
	int memory;
	u32 ended;
	u32 faults;
	u32 faulted;
	u64 sent;
	u64 received;
	u32 moved;
	int held[MODEL_HELD];
	int nheld;
};

/* Two processes: the letters on their way, and what the first was told */
struct couple {
	int head;
	int tail;
	u32 unread;	/* those that flow control counts */
	u32 told_dead;
	u32 told_else;
	u32 forwarded;
	u32 updated;
};

/**
 * struct model - all that
 * @beings: processes
 * @nbeings: how many there ever were
 * @couples: by two processes, the second being spoken to
 * @names: of links that processes ever had, a hash table
 * @nnames: how many
 * @sent: messages
 * @received: messages
 * @moves: data moves begun
 * @losses: machines lost
 * @lossy: nobody knows yet what was lost with them
 * @first_wrong: the first thing that must not happen, or ""
 * @nrights: how many there ever were
 * @norigins: how many there ever were
 * @nletters: how many there ever were
 * @rights: links
 * @origins: links as they were made
 * @letters: messages from process to process
 */
struct model {
	struct being beings[MODEL_BEINGS];
	int nbeings;
	struct couple couples[MODEL_BEINGS][MODEL_BEINGS];
	u64 names[MODEL_NAMES];
	u32 nnames;
	u64 sent;
	u64 received;
	u64 moves;
	u32 losses;
	bool lossy;
	char first_wrong[200];
	int nrights;
	int norigins;
	int nletters;
	struct right rights[MODEL_MOST];
	struct origin origins[MODEL_MOST];
	struct letter letters[MODEL_MOST];
};

extern struct model model;

void __printf(1, 2) wrong(const char *format, ...);
void model_begin(void);

int model_being(u64 pid);
int model_find(u64 pid);
void model_event(struct demos_machine *machine,
		 const struct demos_event *event, bool severed);

int model_origin(int creator, u32 code, u8 channel, u16 flags);
int model_right(int origin, u16 flags, u32 area, u32 length);
void model_named(int who, u32 name);
void model_hold(int right, int who, u32 name);
void model_drop(int right, enum place place, int where);
int model_held(int who, u32 name);
u64 model_pid(int who);
void model_check_link(int right, const struct demos_link *link);

int model_letter(int from, int over);
void model_sent(int letter);
void model_may_be(int letter);
void model_unsent(int letter);
int model_oldest(int from, int to, u32 channels);
void model_read(u32 letter);
void model_received(int letter, u32 channels);

void model_lose(void);
void model_resolve(void);
void model_settle(void);

static inline struct being *being(int who)
{
	return &model.beings[who];
}

static inline struct origin *origin_of(int right)
{
	return &model.origins[model.rights[right].origin];
}

static inline bool alive(int who)
{
	return who >= 0 && being(who)->born && !being(who)->dead;
}

#endif
