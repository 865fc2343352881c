// SPDX-License-Identifier: GPL-2.0
/*
 * The same requests go to the kernel's generic netlink and to the door: the
 * answers are the same bytes, except the numbers of families and ports.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "netlink_test.h"

static struct client real;

static int real_open(void)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	socklen_t length = sizeof(any);
	int one = 1;

	real.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (real.fd < 0)
		return -errno;
	CHECK(!bind(real.fd, (struct sockaddr *)&any, sizeof(any)));
	CHECK(!getsockname(real.fd, (struct sockaddr *)&any, &length));
	real.port = any.nl_pid;
	CHECK(!setsockopt(real.fd, SOL_NETLINK, NETLINK_EXT_ACK, &one,
			  sizeof(one)));
	CHECK(!setsockopt(real.fd, SOL_NETLINK, NETLINK_CAP_ACK, &one,
			  sizeof(one)));
	return 0;
}

/* The number of one of the kernel's families; 0: there is none */
static int real_family(const char *name)
{
	struct nlmsghdr *nlh = client_begin(&real, GENL_ID_CTRL,
					    CTRL_CMD_GETFAMILY, 0, 0);
	const struct nlattr *attr;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
	client_send(&real, nlh);
	nlh = client_receive(&real);
	if (nlh->nlmsg_type != GENL_ID_CTRL)
		return 0;
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			return mnl_attr_get_u16(attr);
	}
	return 0;
}

/* Clear the fields of an answer that may differ */
static void neutral(struct client *client, int family)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)client->in;
	struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);

	CHECK(nlh->nlmsg_pid == client->port);
	nlh->nlmsg_pid = 0;
	if (nlh->nlmsg_type == NLMSG_ERROR &&
	    error->msg.nlmsg_type == family)
		error->msg.nlmsg_type = 0;
}

static void show(const char *whose, const struct client *client)
{
	int i;

	fprintf(stderr, "# %s:", whose);
	for (i = 0; i < client->length; i++)
		fprintf(stderr, " %02x", (unsigned char)client->in[i]);
	fprintf(stderr, "\n");
}

/* Send the request in a.out to a family here, and to one of the kernel's */
static void compare(int here, int there, size_t length)
{
	memcpy(real.out, a.out, length);
	((struct nlmsghdr *)real.out)->nlmsg_type = there;
	((struct nlmsghdr *)a.out)->nlmsg_type = here;
	CHECK(send(a.fd, a.out, length, 0) == (ssize_t)length);
	CHECK(send(real.fd, real.out, length, 0) == (ssize_t)length);
	client_receive(&a);
	client_receive(&real);
	neutral(&a, here);
	neutral(&real, there);
	if (a.length == real.length && !memcmp(a.in, real.in, a.length))
		return;
	show("here ", &a);
	show("there", &real);
	CHECK(!"the same answer");
}

/* Requests with one attribute of each length, and several flags */
static void compare_attr(int here, int there, int cmd, int flags, int type,
			 const char *data, int most)
{
	static const int marks[] = { 0, NLA_F_NESTED, NLA_F_NET_BYTEORDER };
	struct nlmsghdr *nlh;
	unsigned int i;
	int length;

	for (length = 0; length <= most; length++) {
		for (i = 0; i < ARRAY_SIZE(marks); i++) {
			nlh = client_begin(&a, here, cmd, flags, 0);
			mnl_attr_put(nlh, type | marks[i], length, data);
			compare(here, there, nlh->nlmsg_len);
		}
	}
}

static void compare_ctrl(int flags)
{
	static const char name[] = "no such family of mine";
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < 20; i++)
		compare_attr(GENL_ID_CTRL, GENL_ID_CTRL, CTRL_CMD_GETFAMILY,
			     flags, i, name, sizeof(name));
	/* Too short for the headers, or with bytes after the last attribute */
	for (i = NLMSG_HDRLEN; i < 60; i++) {
		nlh = client_begin(&a, GENL_ID_CTRL, CTRL_CMD_GETFAMILY,
				   flags, 0);
		mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, "none");
		nlh->nlmsg_len = i;
		compare(GENL_ID_CTRL, GENL_ID_CTRL, i);
	}
	client_begin(&a, GENL_ID_CTRL, 77, flags, 0);
	compare(GENL_ID_CTRL, GENL_ID_CTRL, 20);
	nlh = client_begin(&a, GENL_ID_CTRL, 77, flags | NLM_F_ROOT, 0);
	compare(GENL_ID_CTRL, GENL_ID_CTRL, 20);
	((struct genlmsghdr *)mnl_nlmsg_get_payload(nlh))->reserved = 1;
	compare(GENL_ID_CTRL, GENL_ID_CTRL, 20);
	client_begin(&a, 1022, 1, flags, 0);
	compare(1022, 1022, 20);
	nlh->nlmsg_type = NLMSG_NOOP;
	nlh->nlmsg_flags = NLM_F_ACK;
	compare(NLMSG_NOOP, NLMSG_NOOP, 20);
}

static void compare_strict(void)
{
	static const char name[] = "no such family of mine";
	int netdev = real_family("netdev");
	int i;

	for (i = 1; i < 14; i++) {
		/* The kernel's policy has others, which the copy lacks */
		if (i > CTRL_ATTR_FAMILY_NAME && i != CTRL_ATTR_OP)
			continue;
		compare_attr(toy_copy_id(), GENL_ID_CTRL, CTRL_CMD_GETPOLICY,
			     NLM_F_DUMP, i, name, sizeof(name));
	}
	compare_attr(toy_copy_id(), GENL_ID_CTRL, CTRL_CMD_GETPOLICY,
		     NLM_F_DUMP, 5, name, 8);
	if (netdev) {
		compare_attr(toy_copy_id(), netdev, 1, 0, 1, "\0\0\0\0\0", 5);
		compare_attr(toy_copy_id(), netdev, 1, 0, 2, "\0\0\0\0\0", 5);
	} else {
		printf("# this kernel has no family netdev\n");
	}
}

void kernel_compared(void)
{
	if (real_open()) {
		printf("# no netlink here\n");
		return;
	}
	a.seq = 0;
	compare_ctrl(0);
	compare_ctrl(NLM_F_ACK);
	compare_strict();
	close(real.fd);
}
