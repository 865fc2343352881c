// SPDX-License-Identifier: GPL-2.0
/*
 * Native processes.
 *
 * A socket drops what does not fit, so messages stay in the process's queue,
 * and the program posts a receive for each that it can take.
 */
#include <linux/ktime.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "core/control.h"
#include "core/message.h"
#include "core/queue.h"
#include "door/answer.h"
#include "door/host.h"
#include "door/native.h"
#include "door/native_answer.h"
#include "door/native_move.h"
#include "door/native_send.h"

/* Time between tries to send kept answers */
#define RETRY	msecs_to_jiffies(10)

/**
 * struct receive - a receive that the program has posted
 * @node: in demos_native.receives
 * @seq: sequence number of the request
 * @channels: set of channels
 * @deadline: ktime, ns, of the time limit; U64_MAX: none. Not in jiffies, which
 *            lag behind when a tick is late
 */
struct receive {
	struct list_head node;
	u32 seq;
	u32 channels;
	u64 deadline;
};

static struct demos_native *native_of(struct demos_process *process)
{
	return container_of(process, struct demos_native, process);
}

static struct demos_host *native_host(struct demos_native *native)
{
	return demos_host_of(native->process.machine);
}

/* The message has left the queue already, so this must not fail */
static void answer_message(struct demos_native *native, u32 seq,
			   const struct demos_message *msg, const u32 *names)
{
	struct sk_buff *skb;
	u32 i;

	skb = demos_answer_create(native->portid, seq, DEMOS_CMD_RECEIVE,
				  nla_total_size(msg->length) +
				  msg->nlinks * nla_total_size(4),
				  GFP_KERNEL | __GFP_NOFAIL);
	memcpy(demos_answer_header(skb), &msg->head, sizeof(msg->head));
	if (msg->length)
		nla_put(skb, DEMOS_A_DATA, msg->length, msg->data);
	for (i = 0; i < msg->nlinks; i++)
		nla_put_u32(skb, DEMOS_A_LINK, names[i]);
	demos_native_answer(native, skb);
}

static void receive_done(struct receive *receive)
{
	list_del(&receive->node);
	kfree(receive);
}

/* Return: true if the receive has been answered */
static bool try_receive(struct demos_native *native,
			const struct receive *receive)
{
	const struct demos_want want = { .channels = receive->channels };
	u32 names[DEMOS_LINKS_MAX];
	struct demos_message *msg;
	enum demos_result result;

	msg = demos_queue_take(&native->process, &want, DEMOS_DATA_MAX,
			       names, &result);
	if (msg) {
		answer_message(native, receive->seq, msg, names);
		demos_message_destroy(msg);
		return true;
	}
	if (result == DEMOS_OK)
		return false;
	demos_native_answer_error(native, receive->seq, DEMOS_CMD_RECEIVE,
				  result);
	return true;
}

static bool is_late(const struct receive *receive)
{
	return ktime_get_ns() >= receive->deadline;
}

static void answer_receives(struct demos_native *native)
{
	struct demos_process *process = &native->process;
	struct receive *receive;
	struct receive *next;

	list_for_each_entry_safe(receive, next, &native->receives, node) {
		if (process->queued && !process->suspended &&
		    try_receive(native, receive)) {
			receive_done(receive);
		} else if (is_late(receive)) {
			demos_native_answer_error(native, receive->seq,
						  DEMOS_CMD_RECEIVE,
						  DEMOS_ETIME);
			receive_done(receive);
		}
	}
}

/* Set the timer to the next deadline, or the next try to send answers */
static void arm(struct demos_native *native)
{
	unsigned long delay = MAX_JIFFY_OFFSET;
	u64 now = ktime_get_ns();
	const struct receive *receive;

	if (!skb_queue_empty(&native->answers))
		delay = RETRY;
	list_for_each_entry(receive, &native->receives, node) {
		if (receive->deadline == U64_MAX)
			continue;
		if (now >= receive->deadline)
			delay = 0;
		else
			delay = min_t(u64, delay,
				      nsecs_to_jiffies64(receive->deadline -
							 now) + 1);
	}
	if (delay != MAX_JIFFY_OFFSET)
		mod_delayed_work(native_host(native)->work, &native->timer,
				 delay);
}

/* Answer the receives that can be answered now */
static void serve(struct demos_native *native)
{
	lockdep_assert_held(&native->process.lock);
	answer_receives(native);
	demos_native_answers_send(native);
	arm(native);
}

static void native_wake(struct demos_process *process)
{
	bool sends;

	mutex_lock(&process->lock);
	serve(native_of(process));
	sends = native_of(process)->nsends;
	mutex_unlock(&process->lock);
	if (sends)
		process->machine->ops->schedule(process);
}

static void native_timer(struct work_struct *work)
{
	struct demos_native *native =
		container_of(to_delayed_work(work), struct demos_native,
			     timer);

	native_wake(&native->process);
}

static void native_run(struct demos_process *process)
{
	demos_native_moves_begin(native_of(process));
	demos_native_sends_try(native_of(process));
}

static void native_resume(struct demos_process *process)
{
	native_wake(process);
	process->machine->ops->schedule(process);
}

static void native_info(struct demos_process *process,
			struct demos_process_info *info)
{
	info->state = DEMOS_STATE_NATIVE;
}

static enum demos_result native_set_regs(struct demos_process *process,
					 const struct demos_op_regs *regs)
{
	return DEMOS_ESTATE;
}

static enum demos_result native_read(struct demos_process *process, u32 area,
				     void *to, u32 count)
{
	return demos_area_read(&native_of(process)->areas, area, to, count);
}

static enum demos_result native_write(struct demos_process *process, u32 area,
				      const void *from, u32 count)
{
	return demos_area_write(&native_of(process)->areas, area, from, count);
}

/* From now on no request finds it */
static void forget(struct demos_native *native)
{
	xa_cmpxchg(&native_host(native)->natives, native->portid, native, NULL,
		   GFP_KERNEL);
}

/* The program still waits for answers if its socket is open */
static void native_end(struct demos_process *process)
{
	struct demos_native *native = native_of(process);
	struct receive *receive;
	struct receive *next;

	mutex_lock(&process->lock);
	native->ended = true;
	forget(native);
	list_for_each_entry_safe(receive, next, &native->receives, node) {
		demos_native_answer_error(native, receive->seq,
					  DEMOS_CMD_RECEIVE, DEMOS_EDEAD);
		receive_done(receive);
	}
	demos_native_moves_drop(native);
	demos_native_sends_drop(native);
	demos_native_answers_send(native);
	mutex_unlock(&process->lock);
	cancel_delayed_work_sync(&native->timer);
	demos_areas_close(&native->areas);
}

static void native_release(struct demos_process *process)
{
	struct demos_native *native = native_of(process);

	__skb_queue_purge(&native->answers);
	sock_put(native->sk);
}

static const struct demos_process_ops native_ops = {
	.wake = native_wake,
	.run = native_run,
	.control = demos_control_receive,
	.info = native_info,
	.set_regs = native_set_regs,
	.resume = native_resume,
	.read = native_read,
	.write = native_write,
	.end = native_end,
	.release = native_release,
};

static struct demos_native *native_create(struct demos_host *host, u64 pid,
					  struct sock *sk, u32 portid,
					  const char *name)
{
	struct demos_native *native = kzalloc(sizeof(*native), GFP_KERNEL);

	if (!native)
		return NULL;
	demos_process_init(&native->process, &host->machine, &native_ops, pid,
			   name);
	/* Only an administrator may attach */
	demos_process_use_reserve(&native->process);
	demos_host_adopt(&native->process);
	sock_hold(sk);
	native->sk = sk;
	native->portid = portid;
	demos_areas_init(&native->areas);
	INIT_LIST_HEAD(&native->receives);
	INIT_LIST_HEAD(&native->moves);
	INIT_LIST_HEAD(&native->sends);
	__skb_queue_head_init(&native->answers);
	INIT_DELAYED_WORK(&native->timer, native_timer);
	return native;
}

/* Let requests find it, unless it has been killed already */
static int remember(struct demos_native *native)
{
	int err = -ESRCH;

	mutex_lock(&native->process.lock);
	if (!native->ended)
		err = xa_insert(&native_host(native)->natives, native->portid,
				native, GFP_KERNEL);
	mutex_unlock(&native->process.lock);
	return err;
}

/**
 * demos_native_attach() - make a socket a process
 * @host: the machine
 * @sk: the netlink socket
 * @portid: its port
 * @name: the process's name
 * @pid: gets its identifier
 *
 * The caller serves a request on the socket, so it is not closed meanwhile.
 *
 * Return: 0, -EBUSY: it is one already, -ENOSPC: no identifier is left,
 * -ESHUTDOWN: the machine goes down, -ENOMEM, demos_limit_error().
 */
int demos_native_attach(struct demos_host *host, struct sock *sk, u32 portid,
			const char *name, u64 *pid)
{
	struct demos_event event = {};
	struct demos_native *native;
	int err;

	if (xa_load(&host->natives, portid))
		return -EBUSY;
	*pid = demos_process_pid_new(&host->machine);
	if (!*pid)
		return -ENOSPC;
	native = native_create(host, *pid, sk, portid, name);
	if (!native)
		return -ENOMEM;
	event.pid = *pid;
	err = demos_process_enter(&native->process);
	if (err)
		goto put;
	demos_machine_event(&host->machine, DEMOS_EVENT_CREATED, &event);
	err = remember(native);
	if (err)
		demos_process_end(&native->process, 0);
put:
	demos_process_put(&native->process);
	return err;
}

/**
 * demos_native_find() - the process that a socket is
 * @host: the machine
 * @sk: the netlink socket
 * @portid: its port
 *
 * A port may be used again before the process of its former socket has ended,
 * so the socket is compared, too.
 *
 * Return: the process, with a reference for the caller, or NULL.
 */
struct demos_native *demos_native_find(struct demos_host *host,
				       const struct sock *sk, u32 portid)
{
	struct demos_native *native;

	rcu_read_lock();
	native = xa_load(&host->natives, portid);
	if (native && ((sk && native->sk != sk) ||
		       !refcount_inc_not_zero(&native->process.refs)))
		native = NULL;
	rcu_read_unlock();
	return native;
}

/**
 * demos_native_put() - give a reference back
 * @native: the process
 */
void demos_native_put(struct demos_native *native)
{
	demos_process_put(&native->process);
}

/**
 * demos_native_receive() - post a receive for a program
 * @native: the process
 * @seq: sequence number of the request
 * @channels: set of channels
 * @timeout: ms to wait at most, or DEMOS_FOREVER
 *
 * Return: DEMOS_OK: it will be answered, maybe it has been already;
 * DEMOS_EROOM: too many are waiting, or no memory; DEMOS_EDEAD.
 */
enum demos_result demos_native_receive(struct demos_native *native, u32 seq,
				       u32 channels, u32 timeout)
{
	struct receive *receive = kzalloc(sizeof(*receive), GFP_KERNEL);
	enum demos_result result;

	if (!receive)
		return demos_result_of(-ENOMEM);
	receive->seq = seq;
	receive->channels = channels;
	receive->deadline = timeout == DEMOS_FOREVER ? U64_MAX :
			    ktime_get_ns() + (u64)timeout * NSEC_PER_MSEC;
	mutex_lock(&native->process.lock);
	result = demos_native_charge(native, DEMOS_CMD_RECEIVE);
	if (result == DEMOS_OK) {
		list_add_tail(&receive->node, &native->receives);
		serve(native);
	} else {
		kfree(receive);
	}
	mutex_unlock(&native->process.lock);
	return result;
}

/* A netlink socket is closed, of any family, in any namespace */
static int socket_closed(struct notifier_block *block, unsigned long what,
			 void *data)
{
	const struct netlink_notify *closed = data;
	struct demos_native *native;
	struct demos_host *host;

	if (what != NETLINK_URELEASE || closed->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	host = demos_host_get(closed->net);
	if (!host)
		return NOTIFY_DONE;
	native = demos_native_find(host, NULL, closed->portid);
	if (native) {
		mutex_lock(&native->process.lock);
		native->closed = true;
		forget(native);
		mutex_unlock(&native->process.lock);
		demos_process_end(&native->process, 0);
		demos_native_put(native);
	}
	demos_host_put(host);
	return NOTIFY_OK;
}

static struct notifier_block close_notifier = {
	.notifier_call = socket_closed,
};

/**
 * demos_native_init() - watch for sockets that are closed
 *
 * Return: 0 or a negative errno.
 */
int demos_native_init(void)
{
	return netlink_register_notifier(&close_notifier);
}

/**
 * demos_native_exit() - undo demos_native_init()
 */
void demos_native_exit(void)
{
	netlink_unregister_notifier(&close_notifier);
}
