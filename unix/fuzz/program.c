// SPDX-License-Identifier: GPL-2.0
/*
 * Programs, served in the fuzzer's own thread, so that the order of events is
 * by the input, except for the work items of the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/demos.h>
#include <linux/demos_door.h>
#include <linux/err.h>
#include <net/genetlink.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "door/answer.h"
#include "door/host.h"
#include "net/connection.h"
#include "net/port.h"
#include "program.h"

/* Bytes of the value that each attribute should have */
static const u8 sizes[] = {
	[DEMOS_A_MACHINE] = 2,
	[DEMOS_A_PEER] = 2,
	[DEMOS_A_INCARNATION] = 8,
	[DEMOS_A_NEXT_LOCAL] = 8,
	[DEMOS_A_PID] = 8,
	[DEMOS_A_NAME] = 5,
	[DEMOS_A_DATA] = 40,
	[DEMOS_A_LINK] = 4,
	[DEMOS_A_ENCLOSE] = 4,
	[DEMOS_A_REPLY] = sizeof(struct demos_reply),
	[DEMOS_A_CHANNELS] = 4,
	[DEMOS_A_CHANNEL] = 1,
	[DEMOS_A_TIMEOUT] = 4,
	[DEMOS_A_CODE] = 4,
	[DEMOS_A_FLAGS] = 4,
	[DEMOS_A_AREA] = 4,
	[DEMOS_A_OFFSET] = 4,
	[DEMOS_A_LENGTH] = 4,
	[DEMOS_A_SOCKET] = 4,
	[DEMOS_A_LIMIT] = 4,
	[DEMOS_A_VALUE] = 8,
	[DEMOS_A_MEMORY] = 4,
};

/* The attributes that a command must have; it may get more by the input */
static const u8 needs[256][4] = {
	[DEMOS_CMD_MACHINE_UP] = { DEMOS_A_MACHINE },
	[DEMOS_CMD_PEER_ADD] = { DEMOS_A_PEER },
	[DEMOS_CMD_PEER_CONNECT] = { DEMOS_A_SOCKET },
	[DEMOS_CMD_PEER_RESET] = { DEMOS_A_PEER },
	[DEMOS_CMD_PEER_DEL] = { DEMOS_A_PEER },
	[DEMOS_CMD_ATTACH] = { DEMOS_A_NAME },
	[DEMOS_CMD_SEND] = { DEMOS_A_LINK },
	[DEMOS_CMD_SEND_WAIT] = { DEMOS_A_LINK },
	[DEMOS_CMD_RECEIVE] = { DEMOS_A_CHANNELS },
	[DEMOS_CMD_LINK_CREATE] = { DEMOS_A_CODE, DEMOS_A_CHANNEL,
				    DEMOS_A_FLAGS },
	[DEMOS_CMD_LINK_DUP] = { DEMOS_A_LINK, DEMOS_A_FLAGS },
	[DEMOS_CMD_LINK_DESTROY] = { DEMOS_A_LINK },
	[DEMOS_CMD_LINK_INSPECT] = { DEMOS_A_LINK },
	[DEMOS_CMD_LINK_TO_KERNEL] = { DEMOS_A_MACHINE },
	[DEMOS_CMD_MOVE_READ] = { DEMOS_A_LINK, DEMOS_A_OFFSET,
				  DEMOS_A_LENGTH },
	[DEMOS_CMD_MOVE_WRITE] = { DEMOS_A_LINK, DEMOS_A_OFFSET },
	[DEMOS_CMD_AREA_CREATE] = { DEMOS_A_MEMORY, DEMOS_A_OFFSET,
				    DEMOS_A_LENGTH },
	[DEMOS_CMD_AREA_DESTROY] = { DEMOS_A_AREA },
	[DEMOS_CMD_LIMITS_SET] = { DEMOS_A_LIMIT, DEMOS_A_VALUE },
};

#define MEMORY	60000	/* bytes of a memfd */

static char buffer[DEMOS_DOOR_RECORD_MAX];

/* Serve the program's requests, and send the answers due to it */
static void serve(struct program *program)
{
	bool dumps = true;

	while (program->sk && dumps) {
		if (!unix_connection_serve(program->sk, buffer, &dumps)) {
			unix_connection_end(program->sk);
			program->sk = NULL;
		} else if (dumps) {
			program_read(program);
		}
	}
}

static void send_record(struct program *program, const void *record,
			size_t length, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec iov = { (void *)record, length };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	struct cmsghdr *cmsg;

	if (fd >= 0) {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	sendmsg(program->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
	serve(program);
}

/* A program connects */
void program_begin(struct program *program)
{
	static struct unix_connection_rules rules = { .others = true };
	int fds[2];

	if (!rules.out)
		rules.out = epoll_create1(EPOLL_CLOEXEC);
	assert(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds));
	memset(program, 0, sizeof(*program));
	program->fd = fds[0];
	program->sk = unix_connection_create(fds[1], &rules);
	assert(!IS_ERR(program->sk));
}

/* It hangs up */
void program_end(struct program *program)
{
	close(program->fd);
	serve(program);
	assert(!program->sk);
}

static void learn(struct program *program, const struct nlmsghdr *nlh)
{
	const struct nlattr *nla;
	int left;

	if (nlh->nlmsg_type != demos_family.id)
		return;
	nlmsg_for_each_attr(nla, nlh,
			    GENL_HDRLEN + sizeof(struct demos_header), left) {
		switch (nla_type(nla)) {
		case DEMOS_A_LINK:
		case DEMOS_A_AREA:
		case DEMOS_A_PID:
			nla_memcpy(&program->known[program->next++ %
						   PROGRAM_KNOWN],
				   nla, sizeof(u64));
		}
	}
}

void (*program_rest)(void);

/* Let the machine do its pending work */
static void settle(void)
{
	struct demos_host *host;

	if (program_rest) {
		program_rest();
		return;
	}
	host = demos_host_get(&init_net);
	if (!host)
		return;
	flush_workqueue(host->work);
	demos_host_put(host);
}

/* Read all that comes from a machine at rest */
void program_read(struct program *program)
{
	static char record[DEMOS_DOOR_RECORD_MAX];
	ssize_t got;

	settle();
	while ((got = recv(program->fd, record, sizeof(record),
			   MSG_DONTWAIT)) > 0)
		learn(program, (struct nlmsghdr *)record);
	if (program->sk)
		unix_sock_flush(program->sk);
}

/* The value of an attribute: one that is known, a small one, or any */
static void put_attr(struct program *program, struct sk_buff *skb, int type,
		     struct input *input)
{
	u8 how = input_u8(input);
	u32 size = type < (int)sizeof(sizes) ? sizes[type] : 4;
	u8 value[8192] = "";

	if (type == DEMOS_A_DATA)
		size = (how & 0xf) * (how & 0x40 ? 512 : 8);
	switch (how >> 4 & 3) {
	case 0:
		value[0] = how & 0xf;
		break;
	case 1:
		memcpy(value, &program->known[how % PROGRAM_KNOWN], 8);
		break;
	default:
		input_take(input, value, min(size, 64u));
	}
	if (how & 0x80 && type != DEMOS_A_DATA)
		size = how & 0x1f;
	nla_put(skb, type, size, value);
}

static struct genlmsghdr *begin(struct program *program, struct sk_buff *skb,
				u8 cmd, int flags)
{
	struct nlmsghdr *nlh;
	struct genlmsghdr *header;
	int size = GENL_HDRLEN + sizeof(struct demos_header);

	nlh = nlmsg_put(skb, 0, ++program->seq, demos_family.id, size,
			NLM_F_REQUEST | flags);
	header = nlmsg_data(nlh);
	memset(header, 0, size);
	header->cmd = cmd;
	return header;
}

static int make_memory(void)
{
	int fd = memfd_create("area", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert(fd >= 0 && !ftruncate(fd, MEMORY));
	fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK);
	return fd;
}

/* The descriptor that goes along: none, a memfd, a socket whose end hears this
 * machine's greeting and some bytes
 */
static int make_fd(u8 kind, struct input *input)
{
	char bytes[64];
	int fds[2];

	switch (kind & 3) {
	case 1:
		return make_memory();
	case 2:
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
			return -1;
		input_take(input, bytes, sizeof(bytes));
		send(fds[1], bytes, sizeof(bytes), MSG_DONTWAIT);
		close(fds[1]);
		return fds[0];
	default:
		return -1;
	}
}

/**
 * program_request() - make a request
 * @program: the program
 * @cmd: enum demos_cmd
 * @input: chooses its attributes
 */
void program_request(struct program *program, u8 cmd, struct input *input)
{
	struct sk_buff *skb = alloc_skb(60000, GFP_KERNEL);
	u8 how = input_u8(input);
	int extra = how & 3;
	int fd = make_fd(how >> 2, input);
	struct genlmsghdr *header;
	int i;

	header = begin(program, skb, cmd, (how & 0x10 ? NLM_F_ACK : 0) |
		       (how & 0x20 ? NLM_F_DUMP : 0));
	for (i = 0; i < 4 && needs[cmd][i] && !(how & 0x40); i++)
		put_attr(program, skb, needs[cmd][i], input);
	while (extra--)
		put_attr(program, skb, input_u8(input) % 64, input);
	nlmsg_end(skb, nlmsg_hdr(skb));
	if (how & 0x80) {
		u8 change = input_u8(input);

		skb->data[input_u8(input) % skb->len] ^= change;
	}
	/* It would wait for ever: the fuzzer holds the machine */
	if (program_rest && header->cmd == DEMOS_CMD_MACHINE_DOWN)
		header->cmd = cmd;
	send_record(program, skb->data, skb->len, fd);
	if (fd >= 0)
		close(fd);
	consume_skb(skb);
}

/**
 * program_raw() - send any bytes as a record
 * @program: the program
 * @input: its length, and the record
 */
void program_raw(struct program *program, struct input *input)
{
	u8 record[256];
	u8 length = input_u8(input);

	input_take(input, record, length);
	send_record(program, record, length, -1);
}

/**
 * program_option() - set an option
 * @program: the program
 * @input: which, and its value
 */
void program_option(struct program *program, struct input *input)
{
	struct {
		struct nlmsghdr nlh;
		struct demos_door_set set;
	} request = {
		.nlh.nlmsg_len = sizeof(request),
		.nlh.nlmsg_type = DEMOS_DOOR_OPTION,
		.nlh.nlmsg_flags = NLM_F_REQUEST,
	};

	request.set.option = input_u8(input) % 5;
	input_take(input, &request.set.value,
		   request.set.option == DEMOS_DOOR_RCVBUF ? 3 : 1);
	send_record(program, &request, sizeof(request), -1);
}

/**
 * program_ask_with() - make a request that is right, and learn from its answer
 * @program: the program, which has read all
 * @cmd: enum demos_cmd
 * @attrs: its attributes: type, bytes (0: the last one), value
 * @fd: a descriptor that goes along, or -1
 *
 * Return: its errno.
 */
int program_ask_with(struct program *program, u8 cmd,
		     const struct program_attr *attrs, int fd)
{
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);
	struct nlmsghdr *answer = (struct nlmsghdr *)buffer;
	int err = -ETIME;

	begin(program, skb, cmd, NLM_F_ACK);
	for (; attrs && attrs->size; attrs++)
		nla_put(skb, attrs->type, attrs->size, &attrs->value);
	nlmsg_end(skb, nlmsg_hdr(skb));
	send_record(program, skb->data, skb->len, fd);
	consume_skb(skb);
	while (recv(program->fd, buffer, sizeof(buffer), MSG_DONTWAIT) > 0) {
		if (answer->nlmsg_type == NLMSG_ERROR)
			err = ((struct nlmsgerr *)nlmsg_data(answer))->error;
		learn(program, answer);
	}
	return err;
}

/**
 * program_ask() - program_ask_with(), without a descriptor
 * @program: the program
 * @cmd: enum demos_cmd; DEMOS_CMD_AREA_CREATE gets memory
 * @attrs: its attributes
 *
 * Return: its errno.
 */
int program_ask(struct program *program, u8 cmd,
		const struct program_attr *attrs)
{
	int fd = cmd == DEMOS_CMD_AREA_CREATE ? make_memory() : -1;
	int err = program_ask_with(program, cmd, attrs, fd);

	if (fd >= 0)
		close(fd);
	return err;
}

/**
 * program_prepare() - make two programs processes that have something
 * @one: gets memory, and links to that and to the kernel
 * @two: gets a link to the memory of the first one
 * @machine: id of the machine
 *
 * They know all these by index.
 */
void program_prepare(struct program *one, struct program *two, u16 machine)
{
	const struct program_attr name[] = {
		{ DEMOS_A_NAME, 4, 'a' },
		{ }
	};
	const struct program_attr memory[] = {
		{ DEMOS_A_MEMORY, 4, 0 },
		{ DEMOS_A_OFFSET, 4, 100 },
		{ DEMOS_A_LENGTH, 4, 50000 },
		{ }
	};
	struct program_attr link[] = {
		{ DEMOS_A_CODE, 4, 7 },
		{ DEMOS_A_CHANNEL, 1, 0 },
		{ DEMOS_A_FLAGS, 4, DEMOS_LINK_DUP | DEMOS_LINK_PASS |
				    DEMOS_LINK_READ | DEMOS_LINK_WRITE },
		{ DEMOS_A_AREA, 4, 0 },
		{ DEMOS_A_LENGTH, 4, 6000 },
		{ }
	};
	const struct program_attr kernel[] = {
		{ DEMOS_A_MACHINE, 2, machine },
		{ }
	};
	struct program_attr boot[] = { { DEMOS_A_LINK, 4, 0 }, { } };

	if (program_ask(one, DEMOS_CMD_ATTACH, name) ||
	    program_ask(two, DEMOS_CMD_ATTACH, name) ||
	    program_ask(one, DEMOS_CMD_AREA_CREATE, memory))
		abort();
	link[3].value = one->known[1];
	if (program_ask(one, DEMOS_CMD_LINK_CREATE, link) ||
	    program_ask(one, DEMOS_CMD_LINK_TO_KERNEL, kernel))
		abort();
	boot[0].value = one->known[2];
	if (program_ask(one, DEMOS_CMD_BOOT_SET, boot) ||
	    program_ask(two, DEMOS_CMD_BOOT_GET, NULL))
		abort();
}
