/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DEMOS/MP for guests: each kernel call as a function, the switchboard, and
 * the loop of a server. linux/demos.h has the constants, and the structures
 * that are the data of messages; Documentation/guest-abi.rst describes
 * each call and its errors.
 *
 * Functions that return int return 0 (DEMOS_OK) or an enum demos_result; then
 * nothing has been done, unless guest-abi.rst says otherwise. The process can
 * be moved to another machine at any time; nothing here changes by that.
 */
#ifndef _DEMOS_H
#define _DEMOS_H

#include <linux/demos.h>
#include <stdint.h>

/* The name of a link in the link table; 0: no link */
typedef uint32_t demos_link_t;

/* A process identifier, DEMOS_PID(machine, local) */
typedef uint64_t demos_pid_t;

/* Channels: bit n for channel n */
#define DEMOS_ALL_CHANNELS	0xffffffffUL

/* A number of links to which this was added: see send_links() */
#define DEMOS_NOWAIT		DEMOS_SC_NOWAIT

/* Flags of a message */
#define DEMOS_MESSAGE_NOTICE	0x01	/* its data is a struct demos_notice */
#define DEMOS_MESSAGE_REPLY	0x02	/* it came over a reply link */

/**
 * struct demos_message - a message that was received
 * @result: of the call that received it
 * @length: bytes of data in the buffer
 * @code: of the link that it came over
 * @channel: of that link
 * @flags: DEMOS_MESSAGE_...
 * @count: how many links it enclosed
 * @links: these, now in this process's table. That of an answer to be sent is
 *	the first one
 */
struct demos_message {
	uint16_t result;
	uint16_t length;
	uint32_t code;
	uint16_t channel;
	uint8_t flags;
	uint8_t count;
	demos_link_t links[DEMOS_LINKS_MAX];
};

/**
 * struct demos_link_info - properties of a link
 * @flags: DEMOS_LINK_*
 * @machine: where the process was last known to be
 * @length: bytes in its data area
 * @pid: the process that made it
 */
struct demos_link_info {
	uint16_t flags;
	uint16_t machine;
	uint32_t length;
	demos_pid_t pid;
};

/**
 * link_create() - make a link to this process
 * @link: its name is written there
 * @code: comes back with each message over it
 * @channel: on which these messages arrive, 0 to 31
 * @flags: DEMOS_LINK_DUP, _PASS, _REPLY, _NOTIFY
 *
 * Return: 0 or an enum demos_result
 */
int link_create(demos_link_t *link, uint32_t code, unsigned int channel,
		unsigned int flags);

/**
 * link_create_area() - make a link with a data area
 * @link: its name is written there
 * @code: comes back with each message over it
 * @channel: on which these messages arrive, 0 to 31
 * @flags: DEMOS_LINK_READ, _WRITE or both, and as for link_create()
 * @area: the memory that the link's holder may read or write
 * @length: bytes of it
 *
 * Return: 0 or an enum demos_result
 */
int link_create_area(demos_link_t *link, uint32_t code, unsigned int channel,
		     unsigned int flags, void *area, unsigned int length);

/**
 * link_dup() - duplicate a link
 * @copy: the duplicate's name is written there
 * @link: the link; needs DEMOS_LINK_DUP
 * @flags: DEMOS_LINK_* that the duplicate keeps
 *
 * Return: 0 or an enum demos_result
 */
int link_dup(demos_link_t *copy, demos_link_t link, unsigned int flags);

/**
 * link_destroy() - remove a link from the table
 * @link: the link
 *
 * Return: 0 or an enum demos_result
 */
int link_destroy(demos_link_t link);

/**
 * link_inspect() - get the properties of a link
 * @link: the link
 * @info: filled in
 *
 * Return: 0 or an enum demos_result
 */
int link_inspect(demos_link_t link, struct demos_link_info *info);

/**
 * send() - send a message
 * @link: over this link; a reply link is used up
 * @data: its data
 * @length: bytes of it, at most DEMOS_DATA_MAX
 *
 * Waits while too much is on its way to that process.
 *
 * Return: 0 or an enum demos_result
 */
int send(demos_link_t link, const void *data, unsigned int length);

/**
 * send_links() - send a message that encloses links
 * @link: over this link; a reply link is used up
 * @data: its data
 * @length: bytes of it, at most DEMOS_DATA_MAX
 * @links: the links, which leave this process's table
 * @count: how many, at most DEMOS_LINKS_MAX; with DEMOS_NOWAIT added, the
 *	result is DEMOS_EFULL instead of waiting
 *
 * Return: 0 or an enum demos_result
 */
int send_links(demos_link_t link, const void *data, unsigned int length,
	       const demos_link_t *links, unsigned int count);

/**
 * receive() - wait for a message
 * @message: filled in
 * @buffer: for its data
 * @size: of the buffer; a longer message stays in the queue, the result is
 *	DEMOS_ESIZE and @message's length says how long it is
 * @channels: on any of these
 * @limit: ms to wait; 0: not at all; DEMOS_FOREVER
 *
 * Return: 0 or an enum demos_result
 */
int receive(struct demos_message *message, void *buffer, unsigned int size,
	    uint32_t channels, uint32_t limit);

/**
 * call() - send a request that encloses a reply link, and wait for the answer
 * @link: over this link
 * @data: the request
 * @length: bytes of it, at most DEMOS_DATA_MAX
 * @buffer: for the answer; may be @data
 * @size: of the buffer
 * @answer: filled in
 *
 * Return: 0 or an enum demos_result, among them that of a notice that came
 * instead of an answer
 */
int call(demos_link_t link, const void *data, unsigned int length, void *buffer,
	 unsigned int size, struct demos_message *answer);

/**
 * struct demos_call - a call with all that it can have
 * @link: over this link
 * @data: the request
 * @length: bytes of it, at most DEMOS_DATA_MAX
 * @count: how many links it encloses besides the reply link, at most 2
 * @links: these
 * @buffer: for the answer; may be @data
 * @size: of the buffer
 * @limit: units of 10 ms to wait; 0: forever
 */
struct demos_call {
	demos_link_t link;
	const void *data;
	unsigned int length;
	unsigned int count;
	demos_link_t links[2];
	void *buffer;
	unsigned int size;
	unsigned int limit;
};

/**
 * call_links() - a call that encloses links, or has a time limit
 * @call: the call
 * @answer: filled in
 *
 * Return: 0 or an enum demos_result
 */
int call_links(const struct demos_call *call, struct demos_message *answer);

/**
 * move_read() - read from the data area of a link
 * @link: the link; needs DEMOS_LINK_READ
 * @to: own memory
 * @offset: in the data area
 * @length: bytes
 * @moved: how many were moved is written there; or NULL
 *
 * Return: 0 or an enum demos_result
 */
int move_read(demos_link_t link, void *to, uint32_t offset, uint32_t length,
	      uint32_t *moved);

/**
 * move_write() - write to the data area of a link
 * @link: the link; needs DEMOS_LINK_WRITE
 * @from: own memory
 * @offset: in the data area
 * @length: bytes
 * @moved: how many were moved is written there; or NULL
 *
 * Return: 0 or an enum demos_result
 */
int move_write(demos_link_t link, const void *from, uint32_t offset,
	       uint32_t length, uint32_t *moved);

/* Let others run. */
void yield(void);

/**
 * self() - identifier of this process, and its machine
 * @machine: the machine is written there; or NULL
 *
 * Return: this process's identifier, which never changes
 */
demos_pid_t self(unsigned int *machine);

/* The machine's clock, ns since 1970. It may jump when the process moves. */
uint64_t now(void);

/* Wait @ms milliseconds. */
void pause_ms(uint32_t ms);

/**
 * answer() - send over the first link that came with a message
 * @message: the message
 * @data: the answer
 * @length: bytes of it
 *
 * Return: 0; DEMOS_ENOLINK: it expects no answer; or as send()
 */
int answer(const struct demos_message *message, const void *data,
	   unsigned int length);

/* Destroy all links that came with a message and are still in the table. */
void drop_links(const struct demos_message *message);

/**
 * serve() - the loop of a server: receive, handle, drop the links
 * @handle: called with each message; serve() ends if it does not return 0
 * @context: for it
 * @buffer: for the data
 * @size: of the buffer; longer messages are an error
 *
 * Return: an enum demos_result, or the value of @handle
 */
int serve(int (*handle)(void *context, struct demos_message *message,
			void *data),
	  void *context, void *buffer, unsigned int size);

/**
 * register_name() - let others find this process
 * @name: at the switchboard, until this process ends
 * @code: of the messages that arrive over that link, on channel 0
 *
 * Return: 0 or an enum demos_result
 */
int register_name(const char *name, uint32_t code);

/**
 * share_name() - as register_name(), but others may share the name
 * @name: a look-up finds the process on the same machine, if there is one
 * @code: of the messages that arrive over that link, on channel 0
 *
 * Return: 0 or an enum demos_result
 */
int share_name(const char *name, uint32_t code);

/**
 * lookup() - find a process by its name
 * @name: its name
 * @link: a link to it is written there
 *
 * Return: 0 or an enum demos_result
 */
int lookup(const char *name, demos_link_t *link);

/* The same, but wait up to @seconds for somebody to register that name. */
int await_name(const char *name, demos_link_t *link, unsigned int seconds);

/**
 * move_me() - ask the process manager to move this process
 * @machine: to this machine
 *
 * Return: 0: it is there; DEMOS_EREFUSED: that machine takes no guests;
 * DEMOS_EDEAD: this process is not one of the process manager's; another enum
 * demos_result: why it could not be moved
 */
int move_me(unsigned int machine);

/**
 * move_near() - the same, to the machine of another process
 * @link: to that process
 *
 * Return: as move_me(); DEMOS_ENOLINK
 */
int move_near(demos_link_t link);

/**
 * report_pipe() - what happens when a pipe that is written has no reader
 * @on: 0, as at the start: the program ends with status 141; else writing
 *	fails, with EPIPE in errno
 */
void report_pipe(int on);

/* The meaning of an enum demos_result, as "no such link" */
const char *demos_error(int result);

#endif
