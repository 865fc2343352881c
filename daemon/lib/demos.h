/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: the kernel calls of DEMOS/MP for Linux programs, and the
 * administration of a machine, over the generic netlink family "demos".
 *
 * A machine is the caller's network namespace, if the module has made it one;
 * or it is a Linux process (demos-machine), which has a Unix socket at a path,
 * its door. The environment variable DEMOS_MACHINE names the path.
 *
 * A handle (struct demos) is one socket to a machine. demos_attach() makes it a
 * native process; closing it (demos_close(), or any end of the program) ends
 * that process. Functions return 0 (or a count) or a negative errno; then
 * demos_error() returns a text for a person. All integers here are in host byte
 * order; those in the data of messages are not (see linux/demos.h).
 *
 * Threads: a handle is used by one thread at a time. A program may have many
 * handles: each is a process, and no function of one waits for another.
 *
 * Forks: a handle belongs to the process that opened it. In a child its
 * functions fail (-EBADF), and all that is left to do is to close it; the
 * DEMOS process does not live on in the child. An exec closes it.
 *
 * A full socket loses nothing: each request to receive is a credit, the module
 * keeps messages for which there is no credit or no room, and makes the sender
 * wait.
 *
 * Two ways to wait, which mix freely on one handle:
 *
 *  - demos_receive(), demos_call() and all that is built on them block until
 *    their own answer is there. Whatever else arrives meanwhile is kept.
 *
 *  - demos_receive_post(), demos_listen() and demos_call_post() return at
 *    once; demos_dispatch() calls the given function when something has
 *    arrived (and demos_close() when nothing has). Nothing else calls it, so a
 *    blocking call may be made anywhere, in such a function too.
 *
 * An event loop calls demos_dispatch() and then polls demos_fd(), in turn:
 * when demos_dispatch() returns, nothing is kept back.
 *
 * A name of a link (__u32 link) is never 0; 0 stands for "none". Links that
 * are enclosed in a message leave the table of the sender, if the send
 * succeeds.
 */
#ifndef DEMOS_H
#define DEMOS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include <linux/demos.h>

/* The channel on which the library receives the answers to calls */
#define DEMOS_CHANNEL_ANSWERS	31

/* A time limit (ms) that never runs out */
#define DEMOS_NO_LIMIT		(-1)

struct demos;

/**
 * struct demos_outgoing - a message to send
 * @data: bytes; may be NULL if there are none
 * @length: of @data, at most DEMOS_DATA_MAX
 * @nlinks: names in @links; at most DEMOS_LINKS_MAX, less one if a reply link
 *          goes with it
 * @links: links to enclose; each must have DEMOS_LINK_PASS
 */
struct demos_outgoing {
	const void *data;
	size_t length;
	unsigned int nlinks;
	__u32 links[DEMOS_LINKS_MAX];
};

/**
 * struct demos_incoming - a received message
 * @error: 0, or a negative errno: nothing came (time limit, handle closed),
 *         or, instead of the answer to a call, a notice
 * @result: enum demos_result that belongs to @error; DEMOS_OK if none does
 * @from: the sender
 * @flags: DEMOS_F_*
 * @code: of the link it came over
 * @channel: of the link it came over
 * @nlinks: names in @links
 * @links: enclosed links, now in the table
 * @length: of @data
 * @data: bytes, aligned to 8
 *
 * With DEMOS_F_NOTICE in @flags the data is a struct demos_notice. With an
 * error and DEMOS_EROOM it may be a struct demos_no_room.
 */
struct demos_incoming {
	int error;
	enum demos_result result;
	struct demos_address from;
	__u32 flags;
	__u32 code;
	__u8 channel;
	unsigned int nlinks;
	__u32 links[DEMOS_LINKS_MAX];
	size_t length;
	__u8 data[DEMOS_DATA_MAX];
};

/*
 * Called by demos_dispatch(). @in is valid until the function returns; the
 * links in it belong to the function. With @in->error set (posted receives:
 * -ETIME, or the errno of a refusal, for instance -ESRCH: this process has been
 * killed; demos_listen() ends with it; calls: the notice that came instead
 * of an answer; both: -ECANCELED from demos_close()) there is no message.
 */
typedef void (*demos_receive_fn)(struct demos *demos,
				 const struct demos_incoming *in, void *arg);

/* ---- Handle */

/* The environment variable with the path of the machine's door */
#define DEMOS_MACHINE_VARIABLE	"DEMOS_MACHINE"

/**
 * demos_machine_path() - where demos_open() finds the machine
 *
 * Return: the path in $DEMOS_MACHINE; NULL if that is not set or empty: the
 * machine is this network namespace.
 */
const char *demos_machine_path(void);

/**
 * demos_open() - make a handle to the machine at demos_machine_path()
 * @demos: as for demos_open_machine()
 *
 * Return: as demos_open_machine().
 */
int demos_open(struct demos **demos);

/**
 * demos_open_machine() - make a handle to a machine
 * @demos: gets it, even if this fails, so that demos_error() can say why
 *	   (NULL only if there is no memory); close it in any case
 * @path: of its door, NULL: the machine is this network namespace
 *
 * Return: 0; -ENOENT: the module is not loaded, or no process listens at @path;
 * another negative errno.
 */
int demos_open_machine(struct demos **demos, const char *path);

/**
 * demos_close() - end a handle, and with it its process
 * @demos: handle or NULL
 *
 * Functions posted and not called yet are called with -ECANCELED.
 */
void demos_close(struct demos *demos);

/**
 * demos_error() - say why the last function on this handle failed
 * @demos: handle or NULL
 *
 * Return: a text without a newline that says what failed and why, valid until
 * the next failure.
 */
const char *demos_error(const struct demos *demos);

/**
 * demos_error_why() - the reason alone: the result, or which limit was reached
 * @demos: handle
 *
 * Return: a text as of demos_error(); "" if there was no result.
 */
const char *demos_error_why(const struct demos *demos);

/**
 * demos_error_result() - which enum demos_result made the last function fail
 * @demos: handle
 *
 * Return: DEMOS_OK if it failed for another reason.
 */
enum demos_result demos_error_result(const struct demos *demos);

/**
 * demos_fd() - what to poll for input
 * @demos: handle
 *
 * Return: a file descriptor that belongs to the handle.
 */
int demos_fd(const struct demos *demos);

/**
 * demos_dispatch() - call the functions for what has arrived
 * @demos: handle
 *
 * Does not block. When it returns nothing that has arrived is kept back.
 *
 * Return: how many functions were called, or a negative errno: the handle
 * cannot be used any more.
 */
int demos_dispatch(struct demos *demos);

/**
 * demos_wait() - wait until something arrives, and dispatch it
 * @demos: handle
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 *
 * The event loop of a program that waits for nothing else.
 *
 * Return: how many functions were called (0: time ran out, or a signal ended
 * the wait), or a negative errno.
 */
int demos_wait(struct demos *demos, int timeout_ms);

/* ---- Kernel calls */

/**
 * demos_attach() - become a process
 * @demos: handle that is not attached yet
 * @name: of the process, less than DEMOS_NAME_MAX bytes
 *
 * Return: 0 or a negative errno.
 */
int demos_attach(struct demos *demos, const char *name);

/**
 * demos_self() - who am I
 * @demos: attached handle
 *
 * Return: process identifier, 0 if not attached.
 */
__u64 demos_self(const struct demos *demos);

/**
 * demos_time() - the time, as guests see it
 *
 * Return: ns since 1970.
 */
__u64 demos_time(void);

/**
 * demos_here() - where am I
 * @demos: attached handle
 *
 * Return: machine id, 0 if not attached.
 */
__u16 demos_here(const struct demos *demos);

/**
 * demos_send() - send a message over a link
 * @demos: attached handle
 * @link: name of the link; a reply link is used up
 * @out: what to send
 *
 * Waits while as many messages or bytes as flow control allows are on their way
 * to that process or unread there. A send over a reply link never waits.
 *
 * Return: 0 (it will arrive, or a notice will come) or a negative errno
 * (nothing has changed).
 */
int demos_send(struct demos *demos, __u32 link,
	       const struct demos_outgoing *out);

/**
 * demos_send_now() - send a message over a link without waiting
 * @demos: attached handle
 * @link: name of the link
 * @out: what to send
 *
 * For a program that must not wait for a slow receiver.
 *
 * Return: as demos_send(), or -EAGAIN: it would have to wait.
 */
int demos_send_now(struct demos *demos, __u32 link,
		   const struct demos_outgoing *out);

/**
 * demos_send_wait_post() - be called when a send is worth another try
 * @demos: attached handle
 * @link: name of the link
 * @fn: called once, by demos_dispatch(); with an error if a send would fail
 *	for another reason
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_send_wait_post(struct demos *demos, __u32 link, demos_receive_fn fn,
			 void *arg);

/**
 * demos_send_reply() - send a message with a new reply link enclosed first
 * @demos: attached handle
 * @link: name of the link
 * @out: what to send
 * @reply: code and channel of the reply link
 *
 * For a program that keeps track of its calls itself; demos_call_post() is
 * simpler.
 *
 * Return: as demos_send_now().
 */
int demos_send_reply(struct demos *demos, __u32 link,
		     const struct demos_outgoing *out,
		     const struct demos_reply *reply);

/**
 * demos_receive() - wait for a message
 * @demos: attached handle
 * @channels: set of channels, bit 0 is channel 0
 * @timeout_ms: time limit, 0: do not wait, or DEMOS_NO_LIMIT
 * @in: gets it
 *
 * Return: 0, -ETIME, or another negative errno.
 */
int demos_receive(struct demos *demos, __u32 channels, int timeout_ms,
		  struct demos_incoming *in);

/**
 * demos_receive_post() - ask for one message
 * @demos: attached handle
 * @channels: set of channels
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @fn: called once, by demos_dispatch()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_receive_post(struct demos *demos, __u32 channels, int timeout_ms,
		       demos_receive_fn fn, void *arg);

/**
 * demos_listen() - ask for every message on some channels, from now on
 * @demos: attached handle
 * @channels: set of channels
 * @fn: called for each, by demos_dispatch()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno.
 */
int demos_listen(struct demos *demos, __u32 channels, demos_receive_fn fn,
		 void *arg);

/**
 * demos_call() - send, and wait for the answer
 * @demos: attached handle
 * @link: name of the link
 * @out: what to send; a reply link is made and enclosed first
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT; a late answer is dropped
 * @in: gets the answer
 *
 * Return: 0, -ETIME, or a negative errno; the errno that belongs to a notice
 * if one came instead of an answer (-ESRCH: the process does not exist, ...).
 */
int demos_call(struct demos *demos, __u32 link,
	       const struct demos_outgoing *out, int timeout_ms,
	       struct demos_incoming *in);

/**
 * demos_call_post() - send, and be called with the answer
 * @demos: attached handle
 * @link: name of the link
 * @out: what to send; a reply link is made and enclosed first
 * @fn: called once, by demos_dispatch(): with the answer, or with the error
 *	that belongs to the notice that came instead
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called); -EAGAIN: it would
 * have to wait, see demos_send_wait_post().
 */
int demos_call_post(struct demos *demos, __u32 link,
		    const struct demos_outgoing *out, demos_receive_fn fn,
		    void *arg);

/**
 * demos_call_control() - call with a control message, check the answer
 * @demos: attached handle
 * @link: to a kernel, a DELIVERTOKERNEL link, or to a server that talks like
 *	  a kernel (switchboard, process manager)
 * @out: what to send; begins with struct demos_control
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @in: gets the answer
 * @size: bytes that the answer must have at least
 *
 * Return: 0: the result in the answer is DEMOS_OK; else a negative errno. If
 * it failed, links that came with the answer have been destroyed.
 */
int demos_call_control(struct demos *demos, __u32 link,
		       const struct demos_outgoing *out, int timeout_ms,
		       struct demos_incoming *in, size_t size);

/**
 * demos_answer_check() - check the answer to a control message
 * @demos: handle
 * @in: the answer, as a demos_receive_fn gets it
 * @op: of the request, host byte order
 * @size: bytes that it must have at least
 *
 * Return: 0: the result in it is DEMOS_OK; else a negative errno.
 */
int demos_answer_check(struct demos *demos, const struct demos_incoming *in,
		       __u16 op, size_t size);

/**
 * demos_link_create() - make a link to this process
 * @demos: attached handle
 * @wanted: its code, flags, channel, area and length; the rest is ignored
 * @link: gets its name
 *
 * Return: 0 or a negative errno.
 */
int demos_link_create(struct demos *demos, const struct demos_link *wanted,
		      __u32 *link);

/**
 * demos_link_dup() - make a second link like one in the table
 * @demos: attached handle
 * @link: name of the link, which has DEMOS_LINK_DUP
 * @flags: DEMOS_LINK_* that the new one keeps; without DEMOS_LINK_KERNEL the
 *	   copy of a DELIVERTOKERNEL link is for move data alone
 *	   (DEMOS_LINK_MEMORY)
 * @copy: gets its name
 *
 * Return: 0 or a negative errno.
 */
int demos_link_dup(struct demos *demos, __u32 link, __u16 flags, __u32 *copy);

/**
 * demos_link_destroy() - destroy a link
 * @demos: attached handle
 * @link: name of the link
 *
 * Return: 0 or a negative errno.
 */
int demos_link_destroy(struct demos *demos, __u32 link);

/**
 * demos_links_drop() - destroy the links that came with a message
 * @demos: attached handle
 * @in: the message
 *
 * For a message that cannot be used.
 */
void demos_links_drop(struct demos *demos, const struct demos_incoming *in);

/**
 * demos_link_inspect() - look at a link
 * @demos: attached handle
 * @link: name of the link
 * @body: gets a copy
 *
 * Return: 0 or a negative errno.
 */
int demos_link_inspect(struct demos *demos, __u32 link,
		       struct demos_link *body);

/**
 * demos_link_to_kernel() - get a link to the kernel of a machine: admin
 * @demos: attached handle
 * @machine: its id; may be this one
 * @link: gets its name
 *
 * Return: 0 or a negative errno.
 */
int demos_link_to_kernel(struct demos *demos, __u16 machine, __u32 *link);

/* ---- Move data, and memory to lend */

/**
 * demos_move_read() - read from a data area
 * @demos: attached handle
 * @link: name of the link, which has DEMOS_LINK_READ
 * @offset: in the data area
 * @bytes: where to put them
 * @length: how many; any number
 *
 * Return: 0 or a negative errno; demos_moved() tells how many were read.
 */
int demos_move_read(struct demos *demos, __u32 link, __u32 offset,
		    void *bytes, size_t length);

/**
 * demos_move_write() - write to a data area
 * @demos: attached handle
 * @link: name of the link, which has DEMOS_LINK_WRITE
 * @offset: in the data area
 * @bytes: what to write
 * @length: how many; any number
 *
 * Return: 0 or a negative errno; demos_moved() tells how many were written.
 */
int demos_move_write(struct demos *demos, __u32 link, __u32 offset,
		     const void *bytes, size_t length);

/**
 * demos_moved() - how much the last data move moved
 * @demos: handle
 *
 * Return: bytes, from the first on without a gap. If it failed, more may have
 * been moved.
 */
size_t demos_moved(const struct demos *demos);

/**
 * struct demos_memory - memory that links may lend to others
 * @bytes: where it is mapped
 * @size: bytes
 * @area: where it begins for links (struct demos_link, @area)
 * @fd: its memfd
 */
struct demos_memory {
	void *bytes;
	size_t size;
	__u32 area;
	int fd;
};

/**
 * demos_memory_create() - make memory that can be lent
 * @demos: attached handle
 * @size: bytes, not 0, less than 4 GiB
 * @memory: gets it; all its bytes are 0
 *
 * To lend it, create a link with @area somewhere in it, @length not past its
 * end, and DEMOS_LINK_READ, DEMOS_LINK_WRITE or both.
 *
 * Return: 0 or a negative errno.
 */
int demos_memory_create(struct demos *demos, size_t size,
			struct demos_memory *memory);

/**
 * demos_memory_destroy() - take memory back and free it
 * @demos: attached handle
 * @memory: from demos_memory_create(), even if that failed
 *
 * When it returns, no other process reads or writes the memory any more.
 */
void demos_memory_destroy(struct demos *demos, struct demos_memory *memory);

/**
 * demos_area_create() - register a part of an existing memfd
 * @demos: attached handle
 * @fd: a memfd with F_SEAL_SHRINK; may be closed afterwards
 * @offset: where the part begins in it
 * @length: bytes
 * @area: gets where it begins for links
 *
 * Return: 0 or a negative errno.
 */
int demos_area_create(struct demos *demos, int fd, __u32 offset, __u32 length,
		      __u32 *area);

/**
 * demos_area_destroy() - undo demos_area_create()
 * @demos: attached handle
 * @area: where it begins for links
 *
 * Return: 0 or a negative errno.
 */
int demos_area_destroy(struct demos *demos, __u32 area);

/**
 * demos_move_read_area() - read from a data area into registered memory
 * @demos: attached handle
 * @link: name of the link, which has DEMOS_LINK_READ
 * @offset: in its data area
 * @area: destination, as for links
 * @length: bytes
 *
 * One request, whatever the length; nothing is copied by this program.
 *
 * Return: 0 or a negative errno; demos_moved() tells how many were read.
 */
int demos_move_read_area(struct demos *demos, __u32 link, __u32 offset,
			 __u32 area, __u32 length);

/**
 * demos_move_write_area() - write registered memory to a data area
 * @demos: attached handle
 * @link: name of the link, which has DEMOS_LINK_WRITE
 * @offset: in its data area
 * @area: source, as for links
 * @length: bytes
 *
 * Return: 0 or a negative errno; demos_moved() tells how many were written.
 */
int demos_move_write_area(struct demos *demos, __u32 link, __u32 offset,
			  __u32 area, __u32 length);

/* ---- The boot link: to the switchboard */

/**
 * demos_boot_set() - make a link this machine's boot link: admin
 * @demos: attached handle
 * @link: name of a link with DEMOS_LINK_DUP and DEMOS_LINK_PASS; it leaves
 *	  the table
 *
 * Return: 0; -EBUSY: it leads to another process here; a negative errno.
 */
int demos_boot_set(struct demos *demos, __u32 link);

/**
 * demos_boot_get() - get a duplicate of this machine's boot link
 * @demos: attached handle
 * @link: gets its name
 *
 * Return: 0, -ENOENT: there is none, or another negative errno.
 */
int demos_boot_get(struct demos *demos, __u32 *link);

/**
 * demos_boot_find() - find a boot link here or on any peer
 * @demos: attached handle
 * @timeout_ms: how long to go on looking, or DEMOS_NO_LIMIT
 * @link: gets its name
 *
 * Return: 0, -ENOENT: no machine that could be asked has one, or another
 * negative errno.
 */
int demos_boot_find(struct demos *demos, int timeout_ms, __u32 *link);

#include "demos_admin.h"
#include "demos_balance.h"
#include "demos_control.h"
#include "demos_event.h"
#include "demos_files.h"
#include "demos_groups.h"
#include "demos_machines.h"
#include "demos_service.h"
#include "demos_streams.h"
#include "demos_text.h"
#include "demos_watch.h"

#endif
