// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink without a kernel: a family, and programs that use it.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "expect.h"
#include "netlink_test.h"
#include "net/door.h"

struct unix_door *door;
struct client a, b;

void client_connect(struct client *client)
{
	int fds[2];

	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds));
	CHECK(!unix_door_adopt(door, fds[1]));
	client_greeted(client, fds[0]);
}

void client_close(struct client *client)
{
	close(client->fd);
}

void wait_for(const _Atomic int *count, int value)
{
	while (*count != value)
		poll(NULL, 0, 1);
}

struct nlmsghdr *toy(struct client *client, int cmd, int flags)
{
	return client_begin(client, toy_id(), cmd, flags, TOY_HEADER);
}

static void ask(struct nlmsghdr *nlh, int err, const char *text)
{
	struct refusal refusal;

	CHECK(client_ask(&a, nlh, &refusal) == -err);
	if (!text)
		CHECK(!refusal.text && !refusal.offset && !refusal.policy);
	else
		CHECK(refusal.text && !strcmp(refusal.text, text));
}

/* The next record answers a later request, so there was no other answer */
static void silent(struct nlmsghdr *nlh)
{
	client_send(&a, nlh);
	ask(client_begin(&a, 999, 1, 0, 0), ENOENT, NULL);
}

static void acknowledged(void)
{
	struct nlmsghdr *nlh;

	ask(toy(&a, TOY_RELEASE, NLM_F_ACK), 0, NULL);
	silent(toy(&a, TOY_RELEASE, 0));
	/* A message without NLM_F_REQUEST is acknowledged, but not served */
	nlh = toy(&a, TOY_FAIL, NLM_F_ACK);
	nlh->nlmsg_flags = NLM_F_ACK;
	ask(nlh, 0, NULL);
	nlh->nlmsg_flags = NLM_F_ACK | NLM_F_REQUEST;
	nlh->nlmsg_type = NLMSG_NOOP;
	ask(nlh, 0, NULL);
	nlh->nlmsg_flags = 0;
	silent(nlh);
	toy_drain();
}

static void answered(void)
{
	struct nlmsghdr *nlh = toy(&a, TOY_ECHO, NLM_F_ACK);
	const struct genlmsghdr *genl;
	struct refusal refusal;

	mnl_attr_put_u32(nlh, TOY_A_U32, 77);
	mnl_attr_put(nlh, TOY_A_BYTES, 3, "abc");
	mnl_attr_put_u64(nlh, TOY_A_U64, 1ULL << 40);
	client_send(&a, nlh);
	nlh = client_receive(&a);
	genl = mnl_nlmsg_get_payload(nlh);
	CHECK(nlh->nlmsg_type == toy_id() && nlh->nlmsg_pid == a.port &&
	      nlh->nlmsg_seq == a.seq && !nlh->nlmsg_flags);
	CHECK(genl->cmd == TOY_ECHO && genl->version == 3);
	CHECK(a.length == 16 + 4 + 8 + 8 + 12 + 8);
	client_read_refusal(client_receive(&a), &refusal);
	CHECK(!refusal.err);
}

/* A request with one attribute. Return: its errno. */
static int attempt(int type, const void *data, int length,
		   struct refusal *refusal)
{
	struct nlmsghdr *nlh = toy(&a, TOY_ECHO, 0);
	struct nlmsghdr *answer;

	mnl_attr_put(nlh, type, length, data);
	client_send(&a, nlh);
	memset(refusal, 0, sizeof(*refusal));
	answer = client_receive(&a);
	if (answer->nlmsg_type == toy_id())
		return 0;
	client_read_refusal(answer, refusal);
	CHECK(refusal->offset == 16 + 4 + TOY_HEADER);
	return refusal->err;
}

/* The description of the attribute's policy, as a kernel gives it */
static __u64 told(const struct refusal *refusal, int what)
{
	const struct nlattr *attr;
	__u64 value = 0;

	CHECK(refusal->policy);
	mnl_attr_for_each_nested(attr, refusal->policy) {
		if (mnl_attr_get_type(attr) == what)
			memcpy(&value, mnl_attr_get_payload(attr),
			       mnl_attr_get_payload_len(attr));
	}
	return value;
}

#define REFUSED(attr, data, length, errno, words)			\
do {									\
	CHECK(attempt(attr, data, length, &refusal) == -(errno));	\
	CHECK(refusal.text && !strcmp(refusal.text, words));		\
} while (0)
#define TAKEN(attr, data, length)					\
	CHECK(!attempt(attr, data, length, &refusal))

#define BAD_LENGTH	"invalid attribute length"
#define BAD		"Attribute failed policy validation"
#define BAD_RANGE	"integer out of range"
#define BAD_SIZE	"binary attribute size out of range"

static void sizes_checked(void)
{
	static const char zeros[5000];
	struct refusal refusal;

	TAKEN(TOY_A_U8, zeros, 1);
	REFUSED(TOY_A_U8, zeros, 2, EINVAL, BAD_LENGTH);
	REFUSED(TOY_A_U8, zeros, 0, EINVAL, BAD_LENGTH);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_TYPE) == NL_ATTR_TYPE_U8);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) == 255);
	TAKEN(TOY_A_U16, zeros, 2);
	REFUSED(TOY_A_U16, zeros, 4, EINVAL, BAD_LENGTH);
	TAKEN(TOY_A_U32, zeros, 4);
	REFUSED(TOY_A_U32, zeros, 3, EINVAL, BAD_LENGTH);
	TAKEN(TOY_A_U64, zeros, 8);
	REFUSED(TOY_A_U64, zeros, 4, EINVAL, BAD_LENGTH);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) == ~0ULL);
	TAKEN(TOY_A_TEXT, "1234567", 8);
	TAKEN(TOY_A_TEXT, "", 1);
	REFUSED(TOY_A_TEXT, "12345678", 9, EINVAL, BAD);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_TYPE) ==
	      NL_ATTR_TYPE_NUL_STRING);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_LENGTH) == 7);
	REFUSED(TOY_A_TEXT, "1234567", 7, EINVAL, BAD);
	REFUSED(TOY_A_TEXT, "", 0, EINVAL, BAD);
	REFUSED(TOY_A_TEXT, "123\0\0\0\0\0xy", 10, ERANGE, BAD);
	TAKEN(TOY_A_BYTES, zeros, 0);
	TAKEN(TOY_A_BYTES, zeros, 4000);
	REFUSED(TOY_A_BYTES, zeros, 4001, ERANGE, BAD);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_LENGTH) == 4000);
	TAKEN(TOY_A_EXACT, zeros, 12);
	REFUSED(TOY_A_EXACT, zeros, 11, ERANGE, BAD_SIZE);
	REFUSED(TOY_A_EXACT, zeros, 13, ERANGE, BAD_SIZE);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MIN_LENGTH) == 12);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_LENGTH) == 12);
}

static void values_checked(void)
{
	struct refusal refusal;

	REFUSED(TOY_A_LEAST, &(__u32) { 1 }, 4, ERANGE, BAD_RANGE);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MIN_VALUE_U) == 2);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) == 0xffffffff);
	TAKEN(TOY_A_LEAST, &(__u32) { 2 }, 4);
	TAKEN(TOY_A_MOST, &(__u8) { 5 }, 1);
	REFUSED(TOY_A_MOST, &(__u8) { 6 }, 1, ERANGE, BAD_RANGE);
	REFUSED(TOY_A_RANGE, &(__u16) { 2 }, 2, ERANGE, BAD_RANGE);
	TAKEN(TOY_A_RANGE, &(__u16) { 3 }, 2);
	TAKEN(TOY_A_RANGE, &(__u16) { 40000 }, 2);
	REFUSED(TOY_A_RANGE, &(__u16) { 40001 }, 2, ERANGE, BAD_RANGE);
	REFUSED(TOY_A_RANGE64, &(__u64) { 0 }, 8, ERANGE, BAD_RANGE);
	TAKEN(TOY_A_RANGE64, &(__u64) { (1ULL << 48) - 1 }, 8);
	REFUSED(TOY_A_RANGE64, &(__u64) { 1ULL << 48 }, 8, ERANGE, BAD_RANGE);
	CHECK(told(&refusal, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) ==
	      (1ULL << 48) - 1);
	TAKEN(TOY_A_MASK, &(__u32) { 0xff }, 4);
	REFUSED(TOY_A_MASK, &(__u32) { 0x100 }, 4, EINVAL, "reserved bit set");
	REFUSED(TOY_A_HOLE, "", 0, EINVAL, "Unsupported attribute");
	REFUSED(99, "", 0, EINVAL, "Unknown attribute type");
	REFUSED(0, "", 0, EINVAL, "Unknown attribute type");
	REFUSED(TOY_A_U8 | NLA_F_NESTED, "", 1, EINVAL,
		"NLA_F_NESTED not expected");
	/* The flag for the byte order is not checked */
	TAKEN(TOY_A_U8 | NLA_F_NET_BYTEORDER, "", 1);
}

static void headers_checked(void)
{
	struct nlmsghdr *nlh = toy(&a, TOY_ECHO, 0);

	nlh->nlmsg_len += 2;
	ask(nlh, EINVAL, "bytes leftover after parsing attributes");
	nlh = toy(&a, TOY_ECHO, 0);
	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->reserved = 1;
	ask(nlh, EINVAL, "genlmsghdr.reserved field is not 0");
	ask(toy(&a, TOY_ECHO, NLM_F_ROOT), EINVAL,
	    "ambiguous or reserved bits set in nlmsg_flags");
	nlh = toy(&a, TOY_ECHO, 0);
	nlh->nlmsg_len -= 4;
	ask(nlh, EINVAL, NULL);
	ask(toy(&a, 200, 0), EOPNOTSUPP, NULL);
	ask(toy(&a, TOY_ECHO, NLM_F_DUMP), EOPNOTSUPP, NULL);
	ask(toy(&a, TOY_COUNT, 0), EOPNOTSUPP, NULL);
	ask(client_begin(&a, 999, 1, 0, 0), ENOENT, NULL);
	ask(toy(&a, TOY_FAIL, 0), ENOTCONN, "not prepared");
	nlh = client_begin(&a, toy_copy_id(), TOY_NONE, NLM_F_ACK, 0);
	mnl_attr_put_u8(nlh, 1, 1);
	ask(nlh, EINVAL, "Attribute failed policy validation");
	CHECK(toy_counts.prepared == toy_counts.finished);
}

static void refused_by_itself(void)
{
	a.seq = 41;
	ask(toy(&a, TOY_REFUSE, NLM_F_ACK), EDQUOT, "number 42");
	silent(toy(&a, TOY_RELEASE, 0));
	toy_drain();
}

/* Malformed records */
static void bad_records(void)
{
	struct nlmsghdr *nlh = toy(&a, TOY_RELEASE, NLM_F_ACK);
	__u32 seq = a.seq;
	int i;

	for (i = 0; i < (int)NLMSG_HDRLEN; i++)
		CHECK(send(a.fd, a.out, i, 0) == i);
	nlh->nlmsg_len++;
	CHECK(send(a.fd, a.out, nlh->nlmsg_len - 1, 0) > 0);
	nlh->nlmsg_len = 15;
	CHECK(send(a.fd, a.out, 28, 0) > 0);
	nlh->nlmsg_len = 0xffffffff;
	CHECK(send(a.fd, a.out, 28, 0) > 0);
	/* Two requests, then other bytes: both are served */
	nlh->nlmsg_len = 28;
	memcpy(a.out + 28, a.out, 28);
	nlh = (struct nlmsghdr *)(a.out + 28);
	nlh->nlmsg_seq = ++a.seq;
	CHECK(send(a.fd, a.out, 60, 0) == 60);
	CHECK(client_receive(&a)->nlmsg_seq == seq);
	CHECK(client_receive(&a)->nlmsg_seq == seq + 1);
	nlh = toy(&a, TOY_RELEASE, 0);
	nlh->nlmsg_len = sizeof(a.out);
	ask(nlh, EMSGSIZE, NULL);
	toy_drain();
}

static void found(void)
{
	struct nlmsghdr *nlh = client_begin(&a, GENL_ID_CTRL,
					    CTRL_CMD_GETFAMILY, 0, 0);
	const struct nlattr *attr;
	int seen = 0;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, TOY_NAME);
	client_send(&a, nlh);
	nlh = client_receive(&a);
	CHECK(nlh->nlmsg_type == GENL_ID_CTRL);
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			CHECK(mnl_attr_get_u16(attr) == toy_id());
			break;
		case CTRL_ATTR_VERSION:
			CHECK(mnl_attr_get_u32(attr) == 3);
			break;
		case CTRL_ATTR_HDRSIZE:
			CHECK(mnl_attr_get_u32(attr) == TOY_HEADER);
			break;
		case CTRL_ATTR_MAXATTR:
			CHECK(mnl_attr_get_u32(attr) == TOY_A_FD);
			break;
		}
		seen |= 1 << mnl_attr_get_type(attr);
	}
	CHECK(seen == 0xfe);
}

/* A condition, and a check that ends the program if it does not hold */
static const struct {
	const char *what;
	void (*check)(void);
} tests[] = {
	{ "requests are acknowledged if they want it", acknowledged },
	{ "requests are answered", answered },
	{ "lengths of attributes are checked", sizes_checked },
	{ "values of attributes are checked", values_checked },
	{ "headers are checked", headers_checked },
	{ "a handler can refuse by itself", refused_by_itself },
	{ "bad records do no harm", bad_records },
	{ "families are found", found },
	{ "errors are those of the kernel", kernel_compared },
	{ "dumps are complete", dumps_complete },
	{ "a dump that fails says why", dump_fails },
	{ "a slow reader gets a whole dump", dump_slow },
	{ "dumps end with their connections", dump_closed },
	{ "answers to a slow reader are kept", flood_kept },
	{ "a dump waits for answers that are kept", flood_and_dump },
	{ "a reader that is too slow is told so", flood_overrun },
	{ "a group gets messages", group_served },
	{ "a slow member loses some, and is told so", group_overrun },
	{ "options are checked", options_checked },
	{ "requests do not wait for others", parallel },
	{ "a crowd is served by few workers", crowd_served },
	{ "answers are written while a request blocks", written_meanwhile },
	{ "descriptors go along", descriptors },
	{ "only some users have rights", rights },
	{ "closing ends a process", closing_told },
	{ "closing without reading drops no request", closing_unread },
	{ "closing in the middle of anything", closing_anywhere },
	{ "doors replace dead ones only", doors },
	{ "programs are refused", programs_refused },
	{ "unregistering ends dumps", unregistered },
};

int door_again(const char *path, int mode)
{
	struct unix_door *old = door;

	if (old) {
		unix_door_close(old);
		client_close(&a);
		client_close(&b);
	}
	door = unix_door_open(path, mode);
	if ((long)door < 0) {
		int err = (long)door;

		door = NULL;
		return err;
	}
	CHECK(!unix_door_serve(door));
	client_connect(&a);
	client_connect(&b);
	return 0;
}

int main(void)
{
	unsigned int i;

	expect_begin();
	toy_init();
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		/* Closes all connections, so that tests can count theirs */
		CHECK(!door_again(NULL, 0));
		tests[i].check();
		expect(true, tests[i].what);
	}
	unix_door_close(door);
	toy_exit();
	return expect_end();
}
