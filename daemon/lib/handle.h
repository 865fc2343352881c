/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: a handle, and how requests and answers pass through it.
 *
 * Three kinds of request. An exchange is answered at once, and the caller waits
 * for that; there is one at a time. A deferred request (receive, move data) is
 * answered once, perhaps much later; its arrive() is called when the answer is
 * read from the socket. The third kind is sent without waiting for an answer.
 *
 * Invariants: arrive() makes no exchange and calls no function of the program:
 * it stores the answer. Functions of the program are called by demos_dispatch()
 * and demos_close() alone, when no exchange is under way.
 */
#ifndef DEMOS_HANDLE_H
#define DEMOS_HANDLE_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "clock.h"
#include "demos.h"
#include "list.h"
#include "way.h"

#define __printf(a, b)	__attribute((format(printf, a, b)))

/* Room for the largest message that we send */
#define DEMOS_REQUEST_ROOM	(DEMOS_PACKET_MAX + 1024)
/* Room for the path of a door, and one byte more to detect a longer one */
#define DEMOS_PATH_ROOM		160
/* Room for the largest datagram that the kernel sends */
#define DEMOS_ANSWER_ROOM	(64 * 1024)

/**
 * struct demos_deferred - a request that is answered later
 * @next: in struct demos
 * @seq: number of the request
 * @arrive: called with the answer, or with a negative errno and NULL; the
 *	    request is off the list
 */
struct demos_deferred {
	struct demos_deferred *next;
	__u32 seq;
	void (*arrive)(struct demos *demos, struct demos_deferred *deferred,
		       const struct nlmsghdr *nlh, int error);
};

/**
 * struct demos_arrival - something to be dispatched
 * @next: in struct demos
 * @fn: function to call
 * @arg: for @fn
 * @again: channels to post another request for before @fn is called, 0: none
 * @in: passed to @fn
 */
struct demos_arrival {
	struct demos_arrival *next;
	demos_receive_fn fn;
	void *arg;
	__u32 again;
	struct demos_incoming in;
};

/**
 * struct demos_calling - a call that awaits its answer
 * @next: in struct demos
 * @code: of its reply link
 * @fn: function to dispatch the answer to; the call is freed then; NULL: the
 *	caller waits for @arrival
 * @arg: for @fn
 * @arrival: the answer, once it is there
 */
struct demos_calling {
	struct demos_calling *next;
	__u32 code;
	demos_receive_fn fn;
	void *arg;
	struct demos_arrival *arrival;
};

typedef int (*demos_answer_fn)(struct demos *demos,
			       const struct nlmsghdr *nlh, void *arg);

/**
 * struct demos_exchange - a request that is answered at once
 * @seq: its number
 * @what: what it does, for error texts
 * @fn: takes each message of the answer, may be NULL; a negative errno from
 *	it is the result
 * @arg: for @fn
 * @done: the answer is complete
 * @error: 0 or a negative errno
 */
struct demos_exchange {
	__u32 seq;
	const char *what;
	demos_answer_fn fn;
	void *arg;
	bool done;
	int error;
};

/**
 * struct demos - a handle
 * @next: in the list of all handles (socket.c)
 * @way: to the machine
 * @path: of its door, "": the module of this network namespace
 * @patience: time limit of an exchange, ms, or DEMOS_NO_LIMIT
 * @fd: the socket; -1: none, or, after a fork, no longer ours
 * @passed: descriptor in an attribute of the request being made, -1: none
 * @family: number of the netlink family
 * @group: number of the multicast group
 * @seq: of the last request
 * @code: of the last reply link
 * @pid: our process, 0: not attached
 * @machine: our machine
 * @exchange: the one under way, or NULL
 * @deferred: requests that are answered later
 * @calls: calls that await an answer
 * @answers: the request to receive an answer to one of them
 * @listening: @answers is under way
 * @arrived: to be dispatched
 * @arrived_end: where to append
 * @broken: 0, or a negative errno: the handle cannot be used any more
 * @calling: link over which the call that waits was sent, 0: none waits
 * @watch_fd: polled while a call waits, -1: none
 * @watch: called when @watch_fd can be read
 * @watch_arg: for @watch
 * @claims: claims to guests created and not yet started (pm.c)
 * @files: memory for files' content on its way (file.c)
 * @moved: bytes that the last data move moved
 * @result: enum demos_result of the last failure
 * @why: its text, "" if there is no result
 * @error: text of the last failure
 * @out: the request being made
 * @in: the datagram being read
 */
struct demos {
	struct demos *next;
	const struct demos_way *way;
	char path[DEMOS_PATH_ROOM];
	int patience;
	int fd;
	int passed;
	__u16 family;
	__u32 group;
	__u32 seq;
	__u32 code;
	__u64 pid;
	__u16 machine;
	struct demos_exchange *exchange;
	struct demos_deferred *deferred;
	struct demos_calling *calls;
	struct demos_deferred answers;
	bool listening;
	struct demos_arrival *arrived;
	struct demos_arrival **arrived_end;
	int broken;
	__u32 calling;
	int watch_fd;
	demos_watch_fn watch;
	void *watch_arg;
	struct demos_list claims;
	struct demos_memory files;
	size_t moved;
	enum demos_result result;
	char why[DEMOS_ROOM_TEXT];
	char error[320];
	__u64 out[DEMOS_REQUEST_ROOM / sizeof(__u64)];
	__u64 in[DEMOS_ANSWER_ROOM / sizeof(__u64)];
};

/* handle.c */
int demos_handle_fail(struct demos *demos, int error, const char *format, ...)
	__printf(3, 4);
int demos_handle_fail_result(struct demos *demos, unsigned int result,
			     const char *what);
int demos_handle_fail_room(struct demos *demos,
			   const struct demos_no_room *room, const char *what);
int demos_handle_about(struct demos *demos, int error, const char *format, ...)
	__printf(3, 4);

/* socket.c */
int demos_socket_open(struct demos *demos, int family, int type,
		      int protocol);
void demos_socket_close(struct demos *demos);

/* request.c */
struct nlmsghdr *demos_handle_begin(struct demos *demos, __u8 command,
				    __u16 flags);
void demos_handle_put_fd(struct demos *demos, struct nlmsghdr *nlh, __u16 type,
			 int fd);
int demos_handle_send(struct demos *demos, struct nlmsghdr *nlh);
int demos_handle_exchange(struct demos *demos, struct nlmsghdr *nlh,
			  const char *what, demos_answer_fn fn, void *arg);
int demos_handle_defer(struct demos *demos, struct nlmsghdr *nlh,
		       struct demos_deferred *deferred);
void demos_handle_forget(struct demos *demos, struct demos_deferred *deferred);
int demos_handle_watch(struct demos *demos);
int demos_handle_read(struct demos *demos, int timeout_ms);
void demos_handle_header(const struct nlmsghdr *nlh,
			 struct demos_header *header);
void demos_handle_attrs(const struct nlmsghdr *nlh,
			const struct nlattr *attrs[DEMOS_A_MAX + 1]);
bool demos_attr_copy(const struct nlattr *attr, void *to, size_t size);

#define demos_for_each_attr(attr, nlh) \
	mnl_attr_for_each(attr, nlh, \
			  GENL_HDRLEN + MNL_ALIGN(sizeof(struct demos_header)))

/* call.c */
void demos_link_forget(struct demos *demos, __u32 link);

/* area.c */
void demos_memory_unmap(struct demos_memory *memory);

/* send.c */
int demos_send_until(struct demos *demos, __u32 link,
		     const struct demos_outgoing *out,
		     const struct demos_reply *reply, __u64 deadline);

/* receive.c */
struct demos_arrival *demos_arrival_create(struct demos *demos,
					   demos_receive_fn fn, void *arg);
void demos_arrival_queue(struct demos *demos, struct demos_arrival *arrival);
int demos_incoming_fail(struct demos *demos, const struct demos_incoming *in,
			const char *what);
void demos_incoming_read(const struct nlmsghdr *nlh, int error,
			 struct demos_incoming *in);
struct nlmsghdr *demos_receive_request(struct demos *demos, __u32 channels,
				       int timeout_ms);

/* answer.c */
int demos_calling_begin(struct demos *demos, __u32 link,
			const struct demos_outgoing *out, __u64 deadline,
			demos_receive_fn fn, void *arg,
			struct demos_calling **calling);
int demos_calling_await(struct demos *demos, struct demos_calling *calling,
			__u64 deadline, struct demos_incoming *in);
void demos_calling_end(struct demos *demos, struct demos_calling *calling);
void demos_calls_cancel(struct demos *demos);
__u32 demos_call_enter(struct demos *demos, __u32 link);
void demos_call_leave(struct demos *demos, __u32 outer);

#endif
