/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The door of a machine that is a process of its own: a Unix socket of type
 * SOCK_SEQPACKET. A connection is what a generic netlink socket is to the
 * module, and a record is what a datagram is there: one or more messages, byte
 * for byte as demos.h and netlink(7) describe them. This header has what a
 * program does to a netlink socket by other system calls than send and recv.
 *
 * From the machine, first of all: one record with one struct nlmsghdr.
 *
 *  - NLMSG_NOOP: nlmsg_pid is the port of the connection;
 *  - NLMSG_ERROR, with a struct nlmsgerr: the connection is refused, and ends.
 *
 * From the machine, later: NLMSG_OVERRUN, without payload: messages after the
 * ones before it were dropped, since the connection's receive buffer was full
 * (a netlink socket says ENOBUFS).
 *
 * Acknowledgements are as with NETLINK_EXT_ACK and NETLINK_CAP_ACK. A record
 * longer than DEMOS_DOOR_RECORD_MAX is refused with EMSGSIZE.
 *
 * The file descriptor that a DEMOS_A_SOCKET or DEMOS_A_MEMORY names goes along
 * with the record by SCM_RIGHTS, one a record.
 */
#ifndef _LINUX_DEMOS_DOOR_H
#define _LINUX_DEMOS_DOOR_H

#include <linux/netlink.h>
#include <linux/types.h>

/* Bytes in a record from a program at most */
#define DEMOS_DOOR_RECORD_MAX	65536

/* nlmsg_type of a request to set an option, with NLM_F_REQUEST */
#define DEMOS_DOOR_OPTION	(NLMSG_MIN_TYPE - 1)

/**
 * enum demos_door_option - what a program can set
 * @DEMOS_DOOR_JOIN: receive messages to the multicast group with the number
 *                   that is the value (as NETLINK_ADD_MEMBERSHIP)
 * @DEMOS_DOOR_LEAVE: do so no longer (as NETLINK_DROP_MEMBERSHIP)
 * @DEMOS_DOOR_RCVBUF: bytes that may wait for the program in the machine, with
 *                     the costs of keeping them: twice the value (as
 *                     SO_RCVBUF). The machine knows a least and a largest size
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
 * It is answered only with NLM_F_ACK: -EINVAL: no such group or a payload of
 * another length, -ENOPROTOOPT: no such option.
 */
struct demos_door_set {
	__u32 option;
	__u32 value;
};

#endif
