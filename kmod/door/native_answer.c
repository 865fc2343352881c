// SPDX-License-Identifier: GPL-2.0
/*
 * Answers to native processes.
 *
 * An answer is handed to the socket only if there is room for it, and kept
 * until there is: a program that reads too slowly loses nothing. The kernel
 * has no event for "this program has read from its netlink socket", so native.c
 * tries again with the program's next request, and by a timer while answers
 * are kept.
 *
 * Answers are sent with the process's lock held, which keeps them in order.
 * That cannot hang: sending to a netlink socket without waiting takes nothing
 * but the socket's own locks.
 */
#include <linux/netlink.h>
#include <net/sock.h>

#include "door/answer.h"
#include "door/host.h"
#include "door/native.h"
#include "door/native_answer.h"

/**
 * demos_native_make_room() - make a socket's buffer large enough for a process
 * @sk: the socket
 *
 * However small the program has made the buffer, it gets room for the longest
 * answer and for acknowledgements: netlink makes these, and drops what does
 * not fit.
 */
void demos_native_make_room(struct sock *sk)
{
	if (READ_ONCE(sk->sk_rcvbuf) < DEMOS_NATIVE_ROOM)
		WRITE_ONCE(sk->sk_rcvbuf, DEMOS_NATIVE_ROOM);
}

/* Is there room in the socket? A part is left for acknowledgements. */
static bool has_room(const struct demos_native *native,
		     const struct sk_buff *skb)
{
	u32 used = atomic_read(&native->sk->sk_rmem_alloc);
	u32 limit;

	demos_native_make_room(native->sk);
	limit = READ_ONCE(native->sk->sk_rcvbuf);
	return !used || used + skb->truesize <= limit - limit / 8;
}

static u32 cost_of(u8 command)
{
	return command == DEMOS_CMD_MOVE_READ ||
	       command == DEMOS_CMD_MOVE_WRITE ? DEMOS_NATIVE_MOVE_COST : 1;
}

/**
 * demos_native_answers_send() - send kept answers while the socket has room
 * @native: locked
 *
 * When the process ends this is the last chance: an answer that does not fit
 * is lost, and the program learns that from its socket (ENOBUFS).
 */
void demos_native_answers_send(struct demos_native *native)
{
	struct net *net = demos_host_of(native->process.machine)->net;
	struct sk_buff *skb;
	int err = 0;

	lockdep_assert_held(&native->process.lock);
	while ((skb = skb_peek(&native->answers))) {
		if (!native->ended && !native->closed &&
		    !has_room(native, skb))
			return;
		__skb_unlink(skb, &native->answers);
		/* Consumes one reference in any case */
		if (!native->closed)
			err = genlmsg_unicast(net, skb_get(skb),
					      native->portid);
		if (err == -EAGAIN && !native->ended) {
			__skb_queue_head(&native->answers, skb);
			return;
		}
		native->owed -= cost_of(demos_answer_command(skb));
		consume_skb(skb);
	}
}

/**
 * demos_native_answer() - give the program an answer
 * @native: locked; the answer's cost has been charged
 * @skb: the message, consumed; sent by demos_process_ops.wake at the latest
 */
void demos_native_answer(struct demos_native *native, struct sk_buff *skb)
{
	lockdep_assert_held(&native->process.lock);
	demos_answer_end(skb);
	__skb_queue_tail(&native->answers, skb);
}

/**
 * demos_native_answer_error() - tell the program why a request failed
 * @native: locked
 * @seq: sequence number of the request
 * @command: of the request; its cost has been charged
 * @result: why it failed; if a limit is reached, the program is told which
 */
void demos_native_answer_error(struct demos_native *native, u32 seq,
			       u8 command, enum demos_result result)
{
	struct demos_machine *machine = native->process.machine;
	u16 why = demos_result_why(result);
	struct sk_buff *skb;

	skb = demos_answer_create(native->portid, seq, command,
				  3 * nla_total_size(4) +
				  nla_total_size_64bit(8),
				  GFP_KERNEL | __GFP_NOFAIL);
	nla_put_u32(skb, DEMOS_A_ERROR, demos_result_plain(result));
	if (why && why <= __DEMOS_LIMIT_MAX) {
		nla_put_u16(skb, DEMOS_A_MACHINE, machine->id);
		nla_put_u32(skb, DEMOS_A_LIMIT, why - 1);
		demos_answer_put64(skb, DEMOS_A_VALUE,
				   demos_machine_most(machine, why));
	}
	demos_native_answer(native, skb);
}

/**
 * demos_native_charge() - charge a process for an answer
 * @native: locked
 * @command: of the request
 *
 * Return: DEMOS_OK, DEMOS_EROOM: too many are outstanding, DEMOS_EDEAD.
 */
enum demos_result demos_native_charge(struct demos_native *native, u8 command)
{
	lockdep_assert_held(&native->process.lock);
	if (native->ended)
		return DEMOS_EDEAD;
	if (native->owed + cost_of(command) > DEMOS_NATIVE_OWED_MAX)
		return demos_result_room(DEMOS_ROOM_OWED);
	native->owed += cost_of(command);
	return DEMOS_OK;
}
