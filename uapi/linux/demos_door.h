/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The door of a machine that is a Linux process: a Unix SOCK_SEQPACKET socket.
 * A connection is what a netlink socket is to the module, and a record is what
 * a netlink datagram is: messages of the generic netlink family "demos" (see
 * linux/demos.h), byte for byte. This header has what is done by system calls
 * on a netlink socket.
 *
 * The server begins each connection with one record: NLMSG_NOOP, whose
 * nlmsg_pid is the port id of the connection; or NLMSG_ERROR, and hangs up. It
 * sends NLMSG_OVERRUN where messages were dropped for want of room; the client
 * reports that once, as ENOBUFS. NETLINK_EXT_ACK and NETLINK_CAP_ACK are on.
 *
 * The descriptor of an attribute (DEMOS_A_SOCKET, DEMOS_A_MEMORY) is sent along
 * with the record by SCM_RIGHTS, one a record; the attribute has the number
 * that it has in the client.
 */
#ifndef _LINUX_DEMOS_DOOR_H
#define _LINUX_DEMOS_DOOR_H

#include <linux/netlink.h>
#include <linux/types.h>

/* The type of a message with a struct demos_door_option */
#define DEMOS_DOOR_OPTION	(NLMSG_MIN_TYPE - 1)

/**
 * enum demos_door_options - what setsockopt() does on a netlink socket
 * @DEMOS_DOOR_JOIN: join the multicast group VALUE
 * @DEMOS_DOOR_LEAVE: leave it
 * @DEMOS_DOOR_BUFFER: keep up to VALUE bytes of messages that the client has
 *		       not read yet, as SO_RCVBUF does; bounded
 */
enum demos_door_options {
	DEMOS_DOOR_JOIN = 1,
	DEMOS_DOOR_LEAVE = 2,
	DEMOS_DOOR_BUFFER = 3,
};

/**
 * struct demos_door_option - set an option of the connection
 * @option: enum demos_door_options
 * @value: of the option
 *
 * There is an answer if NLM_F_ACK is set.
 */
struct demos_door_option {
	__u32 option;
	__u32 value;
};

#endif
