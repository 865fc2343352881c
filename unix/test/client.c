// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/demos_door.h>
#include <string.h>
#include <sys/socket.h>

#include "check.h"
#include "client.h"

void client_greeted(struct client *client, int fd)
{
	const struct nlmsghdr *nlh;

	memset(client, 0, sizeof(*client));
	client->fd = fd;
	nlh = client_receive(client);
	CHECK(nlh->nlmsg_type == NLMSG_NOOP && nlh->nlmsg_pid &&
	      client->length == NLMSG_HDRLEN);
	client->port = nlh->nlmsg_pid;
}

/* Begin a request, with a family's header of @header bytes, all 0 */
struct nlmsghdr *client_begin(struct client *client, int family, int cmd,
			      int flags, int header)
{
	struct nlmsghdr *nlh;
	struct genlmsghdr *genl;

	memset(client->out, 0, sizeof(client->out));
	nlh = mnl_nlmsg_put_header(client->out);
	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++client->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	if (header)
		mnl_nlmsg_put_extra_header(nlh, header);
	return nlh;
}

void client_send(struct client *client, const struct nlmsghdr *nlh)
{
	CHECK(send(client->fd, nlh, nlh->nlmsg_len, 0) ==
	      (ssize_t)nlh->nlmsg_len);
}

void client_send_fd(struct client *client, const struct nlmsghdr *nlh, int fd)
{
	char control[CMSG_SPACE(2 * sizeof(int))] = "";
	struct iovec iov = { (void *)nlh, nlh->nlmsg_len };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int fds[2] = { fd, fd };

	/* The machine must drop the second descriptor */
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(cmsg), fds, sizeof(fds));
	CHECK(sendmsg(client->fd, &msg, 0) == (ssize_t)nlh->nlmsg_len);
}

/* The first message of the next record */
struct nlmsghdr *client_receive(struct client *client)
{
	client->length = recv(client->fd, client->in, sizeof(client->in), 0);
	CHECK(client->length >= (int)NLMSG_HDRLEN);
	return (struct nlmsghdr *)client->in;
}

void client_read_refusal(const struct nlmsghdr *nlh, struct refusal *refusal)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	memset(refusal, 0, sizeof(*refusal));
	CHECK(nlh->nlmsg_type == NLMSG_ERROR &&
	      nlh->nlmsg_flags & NLM_F_CAPPED);
	refusal->err = error->error;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(attr, nlh, sizeof(*error)) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			refusal->text = mnl_attr_get_str(attr);
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_OFFS)
			refusal->offset = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_POLICY)
			refusal->policy = attr;
	}
}

/* Make a request that is refused, or acknowledged. Return: the errno. */
int client_ask(struct client *client, const struct nlmsghdr *nlh,
	       struct refusal *refusal)
{
	struct refusal none;
	struct nlmsghdr *answer;

	client_send(client, nlh);
	answer = client_receive(client);
	CHECK(answer->nlmsg_seq == nlh->nlmsg_seq &&
	      answer->nlmsg_pid == client->port);
	client_read_refusal(answer, refusal ?: &none);
	return (refusal ?: &none)->err;
}

void client_set(struct client *client, __u32 option, __u32 value, int flags)
{
	const struct demos_door_set set = { option, value };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(client->out);

	nlh->nlmsg_type = DEMOS_DOOR_OPTION;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++client->seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(set)), &set, sizeof(set));
	client_send(client, nlh);
}

void client_option(struct client *client, __u32 option, __u32 value, int err)
{
	struct refusal refusal;

	client_set(client, option, value, NLM_F_ACK);
	client_read_refusal(client_receive(client), &refusal);
	CHECK(refusal.err == err);
}
