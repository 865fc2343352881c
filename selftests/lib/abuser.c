// SPDX-License-Identifier: GPL-2.0
/*
 * A program that sends random requests (abuser.h).
 *
 * Invariant: a send never goes beyond the buffer, however wrong the lengths in
 * the request are; and no request to end a machine, to cut it off or to change
 * its limits is sent where that is not allowed.
 */
#define _GNU_SOURCE
#include "abuser.h"
#include "compiler.h"

#include <arpa/inet.h>
#include <endian.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOCKETS	3		/* the first is not a process */
#define HANDS	2		/* processes that send at the same time */
#define NAMES	32
#define BUFFER	(64 * 1024)

/* Shared by both hands; a name read while it is written is as good as any */
struct shared {
	const struct abuser *abuser;
	struct client sockets[SOCKETS];
	uint32_t links[NAMES];
	uint32_t areas[NAMES];
};

struct hand {
	struct shared *shared;
	uint64_t random;
	size_t size;
	uint8_t buffer[BUFFER] __aligned(8);
};

/**
 * random_next() - a random number (splitmix64)
 * @state: the generator's state, initially a seed
 *
 * Return: the number.
 */
uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/**
 * random_below() - a random number below a bound
 * @state: the generator's state
 * @bound: not 0
 *
 * Return: the number.
 */
uint32_t random_below(uint64_t *state, uint32_t bound)
{
	return random_next(state) % bound;
}

static uint32_t below(struct hand *hand, uint32_t bound)
{
	return random_below(&hand->random, bound);
}

static bool once_in(struct hand *hand, uint32_t times)
{
	return !below(hand, times);
}

static void random_bytes(struct hand *hand, void *to, size_t size)
{
	uint8_t *byte = to;

	while (size--)
		*byte++ = random_next(&hand->random);
}

/* A small number, one at a boundary, or any */
static uint32_t some_number(struct hand *hand)
{
	static const uint32_t borders[] = {
		0xff, 0x100, 0xfff, 0x1000, 0x1001, 0x7fff, 0x8000, 0x8001,
		0xffff, 0x10000, 0x7fffff, 0x800000, 0x7fffffff, 0x80000000,
		0xfffffffe, 0xffffffff,
	};

	switch (below(hand, 4)) {
	case 0:
		return borders[below(hand, 16)];
	case 1:
		return random_next(&hand->random);
	default:
		return below(hand, 64);
	}
}

/* The attributes that commands require */
static const uint8_t recipes[DEMOS_CMD_MAX + 1][5] = {
	[DEMOS_CMD_MACHINE_UP] = { DEMOS_A_MACHINE },
	[DEMOS_CMD_PEER_ADD] = { DEMOS_A_PEER },
	[DEMOS_CMD_PEER_CONNECT] = { DEMOS_A_SOCKET },
	[DEMOS_CMD_PEER_RESET] = { DEMOS_A_PEER },
	[DEMOS_CMD_PEER_DEL] = { DEMOS_A_PEER },
	[DEMOS_CMD_PROCESS_GET] = { DEMOS_A_PID },
	[DEMOS_CMD_LINK_GET] = { DEMOS_A_PID },
	[DEMOS_CMD_ATTACH] = { DEMOS_A_NAME },
	[DEMOS_CMD_SEND] = { DEMOS_A_LINK, DEMOS_A_DATA, DEMOS_A_REPLY },
	[DEMOS_CMD_RECEIVE] = { DEMOS_A_CHANNELS, DEMOS_A_TIMEOUT },
	[DEMOS_CMD_AREA_CREATE] = { DEMOS_A_MEMORY, DEMOS_A_OFFSET,
				    DEMOS_A_LENGTH },
	[DEMOS_CMD_AREA_DESTROY] = { DEMOS_A_AREA },
	[DEMOS_CMD_LINK_CREATE] = { DEMOS_A_CODE, DEMOS_A_CHANNEL,
				    DEMOS_A_FLAGS },
	[DEMOS_CMD_LINK_DUP] = { DEMOS_A_LINK, DEMOS_A_FLAGS },
	[DEMOS_CMD_LINK_DESTROY] = { DEMOS_A_LINK },
	[DEMOS_CMD_LINK_INSPECT] = { DEMOS_A_LINK },
	[DEMOS_CMD_LINK_TO_KERNEL] = { DEMOS_A_MACHINE },
	[DEMOS_CMD_MOVE_READ] = { DEMOS_A_LINK, DEMOS_A_OFFSET,
				  DEMOS_A_LENGTH },
	[DEMOS_CMD_MOVE_WRITE] = { DEMOS_A_LINK, DEMOS_A_OFFSET,
				   DEMOS_A_DATA },
	[DEMOS_CMD_BOOT_SET] = { DEMOS_A_LINK },
	[DEMOS_CMD_LIMITS_SET] = { DEMOS_A_LIMIT, DEMOS_A_VALUE },
};

/* The attributes that commands accept besides */
static const uint8_t extras[DEMOS_CMD_MAX + 1][3] = {
	[DEMOS_CMD_SEND] = { DEMOS_A_ENCLOSE, DEMOS_A_ENCLOSE,
			     DEMOS_A_ENCLOSE },
	[DEMOS_CMD_LINK_CREATE] = { DEMOS_A_AREA, DEMOS_A_LENGTH },
	[DEMOS_CMD_MOVE_READ] = { DEMOS_A_AREA },
	[DEMOS_CMD_MOVE_WRITE] = { DEMOS_A_AREA, DEMOS_A_LENGTH },
	[DEMOS_CMD_PEER_CONNECT] = { DEMOS_A_PEER },
};

static bool is_spared(const struct hand *hand, int command)
{
	switch (command) {
	case DEMOS_CMD_MACHINE_UP:
	case DEMOS_CMD_MACHINE_DOWN:
	case DEMOS_CMD_PEER_RESET:
	case DEMOS_CMD_PEER_DEL:
	case DEMOS_CMD_LIMITS_SET:
		return !hand->shared->abuser->everything;
	case DEMOS_CMD_PEER_CONNECT:
		return !hand->shared->abuser->joins;
	default:
		return false;
	}
}

static void put(struct hand *hand, uint16_t type, const void *data,
		size_t size)
{
	struct nlattr *nla = (void *)(hand->buffer + hand->size);

	if (hand->size + NLA_HDRLEN + NLA_ALIGN(size) > BUFFER)
		return;
	memset(nla, 0, NLA_HDRLEN + NLA_ALIGN(size));
	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + size;
	memcpy((uint8_t *)nla + NLA_HDRLEN, data, size);
	hand->size += NLA_HDRLEN + NLA_ALIGN(size);
}

/* A request to create a guest, right or nearly right */
static size_t random_guest(struct hand *hand, uint8_t *data)
{
	struct demos_op_create *create = (void *)data;
	struct demos_op_segment *segment = (void *)(create + 1);

	memset(create, 0, sizeof(*create));
	create->op = htons(DEMOS_OP_CREATE);
	create->model = 1 + below(hand, 2);
	create->segments = 1 + once_in(hand, 4);
	strcpy(create->name, "abused");
	segment[0].number = 0;
	segment[0].pages = htons(1 + below(hand, 4));
	segment[1].number = 1 + once_in(hand, 4) * below(hand, 255);
	segment[1].attributes = once_in(hand, 4) * below(hand, 255);
	segment[1].pages = htons(once_in(hand, 4) ? some_number(hand) :
				 1 + below(hand, 4));
	return sizeof(*create) + create->segments * sizeof(*segment);
}

/* The data of a message, sometimes a control message */
static size_t random_data(struct hand *hand, uint8_t *data)
{
	static const uint8_t begins[] = {
		1, DEMOS_OP_CREATE, DEMOS_OP_EXITED, DEMOS_OP_LINK_UPDATE,
	};
	uint16_t op = htons(begins[below(hand, 4)] + below(hand, 16));
	uint16_t machine = htons(1 + below(hand, 4));
	size_t size = below(hand, 96);

	if (once_in(hand, 8))
		return random_guest(hand, data);
	if (once_in(hand, 8))
		size = some_number(hand) % (DEMOS_PACKET_MAX + 1024);
	random_bytes(hand, data, size);
	if (once_in(hand, 4) || size < 2)
		return size;
	memcpy(data, &op, sizeof(op));
	if (size >= 4 && !once_in(hand, 4))
		memcpy(data + 2, &machine, sizeof(machine));
	return size;
}

static uint32_t random_name(struct hand *hand, const uint32_t *names)
{
	return once_in(hand, 16) ? some_number(hand) :
				     names[below(hand, NAMES)];
}

static uint32_t random_fd(struct hand *hand)
{
	if (once_in(hand, 16))
		return some_number(hand);
	return hand->shared->abuser->fds[below(hand, ABUSER_FDS)];
}

/* MACHINE_UP may choose various ids, but none of a machine that others rely
 * on
 */
static uint16_t random_machine(struct hand *hand, int command)
{
	if (command == DEMOS_CMD_MACHINE_UP)
		return once_in(hand, 4) ? 5 + below(hand, 8) : 3;
	return once_in(hand, 32) ? some_number(hand) :
				     1 + below(hand, 4);
}

static uint32_t random_u32(struct hand *hand, int attr)
{
	switch (attr) {
	case DEMOS_A_LINK:
	case DEMOS_A_ENCLOSE:
		return random_name(hand, hand->shared->links);
	case DEMOS_A_AREA:
		return random_name(hand, hand->shared->areas);
	case DEMOS_A_FLAGS:
		return once_in(hand, 16) ? some_number(hand) :
		       below(hand, DEMOS_LINK_FLAGS + 1);
	case DEMOS_A_TIMEOUT:
		return once_in(hand, 16) ? some_number(hand) :
		       below(hand, 20);
	case DEMOS_A_LIMIT:
		return below(hand, __DEMOS_LIMIT_MAX + 1);
	case DEMOS_A_SOCKET:
	case DEMOS_A_MEMORY:
		return random_fd(hand);
	default:
		return some_number(hand);
	}
}

static uint64_t random_u64(struct hand *hand, int attr)
{
	if (attr == DEMOS_A_PID)
		return DEMOS_PID(below(hand, 4), below(hand, 64));
	return once_in(hand, 2) ? random_next(&hand->random) :
				    some_number(hand);
}

/* An attribute of the right type, and mostly with a valid value */
static void put_right(struct hand *hand, int attr, int command)
{
	uint8_t data[DEMOS_PACKET_MAX + 2048];
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (attr) {
	case DEMOS_A_MACHINE:
	case DEMOS_A_PEER:
		u16 = random_machine(hand, command);
		put(hand, attr, &u16, sizeof(u16));
		break;
	case DEMOS_A_PID:
	case DEMOS_A_VALUE:
	case DEMOS_A_NEXT_LOCAL:
	case DEMOS_A_INCARNATION:
		u64 = random_u64(hand, attr);
		put(hand, attr, &u64, sizeof(u64));
		break;
	case DEMOS_A_NAME:
		put(hand, attr, "abuser", sizeof("abuser"));
		break;
	case DEMOS_A_DATA:
		put(hand, attr, data, random_data(hand, data));
		break;
	case DEMOS_A_REPLY:
		memset(data, 0, sizeof(struct demos_reply));
		data[4] = below(hand, DEMOS_CHANNELS + 1);
		put(hand, attr, data, sizeof(struct demos_reply));
		break;
	case DEMOS_A_CHANNEL:
		data[0] = below(hand, DEMOS_CHANNELS + 1);
		put(hand, attr, data, 1);
		break;
	default:
		u32 = random_u32(hand, attr);
		put(hand, attr, &u32, sizeof(u32));
	}
}

/* An attribute that is unexpected here, or malformed */
static void put_wrong(struct hand *hand)
{
	uint8_t data[256];
	size_t size = below(hand, sizeof(data));
	uint16_t type = below(hand, DEMOS_A_MAX + 4);

	if (once_in(hand, 8))
		type = random_next(&hand->random);
	if (once_in(hand, 8))
		type |= NLA_F_NESTED;
	random_bytes(hand, data, size);
	put(hand, type, data, size);
}

static void put_attrs(struct hand *hand, int command)
{
	const uint8_t *attr;
	int i;

	if (command <= DEMOS_CMD_MAX) {
		attr = recipes[command];
		for (i = 0; i < 5 && attr[i]; i++)
			if (!once_in(hand, 32))
				put_right(hand, attr[i], command);
		attr = extras[command];
		for (i = 0; i < 3 && attr[i]; i++)
			if (once_in(hand, 3))
				put_right(hand, attr[i], command);
	}
	while (once_in(hand, 8))
		put_wrong(hand);
	while (once_in(hand, 32))
		put_right(hand, below(hand, DEMOS_A_MAX + 1), command);
}

static int random_command(struct hand *hand)
{
	int command;

	switch (below(hand, 16)) {
	case 0:
		command = below(hand, 256);
		break;
	case 1 ... 4:
		command = DEMOS_CMD_SEND;
		break;
	default:
		command = below(hand, DEMOS_CMD_MAX + 1);
	}
	/* A machine should live for a while */
	if (is_spared(hand, command) ||
	    (command == DEMOS_CMD_MACHINE_DOWN && !once_in(hand, 64)) ||
	    (command == DEMOS_CMD_LIMITS_SET && !once_in(hand, 8)))
		command = DEMOS_CMD_MACHINE_GET;
	return command;
}

/* Append a request to the buffer; return: its beginning */
static struct nlmsghdr *put_request(struct hand *hand, uint16_t family)
{
	struct nlmsghdr *nlh = (void *)(hand->buffer + hand->size);
	struct genlmsghdr *genl = NLMSG_DATA(nlh);
	size_t begin = hand->size;
	int command = random_command(hand);

	hand->size += NLMSG_HDRLEN + GENL_HDRLEN +
			sizeof(struct demos_header);
	memset(nlh, 0, hand->size - begin);
	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	if (once_in(hand, 8))
		nlh->nlmsg_flags |= NLM_F_DUMP;
	if (once_in(hand, 4))
		nlh->nlmsg_flags |= NLM_F_ACK;
	if (once_in(hand, 64))
		nlh->nlmsg_flags |= random_next(&hand->random);
	nlh->nlmsg_seq = random_next(&hand->random);
	genl->cmd = command;
	genl->version = DEMOS_GENL_VERSION;
	if (once_in(hand, 64))
		random_bytes(hand, genl + 1, sizeof(struct demos_header));
	put_attrs(hand, command);
	nlh->nlmsg_len = hand->size - begin;
	return nlh;
}

/* One request, or a few, of which the last may be damaged */
static void make_requests(struct hand *hand, uint16_t family)
{
	struct nlmsghdr *nlh;
	size_t cut;

	hand->size = 0;
	do {
		nlh = put_request(hand, family);
	} while (once_in(hand, 8) && hand->size < BUFFER / 4);
	if (!once_in(hand, 16))
		return;
	switch (below(hand, 3)) {
	case 0:
		cut = below(hand, nlh->nlmsg_len);
		hand->size -= cut;
		if (once_in(hand, 2))
			nlh->nlmsg_len -= cut;
		break;
	case 1:
		nlh->nlmsg_len = some_number(hand);
		break;
	default:
		/* Only in its attributes: the command must not change */
		cut = NLMSG_HDRLEN + GENL_HDRLEN +
		      below(hand, nlh->nlmsg_len - NLMSG_HDRLEN -
			    GENL_HDRLEN);
		random_bytes(hand, (uint8_t *)nlh + cut, 1);
	}
}

/* Note the names in an answer */
static void note(struct hand *hand, struct nlmsghdr *nlh)
{
	int skip = NLMSG_HDRLEN + GENL_HDRLEN + sizeof(struct demos_header);
	int left = (int)nlh->nlmsg_len - skip;
	struct shared *shared = hand->shared;
	struct nlattr *nla;

	nla_for_each_attr(nla, (struct nlattr *)((uint8_t *)nlh + skip), left,
			  left) {
		if (nla_len(nla) != sizeof(uint32_t))
			continue;
		if (nla_type(nla) == DEMOS_A_LINK)
			shared->links[below(hand, NAMES)] = nla_get_u32(nla);
		if (nla_type(nla) == DEMOS_A_AREA)
			shared->areas[below(hand, NAMES)] = nla_get_u32(nla);
	}
}

static void read_answers(struct hand *hand, struct client *client)
{
	struct nlmsghdr *nlh;
	ssize_t size;
	int left;

	for (;;) {
		size = client_read(client, hand->buffer, BUFFER);
		if (size <= 0)
			return;
		nlh = (void *)hand->buffer;
		for (left = size; nlmsg_ok(nlh, left);
		     nlh = nlmsg_next(nlh, &left))
			if (nlh->nlmsg_type == client->family)
				note(hand, nlh);
	}
}

static void hand_run(struct hand *hand)
{
	struct shared *shared = hand->shared;
	struct client *client;
	uint32_t i;

	for (i = 0; i < shared->abuser->requests / HANDS; i++) {
		client = &shared->sockets[below(hand, SOCKETS)];
		make_requests(hand, client->family);
		client_write(client, hand->buffer, hand->size);
		read_answers(hand, client);
	}
}

/**
 * abuser_fds() - make file descriptors for abusers to hand in
 * @fds: room for ABUSER_FDS: sockets to join machines by, memory, and files
 *	 that are neither
 */
void abuser_fds(int *fds)
{
	int i;

	for (i = 0; i < ABUSER_FDS - 16; i += 2)
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, &fds[i]))
			abort();
	for (; i < ABUSER_FDS - 8; i++) {
		fds[i] = memfd_create("abuser", MFD_ALLOW_SEALING);
		if (ftruncate(fds[i], (i % 4) << 15))
			abort();
		if (i % 2)
			fcntl(fds[i], F_ADD_SEALS, F_SEAL_SHRINK);
	}
	for (; i < ABUSER_FDS - 4; i += 2)
		if (pipe(&fds[i]))
			abort();
	fds[i++] = socket(AF_UNIX, SOCK_STREAM, 0);
	fds[i++] = socket(AF_UNIX, SOCK_DGRAM, 0);
	fds[i++] = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	fds[i++] = open("/dev/null", O_RDWR);
}

/* Attach the sockets that should be processes; later this happens by chance */
static void attach(struct client *client)
{
	struct nl_msg *msg = client_request(client, DEMOS_CMD_ATTACH, 0);

	nla_put_string(msg, DEMOS_A_NAME, "abuser");
	client_ask(client, msg, NULL);
}

static int open_sockets(struct shared *shared)
{
	int error = machine_enter(shared->abuser->machine);
	int i;

	for (i = 0; i < SOCKETS && !error; i++) {
		error = client_open(&shared->sockets[i]);
		if (i && !error)
			attach(&shared->sockets[i]);
	}
	return error;
}

/* Send, while a child does so over the same sockets; return: exit status */
static int run(const struct abuser *abuser)
{
	static struct hand hand;
	struct shared *shared;
	int status = 0;
	pid_t child;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	shared->abuser = abuser;
	if (open_sockets(shared))
		return 2;
	child = fork();
	if (child < 0)
		return 3;
	hand.shared = shared;
	hand.random = abuser->seed + !child;
	hand_run(&hand);
	if (child && waitpid(child, &status, 0) != child)
		return 4;
	return status ? 5 : 0;
}

/**
 * abuser_start() - start an abuser
 * @abuser: its parameters
 *
 * Return: its process, which exits with 0 when it has sent all requests.
 */
pid_t abuser_start(const struct abuser *abuser)
{
	pid_t child = fork();

	if (!child)
		_exit(run(abuser));
	return child;
}
