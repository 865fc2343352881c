/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The stage: runs guest programs together, without a kernel. Each has a virtual
 * CPU of its own; links, messages, a switchboard and a console are kept in
 * memory. There is one thread and no lock. A failure of the stage itself ends
 * it with status 254.
 */
#ifndef STAGE_H
#define STAGE_H

#include <stdint.h>
#include <sys/queue.h>

#include <linux/demos.h>

#include "z8k.h"

#define STAGE_GUESTS	32
#define STAGE_LINKS	256
#define STAGE_ARGUMENTS	8
#define STAGE_FOREVER	UINT64_MAX
#define CALL_CHANNEL	DEMOS_CHANNELS	/* not one that a guest can name */

/* Destinations of links that are not guests */
#define CONSOLE		(-1)
#define SWITCHBOARD	(-2)
#define NOBODY		(-3)

/**
 * struct link - a link
 * @to: number of a guest, or one of the above
 * @code: as in struct demos_link
 * @flags: as in struct demos_link
 * @channel: as in struct demos_link, or CALL_CHANNEL
 */
struct link {
	int to;
	uint32_t code;
	uint16_t flags;
	uint8_t channel;
};

/**
 * struct message - a message
 * @next: in a queue
 * @from: the sender: number of a guest, or one of the above
 * @over: the link it was sent over
 * @notice: it is a notice
 * @length: of @data
 * @nlinks: enclosed links
 * @links: these
 * @data: its data
 */
struct message {
	STAILQ_ENTRY(message) next;
	int from;
	struct link over;
	bool notice;
	uint16_t length;
	unsigned int nlinks;
	struct link links[DEMOS_LINKS_MAX];
	uint8_t data[DEMOS_DATA_MAX];
};

STAILQ_HEAD(message_queue, message);

enum guest_state {
	GUEST_READY,
	GUEST_WAITING,
	GUEST_ENDED
};

/**
 * struct guest - one program
 * @path: of its file
 * @argv: its arguments, first the path; NULL after the last
 * @state: enum guest_state
 * @status: exit status, 255 if it has faulted
 * @cpu: its CPU
 * @memory: its memory
 * @segments: of @memory
 * @queue: messages for it
 * @channels: channels it waits on, unless for the answer to a call
 * @call: it waits for the answer to this call; 0: for @channels
 * @calls: number of calls so far
 * @deadline: end of its wait, by the clock
 * @buffer: linear address for the message
 * @room: bytes there
 * @links: its link table
 * @generation: of each slot of @links; a name is this and the slot
 */
struct guest {
	const char *path;
	const char *argv[STAGE_ARGUMENTS + 1];
	enum guest_state state;
	int status;
	struct z8k_cpu cpu;
	struct z8k_memory memory;
	struct z8k_segment segments[Z8K_MAX_SEGMENTS];
	struct message_queue queue;
	uint32_t channels;
	uint32_t call;
	uint32_t calls;
	uint64_t deadline;
	uint32_t buffer;
	uint16_t room;
	struct link links[STAGE_LINKS];
	uint16_t generation[STAGE_LINKS];
};

/**
 * struct stage - the state of the stage
 * @guests: the guests
 * @nguests: number of guests
 * @now: the clock, ns
 * @lose: of every @lose one-way messages between guests one is lost, 0: none
 * @twice: of every @twice one is doubled
 * @swap: of every @swap one is swapped with the next
 * @held: the message to be swapped
 * @environ: of all guests, NULL after the last
 */
struct stage {
	struct guest guests[STAGE_GUESTS];
	int nguests;
	uint64_t now;
	unsigned int lose;
	unsigned int twice;
	unsigned int swap;
	struct message *held;
	const char *environ[STAGE_ARGUMENTS + 1];
};

extern struct stage stage;

void guest_add(char *line);
void guest_end(struct guest *guest, int status);
struct link *guest_link(struct guest *guest, uint32_t name);
uint32_t guest_link_add(struct guest *guest, const struct link *link);
struct link guest_link_remove(struct guest *guest, struct link *link);

struct message *message_create(int from, const struct link *over,
			       const void *data, uint16_t length);
void message_deliver(struct message *message);
void message_link_destroyed(const struct link *link);
void message_refuse(struct message *message);
void message_look(struct guest *guest);
void message_release_held(void);

void switchboard(const struct message *message);
void console(const struct message *message);

void call(struct guest *guest, uint8_t number);

#endif
