/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The door of a machine that is a process of its own: a Unix socket of type
 * SOCK_SEQPACKET. A connection to it works like a generic netlink socket, and a
 * record like a netlink datagram: one or more messages, byte for byte as
 * demos.h and netlink(7) describe them. This header defines the messages that
 * replace bind(), setsockopt() and the errors of a netlink socket.
 *
 * The machine's first record is one struct nlmsghdr:
 *
 *  - NLMSG_NOOP: nlmsg_pid is the port of the connection;
 *  - NLMSG_ERROR, with a struct nlmsgerr: the connection is refused, and ends.
 *
 * Later the machine may send NLMSG_OVERRUN, without payload: messages were
 * dropped here, since the connection's receive buffer was full (a netlink
 * socket reports ENOBUFS).
 *
 * Acknowledgements are as with NETLINK_EXT_ACK and NETLINK_CAP_ACK. A record
 * longer than DEMOS_DOOR_RECORD_MAX is refused with EMSGSIZE.
 *
 * The file descriptor that a DEMOS_A_SOCKET or DEMOS_A_MEMORY names is sent
 * with the record by SCM_RIGHTS, one a record.
 */
#ifndef _LINUX_DEMOS_DOOR_H
#define _LINUX_DEMOS_DOOR_H

#include <linux/netlink.h>
#include <linux/types.h>

/* Most bytes in a record from a program */
#define DEMOS_DOOR_RECORD_MAX	65536

/* nlmsg_type of a request to set an option, with NLM_F_REQUEST */
#define DEMOS_DOOR_OPTION	(NLMSG_MIN_TYPE - 1)

/**
 * enum demos_door_option - options that a program can set
 * @DEMOS_DOOR_JOIN: receive the messages of a multicast group; the value is its
 *                   number (as NETLINK_ADD_MEMBERSHIP)
 * @DEMOS_DOOR_LEAVE: receive them no longer (as NETLINK_DROP_MEMBERSHIP)
 * @DEMOS_DOOR_RCVBUF: size of the receive buffer that the machine keeps for the
 *                     program: twice the value in bytes, including the overhead
 *                     of each message (as SO_RCVBUF), within the machine's
 *                     limits
 */
enum demos_door_option {
	DEMOS_DOOR_JOIN = 1,
	DEMOS_DOOR_LEAVE = 2,
	DEMOS_DOOR_RCVBUF = 3,
};

/**
 * struct demos_door_set - payload of DEMOS_DOOR_OPTION
 * @option: enum demos_door_option
 * @value: its value
 *
 * It is answered only with NLM_F_ACK. Errors are -EINVAL: no such group, or a
 * payload of another length; -ENOPROTOOPT: no such option.
 */
struct demos_door_set {
	__u32 option;
	__u32 value;
};

#endif
