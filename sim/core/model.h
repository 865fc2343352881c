/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model records what processes did and were told. From that alone it
 * derives which process holds which right, which messages are in flight, and
 * what each process must still be told. It knows nothing of how the kernel
 * works.
 *
 * An origin is a link as its creator made it, known by its code, which no other
 * link has. A right is one of the links derived from it: the first, or a
 * duplicate; it is in a process's link table under a name, in a message, or
 * gone. A letter is a message from process to process.
 */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H

#include <linux/types.h>
#include <linux/demos.h>

#define MODEL_BEINGS	48
#define MODEL_CODE	65536	/* code of origin 0; codes of calls are lower */
#define MODEL_HELD	64	/* links in a table */
#define MODEL_NAMES	8192
#define MODEL_MOST	16384	/* of each of the others */

struct demos_machine;
struct demos_message;

enum place {
	PLACE_HELD,	/* @where: its holder; @name is valid */
	PLACE_LETTER,	/* @where: the letter */
	PLACE_ASKED,	/* enclosed in a request to a kernel; @where: sender */
	PLACE_KEPT,	/* a manager link; @where: of this process */
	PLACE_GONE
};

/**
 * struct right - a link that a process holds, or held
 * @origin: the origin it was derived from
 * @flags: DEMOS_LINK_* that it has
 * @area: its data area
 * @length: length of the area; 0: none
 * @place: where it is
 * @where: depends on @place
 * @name: depends on @place
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
 * @made: rights that were ever derived from it
 * @heard: messages that came over them: a reply, or notices
 * @expired: it is the reply link of a call whose time limit has expired
 * @unsure: a kernel may keep one as a manager link; the machine that was to
 *          tell is lost
 * @op: operation requested, if it is the reply link of a request to a kernel
 * @about: the process that the request is about, as @creator
 * @argument: argument of the request
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
 * @reply: it was sent over a reply link
 * @channel: the channel it should arrive on
 * @length: length of its data
 * @nrights: number of links enclosed
 * @rights: the links enclosed
 * @told: if it cannot be delivered, its sender is told over its own reply link
 * @read: it has left its queue
 * @received: the receiver has it and has gone on
 * @passed: a later one arrived before it, so it must have been refused
 * @closed: its arrival is no longer expected
 * @next: the couple's next letter that has not been received, -1: none
 * @prev: the previous one
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
 * struct being - what the model knows of a process
 * @pid: its identifier
 * @native: it does not move
 * @born: it lives or has lived
 * @dead: it has ended
 * @lost: it ended with its machine
 * @missing: it ended with its machine, or will turn out to live elsewhere
 * @doomed: it may end: it exits, was killed, or its machine went down
 * @exits: how often the kernel reported its end
 * @manager: right that is its manager link, -1: none
 * @memory: origin of the links that its kernel made to it, -1: none
 * @ended: how often its manager was told of its end
 * @faults: how often it stopped with a fault
 * @faulted: how often its manager was told of a fault
 * @sent: messages it sent
 * @received: messages it received
 * @moved: migrations of it that were reported as successful
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

/* Two processes: letters in flight, what the first was told of the second */
struct couple {
	int head;
	int tail;
	u32 unread;	/* those that flow control counts */
	u32 told_dead;
	u32 told_else;
	u32 unfound;	/* lost before, and perhaps not reported yet */
	u32 found;	/* of @told_else, those that may be about them */
	u32 forwarded;
	u32 updated;
};

/**
 * struct model - the whole model
 * @beings: processes
 * @nbeings: how many there ever were
 * @couples: by sender and receiver
 * @names: hash table of all link names that processes ever had
 * @nnames: how many
 * @sent: messages sent
 * @received: messages received
 * @moves: data moves begun
 * @losses: machines lost
 * @lossy: it is not known yet what was lost with them
 * @unknown: look-ups that had ended without a result when that was known
 * @first_wrong: the first report of wrong(), or ""
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
	u64 unknown;
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
void model_named(int id, u32 name);
void model_hold(int right, int id, u32 name);
void model_drop(int right, enum place place, int where);
int model_held(int id, u32 name);
u64 model_pid(int id);
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

static inline struct being *being(int id)
{
	return &model.beings[id];
}

static inline struct origin *origin_of(int right)
{
	return &model.origins[model.rights[right].origin];
}

static inline bool alive(int id)
{
	return id >= 0 && being(id)->born && !being(id)->dead;
}

#endif
