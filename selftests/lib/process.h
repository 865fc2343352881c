/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A native process, and its kernel calls as functions.
 *
 * Results: 0; a negative errno, if the kernel refused the request or nothing
 * arrived in time (-ETIMEDOUT); a positive enum demos_result, if the kernel
 * later answered that the request failed.
 */
#ifndef SELFTEST_PROCESS_H
#define SELFTEST_PROCESS_H

#include "client.h"
#include "machine.h"

#include <stddef.h>

#define ALL_CHANNELS	0xffffffffU
/* The channel on which process_call() awaits replies */
#define CALL_CHANNEL	31

/**
 * struct process - a native process
 * @client: its socket: the process ends when it is closed
 * @pid: process identifier
 * @calls: calls made so far
 */
struct process {
	struct client client;
	uint64_t pid;
	uint32_t calls;
};

/**
 * struct letter - a message to be sent
 * @link: the link to send it over
 * @data: the data
 * @length: bytes of it
 * @links: links to enclose
 * @nlinks: how many
 * @reply: reply link to make and enclose first, or NULL
 */
struct letter {
	uint32_t link;
	const void *data;
	size_t length;
	const uint32_t *links;
	unsigned int nlinks;
	const struct demos_reply *reply;
};

/**
 * struct message - a message received
 * @head: sender, code, channel, flags
 * @data: the data
 * @length: bytes of it
 * @links: names of enclosed links
 * @nlinks: how many
 */
struct message {
	struct demos_header head;
	uint8_t data[DEMOS_PACKET_MAX];
	size_t length;
	uint32_t links[DEMOS_LINKS_MAX];
	unsigned int nlinks;
};

/* What process_until() can wait for: a count in struct demos_process_info */
#define OF_PROCESS(field)	offsetof(struct demos_process_info, field)

int refusal(enum demos_result result);

int process_attach(struct process *process, const struct machine *machine,
		   const char *name);
void process_close(struct process *process);

int process_send(struct process *process, const struct letter *letter);
int process_say(struct process *process, uint32_t link, const void *data,
		size_t length);
int process_await_room(struct process *process, uint32_t link);
int process_ask_to_send(struct process *process, uint32_t link, uint32_t *seq);
int process_may_send(struct process *process, uint32_t seq, int ms);
int process_send_patiently(struct process *process,
			   const struct letter *letter);
int process_post(struct process *process, uint32_t channels, int ms,
		 uint32_t *credit);
int process_await(struct process *process, uint32_t credit, int ms,
		  struct message *message);
int process_receive(struct process *process, uint32_t channels, int ms,
		    struct message *message);
int process_call(struct process *process, const struct letter *letter,
		 struct message *answer);
int process_control(struct process *process, uint32_t link,
		    const void *request, size_t length,
		    struct message *answer);
bool process_is_refused(struct process *process, uint32_t link,
			const void *request, size_t length);
int notice_kind(const struct message *message);

int link_create(struct process *process, uint32_t code, uint8_t channel,
		uint32_t flags, uint32_t *link);
int link_create_area(struct process *process, uint32_t flags, uint32_t area,
		     uint32_t length, uint32_t *link);
int link_dup(struct process *process, uint32_t link, uint32_t flags,
	     uint32_t *copy);
int link_destroy(struct process *process, uint32_t link);
int link_inspect(struct process *process, uint32_t link,
		 struct demos_link *body);
int link_to_kernel(struct process *process, uint32_t machine, uint32_t *link);
int link_exchange(struct process *from, struct process *to, uint32_t link,
		  uint32_t *received);

int process_read(struct process *process, uint32_t link, uint32_t offset,
		 void *to, uint32_t length);
int process_write(struct process *process, uint32_t link, uint32_t offset,
		  const void *from, uint32_t length);

int process_info(struct machine *machine, uint64_t pid,
		 struct demos_process_info *info);
int process_until(struct machine *machine, uint64_t pid, size_t field,
		  uint32_t value);

#endif
