// SPDX-License-Identifier: GPL-2.0
/*
 * The table of connections: ports, multicast groups, options, and notifiers for
 * closed connections.
 *
 * table_lock protects the table and the groups; sock.lock may be taken under
 * it, and no other lock.
 */
#include <errno.h>
#include <linux/demos_door.h>
#include <linux/err.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "port.h"

/* The sizes of receive buffers that a kernel allows by default, bytes */
#define RCVBUF_USUAL	212992
#define RCVBUF_LEAST	2304
/* The most that an administrator's program may request, bytes */
#define RCVBUF_ADMIN	(8 << 20)

/* Groups are 1 to this */
#define GROUPS_MAX	31

static DEFINE_MUTEX(table_lock);
static struct sock *table[UNIX_SOCKS_MAX];	/* by the port's lowest bits */
static u32 members[GROUPS_MAX + 1];
static u32 last_port;

/* Return: a port whose place in the table is free, or 0 */
static u32 find_port(void)
{
	u32 tries;

	for (tries = 0; tries <= UNIX_SOCKS_MAX; tries++) {
		last_port++;
		if (last_port && !table[last_port % UNIX_SOCKS_MAX])
			return last_port;
	}
	return 0;
}

static int enter(struct sock *sk)
{
	mutex_lock(&table_lock);
	sk->portid = find_port();
	if (sk->portid)
		table[sk->portid % UNIX_SOCKS_MAX] = sk;
	mutex_unlock(&table_lock);
	return sk->portid ? 0 : -EMFILE;
}

/**
 * unix_sock_create() - make a connection
 * @fd: its socket; consumed unless it fails
 * @admin: it has all rights
 * @out: epoll set that the socket joins when it has no room; the data of its
 *       events is the port, for unix_sock_find() and unix_sock_flush()
 *
 * Return: the connection, with a reference that unix_sock_close() consumes; or
 * -EMFILE: there are too many, -ENOMEM.
 */
struct sock *unix_sock_create(int fd, bool admin, int out)
{
	struct sock *sk = kzalloc(sizeof(*sk), GFP_KERNEL);
	int err;

	if (!sk)
		return ERR_PTR(-ENOMEM);
	refcount_set(&sk->refs, 1);
	mutex_init(&sk->lock);
	INIT_LIST_HEAD(&sk->kept);
	sk->sk_rcvbuf = RCVBUF_USUAL;
	sk->admin = admin;
	sk->fd = fd;
	sk->out = out;
	err = enter(sk);
	if (!err)
		return sk;
	kfree(sk);
	return ERR_PTR(err);
}

/**
 * unix_sock_free() - free a connection without references
 * @sk: the connection, closed
 */
void unix_sock_free(struct sock *sk)
{
	kfree(sk);
}

/**
 * unix_sock_find() - find a connection
 * @portid: its port
 *
 * Return: the connection, with a reference for the caller, or NULL.
 */
struct sock *unix_sock_find(u32 portid)
{
	struct sock *sk;

	mutex_lock(&table_lock);
	sk = table[portid % UNIX_SOCKS_MAX];
	if (sk && sk->portid == portid)
		sock_hold(sk);
	else
		sk = NULL;
	mutex_unlock(&table_lock);
	return sk;
}

/* The connection at a place, with a reference, if it is in @groups */
static struct sock *get_at(u32 place, u32 groups)
{
	struct sock *sk;

	mutex_lock(&table_lock);
	sk = table[place];
	if (sk && groups && !(sk->groups & groups))
		sk = NULL;
	if (sk)
		sock_hold(sk);
	mutex_unlock(&table_lock);
	return sk;
}

/**
 * unix_sock_each() - call a function for each connection
 * @each: the function; may sleep
 * @arg: its last argument
 */
void unix_sock_each(void (*each)(struct sock *sk, void *arg), void *arg)
{
	struct sock *sk;
	u32 place;

	for (place = 0; place < UNIX_SOCKS_MAX; place++) {
		sk = get_at(place, 0);
		if (!sk)
			continue;
		each(sk, arg);
		sock_put(sk);
	}
}

/**
 * unix_sock_unicast() - send a message to a program
 * @skb: the message, consumed
 * @portid: port of its connection
 *
 * Return: 0, -ECONNREFUSED: there is no such connection, -EAGAIN: its receive
 * buffer is full, and it will be told so.
 */
int unix_sock_unicast(struct sk_buff *skb, u32 portid)
{
	struct sock *sk = unix_sock_find(portid);
	int err;

	if (!sk) {
		consume_skb(skb);
		return -ECONNREFUSED;
	}
	err = unix_sock_send(sk, skb);
	sock_put(sk);
	return err;
}

/**
 * unix_sock_group_empty() - has a group no members?
 * @group: its number
 *
 * Return: true if so.
 */
bool unix_sock_group_empty(unsigned int group)
{
	return !__atomic_load_n(&members[group], __ATOMIC_RELAXED);
}

/**
 * unix_sock_multicast() - send a message to a group
 * @skb: the message, consumed
 * @except: port of a connection that does not get it, or 0
 * @group: its number
 *
 * Return: 0, -ESRCH: nobody got it.
 */
int unix_sock_multicast(struct sk_buff *skb, u32 except, unsigned int group)
{
	u32 left = __atomic_load_n(&members[group], __ATOMIC_RELAXED);
	int err = -ESRCH;
	struct sock *sk;
	u32 place;

	for (place = 0; place < UNIX_SOCKS_MAX && left; place++) {
		sk = get_at(place, 1u << group);
		if (!sk)
			continue;
		left--;
		if (sk->portid != except &&
		    !unix_sock_send(sk, skb_get(skb)))
			err = 0;
		sock_put(sk);
	}
	consume_skb(skb);
	return err;
}

static void set_member(struct sock *sk, u32 group, bool member)
{
	u32 bit = 1u << group;

	mutex_lock(&table_lock);
	if (!(sk->groups & bit) == member) {
		sk->groups ^= bit;
		__atomic_store_n(&members[group],
				 members[group] + (member ? 1 : -1),
				 __ATOMIC_RELAXED);
	}
	mutex_unlock(&table_lock);
}

static int set_group(struct sock *sk, u32 group, bool member)
{
	if (!group || group > GROUPS_MAX)
		return -EINVAL;
	set_member(sk, group, member);
	return 0;
}

/* As SO_RCVBUF; for administrators as SO_RCVBUFFORCE */
static int set_rcvbuf(struct sock *sk, u32 value)
{
	u32 most = sk->admin ? RCVBUF_ADMIN : RCVBUF_USUAL;

	WRITE_ONCE(sk->sk_rcvbuf, max(RCVBUF_LEAST, 2 * (int)min(value, most)));
	return 0;
}

/**
 * unix_sock_set() - set an option
 * @sk: the connection
 * @option: enum demos_door_option
 * @value: its value
 *
 * Return: 0, -EINVAL: wrong value, -ENOPROTOOPT: no such option.
 */
int unix_sock_set(struct sock *sk, u32 option, u32 value)
{
	switch (option) {
	case DEMOS_DOOR_JOIN:
		return set_group(sk, value, true);
	case DEMOS_DOOR_LEAVE:
		return set_group(sk, value, false);
	case DEMOS_DOOR_RCVBUF:
		return set_rcvbuf(sk, value);
	default:
		return -ENOPROTOOPT;
	}
}

static pthread_rwlock_t notifiers_lock = PTHREAD_RWLOCK_INITIALIZER;
static LIST_HEAD(notifiers);	/* notifier_block.node [notifiers_lock] */

/**
 * netlink_register_notifier() - be told when a connection is closed
 * @block: called with NETLINK_URELEASE and a struct netlink_notify; may sleep
 *
 * Return: 0.
 */
int netlink_register_notifier(struct notifier_block *block)
{
	pthread_rwlock_wrlock(&notifiers_lock);
	list_add_tail(&block->node, &notifiers);
	pthread_rwlock_unlock(&notifiers_lock);
	return 0;
}

/**
 * netlink_unregister_notifier() - be told no longer
 * @block: the notifier; not called any more afterwards
 *
 * Return: 0.
 */
int netlink_unregister_notifier(struct notifier_block *block)
{
	pthread_rwlock_wrlock(&notifiers_lock);
	list_del(&block->node);
	pthread_rwlock_unlock(&notifiers_lock);
	return 0;
}

static void notify(struct sock *sk)
{
	struct netlink_notify closed = {
		.net = sock_net(sk),
		.portid = sk->portid,
		.protocol = NETLINK_GENERIC,
	};
	struct notifier_block *block;

	pthread_rwlock_rdlock(&notifiers_lock);
	list_for_each_entry(block, &notifiers, node)
		block->notifier_call(block, NETLINK_URELEASE, &closed);
	pthread_rwlock_unlock(&notifiers_lock);
}

static void leave(struct sock *sk)
{
	u32 group;

	for (group = 1; group <= GROUPS_MAX; group++)
		set_member(sk, group, false);
	mutex_lock(&table_lock);
	table[sk->portid % UNIX_SOCKS_MAX] = NULL;
	mutex_unlock(&table_lock);
}

/**
 * unix_sock_close() - close a connection
 * @sk: the connection; the caller's reference is consumed
 *
 * First no thread can send to it any more. Then the notifiers are called; only
 * after that can its port be given out again.
 */
void unix_sock_close(struct sock *sk)
{
	mutex_lock(&sk->lock);
	close(sk->fd);
	sk->fd = -1;
	mutex_unlock(&sk->lock);
	unix_sock_flush(sk);
	notify(sk);
	leave(sk);
	sock_put(sk);
}

static void shut_down(struct sock *sk, void __always_unused *arg)
{
	mutex_lock(&sk->lock);
	if (sk->fd >= 0)
		shutdown(sk->fd, SHUT_RDWR);
	mutex_unlock(&sk->lock);
}

/**
 * unix_sock_shutdown_all() - hang up all connections
 *
 * The workers that serve them notice, and close them.
 */
void unix_sock_shutdown_all(void)
{
	unix_sock_each(shut_down, NULL);
}
