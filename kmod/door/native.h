/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Native processes: Linux programs. Such a process is a netlink socket; the
 * program's requests on it are the process's kernel calls, and closing it ends
 * the process.
 */
#ifndef DEMOS_NATIVE_H
#define DEMOS_NATIVE_H

#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>

#include "core/process.h"
#include "door/native_area.h"

struct demos_host;
struct net;
struct sock;

/* Answers that may be outstanding; one to a data move counts as more */
#define DEMOS_NATIVE_OWED_MAX	1024
#define DEMOS_NATIVE_MOVE_COST	16

/*
 * Least room in the socket of a process, bytes: for the longest answer to a
 * data move, and for acknowledgements
 */
#define DEMOS_NATIVE_ROOM	(4 * DEMOS_PACKET_MAX)

/**
 * struct demos_native - a native process
 * @process: the members that all processes have; first, since its address is
 *           freed. Its lock protects what is marked [l]
 * @portid: port of its socket (invariant)
 * @sk: its socket, held; only its memory and its limit are used
 * @areas: its memory; has a lock of its own
 * @receives: receives posted, not answered yet, oldest first [l]
 * @moves: requested data moves, for the actor to begin [l]
 * @sends: waits until sends are possible [l]
 * @nsends: how many, including those that the actor is looking at [l]
 * @answers: answers that the socket has no room for [l]
 * @owed: cost of the outstanding answers [l]
 * @closed: the socket is closed: nothing is answered any more [l]
 * @ended: no longer a process, no request is accepted any more [l]
 * @timer: time limits of @receives, and the next try to send @answers
 */
struct demos_native {
	struct demos_process process;
	u32 portid;
	struct sock *sk;
	struct demos_areas areas;
	struct list_head receives;
	struct list_head moves;
	struct list_head sends;
	u32 nsends;
	struct sk_buff_head answers;
	u32 owed;
	bool closed;
	bool ended;
	struct delayed_work timer;
};

int demos_native_init(void);
void demos_native_exit(void);
int demos_native_attach(struct demos_host *host, struct sock *sk, u32 portid,
			const char *name, u64 *pid);
struct demos_native *demos_native_find(struct demos_host *host,
				       const struct sock *sk, u32 portid);
void demos_native_put(struct demos_native *native);
enum demos_result demos_native_receive(struct demos_native *native, u32 seq,
				       u32 channels, u32 timeout);

/**
 * struct demos_native_request - a data move, as the program requests it
 * @seq: sequence number of the request
 * @write: to the area, else from it
 * @link: link with the data area
 * @offset: where in the area, bytes
 * @length: bytes; at most DEMOS_PACKET_MAX if they go through the socket
 * @own: through the process's own memory, from @area on; else through the
 *       socket
 * @area: where in its memory
 * @data: write, through the socket: the bytes, copied
 */
struct demos_native_request {
	u32 seq;
	bool write;
	u32 link;
	u32 offset;
	u32 length;
	bool own;
	u32 area;
	const void *data;
};

enum demos_result demos_native_move(struct demos_native *native,
				    const struct demos_native_request *asked);
enum demos_result demos_native_send_wait(struct demos_native *native, u32 seq,
					 u32 link);

#endif
