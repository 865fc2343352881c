/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of connections, and writing to connections.
 */
#ifndef UNIX_PORT_H
#define UNIX_PORT_H

#include <linux/skbuff.h>
#include <net/sock.h>

/* The most connections */
#define UNIX_SOCKS_MAX	1024

struct sock *unix_sock_create(int fd, bool admin, int out);
void unix_sock_close(struct sock *sk);
struct sock *unix_sock_find(u32 portid);
void unix_sock_each(void (*each)(struct sock *sk, void *arg), void *arg);
void unix_sock_shutdown_all(void);

int unix_sock_set(struct sock *sk, u32 option, u32 value);
bool unix_sock_group_empty(unsigned int group);
int unix_sock_multicast(struct sk_buff *skb, u32 except, unsigned int group);

int unix_sock_send(struct sock *sk, struct sk_buff *skb);
void unix_sock_overrun(struct sock *sk);
bool unix_sock_flush(struct sock *sk);
int unix_sock_unicast(struct sk_buff *skb, u32 portid);

#endif
