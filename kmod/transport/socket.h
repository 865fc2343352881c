/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sockets that user space hands in, and the network namespace that they
 * belong to.
 *
 * A socket holds its namespace. As long as the machine holds the socket, the
 * namespace, and with it the machine, would live for ever, though nothing but
 * the socket is left in it. So once user space has closed its descriptor, and
 * only the machine holds the socket, the socket drops its hold, like sockets
 * made by the kernel. The end of the namespace then ends the machine, and the
 * machine the connection, before the namespace is gone.
 */
#ifndef DEMOS_SOCKET_H
#define DEMOS_SOCKET_H

#include <linux/types.h>

struct net;
struct socket;

void demos_socket_prepare(struct socket *sock);
int demos_socket_receive(struct socket *sock, void *bytes, size_t room);
bool demos_socket_unpin(struct socket *sock, struct net *net);
void demos_socket_put(struct socket *sock);

#endif
