/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sockets that user space hands in: all that the transport knows of them. It
 * sees a struct socket only by its pointer, so that each host of the transport
 * brings functions of its own; the module's are in socket.c.
 *
 * The other side of a socket, and a program that still has a descriptor of it,
 * may do to it what they like.
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

struct kvec;
struct net;
struct socket;

/* A TCP socket takes more when it has fewer bytes than these to send */
#define DEMOS_SOCKET_UNSENT	16384

/**
 * demos_socket_get() - find a socket by its descriptor
 * @fd: descriptor of the requester; hostile
 *
 * Return: the socket, with a reference to its file, which goes by
 * demos_socket_put() or demos_socket_end(); or ERR_PTR(): -EBADF: not a
 * descriptor, -ENOTSOCK: of something else.
 */
struct socket *demos_socket_get(int fd);

/**
 * demos_socket_put() - give a socket back that was not used
 * @sock: from demos_socket_get(); the reference to its file goes
 */
void demos_socket_put(struct socket *sock);

/**
 * demos_socket_check() - can this socket be a connection?
 * @sock: the socket
 *
 * Return: 0, -EPROTOTYPE: not a stream socket, -ENOTCONN.
 */
int demos_socket_check(const struct socket *sock);

/**
 * demos_socket_prepare() - set a socket up for frames
 * @sock: connected stream socket
 *
 * It has no time limits, since shutting it down ends every wait; it sends at
 * once, since the caller writes whole batches; and it takes no more than it
 * can send soon. May sleep.
 */
void demos_socket_prepare(struct socket *sock);

/**
 * demos_socket_send() - send bytes
 * @sock: the socket; nothing else sends over it meanwhile
 * @vec: the bytes
 * @count: entries of @vec
 * @bytes: sum of their lengths, not 0
 * @wait: sleep until something was sent, as long as the other side does not
 *        read, and the socket is not shut down
 *
 * Without @wait a socket with TLS sends nothing: a program that sends over it,
 * too, would keep the caller waiting.
 *
 * Return: how many were sent, 0 only without @wait; or a negative errno: the
 * connection has to end.
 */
int demos_socket_send(struct socket *sock, const struct kvec *vec, u32 count,
		      u32 bytes, bool wait);

/**
 * demos_socket_receive() - receive some bytes
 * @sock: the socket
 * @bytes: gets them
 * @room: in @bytes
 *
 * If the kernel does TLS on the socket, only data is received: an alert ends
 * the connection, and any other record (a change of keys, say) is an error.
 * TLS runs over TCP only: other sockets get no room for control messages, so
 * that files sent over a Unix socket are put at once. Waits for bytes. May
 * sleep.
 *
 * Return: how many, 0: the other side sends no more; or a negative errno,
 * -EBADMSG: a TLS record that is not data, or not authentic.
 */
int demos_socket_receive(struct socket *sock, void *bytes, size_t room);

/**
 * demos_socket_await_room() - wait until the socket takes more
 * @sock: the socket
 *
 * Or until it is shut down, or has an error, which sending tells.
 */
void demos_socket_await_room(struct socket *sock);

/**
 * demos_socket_round_trip() - how long do bytes take there and back?
 * @sock: the socket
 *
 * Return: microseconds, smoothed; 0: not known.
 */
u32 demos_socket_round_trip(const struct socket *sock);

/**
 * demos_socket_shutdown() - send and receive nothing more
 * @sock: the socket, which others may be using
 *
 * Ends all waits for it. What was received before can still be read. May
 * sleep.
 */
void demos_socket_shutdown(struct socket *sock);

/**
 * demos_socket_unpin() - make a socket drop its hold on its namespace
 * @sock: socket, with a reference to its file
 * @net: the machine's namespace, whose end ends the machine first; only a
 *       socket of this namespace can be unpinned
 *
 * @sock may be in use, but must not be put meanwhile. May sleep.
 *
 * Return: false: user space still has a descriptor, try again later; true:
 * done, or not possible for this socket.
 */
bool demos_socket_unpin(struct socket *sock, struct net *net);

/**
 * demos_socket_end() - give a socket back that was used
 * @sock: socket, shut down; the reference to its file goes
 *
 * If it was unpinned and its namespace lives, it becomes an ordinary socket
 * again, which sends what it still has to send. If the namespace is ending
 * nothing of the socket is left when this returns. By a kernel thread. May
 * sleep.
 */
void demos_socket_end(struct socket *sock);

#endif
