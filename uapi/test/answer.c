// SPDX-License-Identifier: GPL-2.0
/*
 * Answers netlink requests in the module's place, with the structures of
 * linux/demos.h. Standard input is one end of a socket pair; the other end is
 * the client under test (decode.py), which reads uapi/demos.yaml instead.
 *
 * Every member has a value of its own, all its bytes differ where it has
 * several: a member that is read at a wrong place, in a wrong order or as a
 * wrong type shows.
 */
#include <endian.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/demos.h>
#include <linux/genetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PID	DEMOS_PID(3, 17)
#define PEER	9

static const struct demos_process_info process = {
	.pid = PID,
	.instructions = 0x0102030405060708,
	.sent = 0x1112131415161718,
	.received = 0x2122232425262728,
	.memory = 0x31323334,
	.moves = 0x41424344,
	.links = 0x51525354,
	.queued = 0x61626364,
	.held = 0x71727374,
	.pairs = 0x81828384,
	.fault_address = 0x91929394,
	.pc = 0xa1a2a3a4,
	.fcw = 0xb1b2,
	.fault = DEMOS_FAULT_SEGMENT,
	.fault_word = 0xc1c2,
	.regs = { 0xd0d1, [15] = 0xdedf },
	.state = DEMOS_STATE_RECEIVING,
	.flags = DEMOS_PROCESS_SUSPENDED | DEMOS_PROCESS_ARRIVING,
	.model = 2,
	.name = "shell",
	.queue_bytes = 0xe1e2e3e4e5e6e7e8,
};

static const struct demos_peer_info peer = {
	.incarnation = 0x0102030405060708,
	.frames_out = 0x1112131415161718,
	.frames_in = 0x2122232425262728,
	.bytes_out = 0x3132333435363738,
	.bytes_in = 0x4142434445464748,
	.resent = 0x5152535455565758,
	.doubles = 0x6162636465666768,
	.refused = 0x7172737475767778,
	.unacked = 0x81828384,
	.unacked_bytes = 0x91929394,
	.connections = 0xa1a2a3a4,
	.machine = PEER,
	.state = DEMOS_PEER_GREETING,
	.error = -ECONNREFUSED,
	.round_trip = 0xb1b2b3b4,
};

static const struct demos_link link_body = {
	.to = { .pid = PID, .machine = 0x0102, .moves = 0x11121314 },
	.code = 0x21222324,
	.flags = DEMOS_LINK_DUP | DEMOS_LINK_MEMORY,
	.channel = 31,
	.area = 0x31323334,
	.length = 0x41424344,
};

static const __u64 counters[] = { 0x0102030405060708, 0x1112131415161718 };

/* Is this attribute at that place among the request's attributes? */
static bool has(const struct nlmsghdr *request, size_t offset, __u16 type,
		const void *value, size_t size)
{
	const struct nlattr *attr = mnl_nlmsg_get_payload_offset(request,
		GENL_HDRLEN + sizeof(struct demos_header) + offset);

	return mnl_attr_get_type(attr) == type &&
	       mnl_attr_get_payload_len(attr) == size &&
	       !memcmp(mnl_attr_get_payload(attr), value, size);
}

static size_t attributes_length(const struct nlmsghdr *request)
{
	return mnl_nlmsg_get_payload_len(request) - GENL_HDRLEN -
	       sizeof(struct demos_header);
}

/* Does the request hold this attribute, and nothing else? */
static bool asks(const struct nlmsghdr *request, __u16 type, const void *value,
		 size_t size)
{
	return attributes_length(request) == NLA_HDRLEN + MNL_ALIGN(size) &&
	       has(request, 0, type, value, size);
}

static bool asks_nothing(const struct nlmsghdr *request)
{
	return attributes_length(request) == 0;
}

/* Does it ask for a link with these? */
static bool asks_for_link(const struct nlmsghdr *request)
{
	const __u32 code = 0x51525354;
	const __u8 channel = 31;
	const __u32 flags = DEMOS_LINK_DUP | DEMOS_LINK_MEMORY;

	return attributes_length(request) == 24 &&
	       has(request, 0, DEMOS_A_CODE, &code, sizeof(code)) &&
	       has(request, 8, DEMOS_A_CHANNEL, &channel, sizeof(channel)) &&
	       has(request, 16, DEMOS_A_FLAGS, &flags, sizeof(flags));
}

/* Did the request set no member of the family header? */
static bool header_is_zero(const struct nlmsghdr *request)
{
	static const struct demos_header zero;

	return mnl_nlmsg_get_payload_len(request) >=
			GENL_HDRLEN + sizeof(zero) &&
	       !memcmp(mnl_nlmsg_get_payload_offset(request, GENL_HDRLEN),
		       &zero, sizeof(zero));
}

/* Put what was asked for; false: that was no proper request */
static bool put_answer(const struct nlmsghdr *request, struct nlmsghdr *answer)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	bool dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	__u64 pid = PID;
	__u16 id = PEER;

	if (genl->version != DEMOS_GENL_VERSION || !header_is_zero(request))
		return false;
	switch (genl->cmd) {
	case DEMOS_CMD_MACHINE_GET:
		mnl_attr_put(answer, DEMOS_A_COUNTERS, sizeof(counters),
			     counters);
		return !dump && asks_nothing(request);
	case DEMOS_CMD_PROCESS_GET:
		mnl_attr_put(answer, DEMOS_A_PROCESS, sizeof(process),
			     &process);
		return dump ? asks_nothing(request) :
			      asks(request, DEMOS_A_PID, &pid, sizeof(pid));
	case DEMOS_CMD_PEER_GET:
		mnl_attr_put(answer, DEMOS_A_PEER_INFO, sizeof(peer), &peer);
		return dump ? asks_nothing(request) :
			      asks(request, DEMOS_A_PEER, &id, sizeof(id));
	case DEMOS_CMD_LINK_GET:
		mnl_attr_put_u32(answer, DEMOS_A_LINK, 0x01020304);
		mnl_attr_put(answer, DEMOS_A_LINK_BODY, sizeof(link_body),
			     &link_body);
		return dump &&
		       asks(request, DEMOS_A_PID, &pid, sizeof(pid));
	case DEMOS_CMD_LINK_CREATE:
		mnl_attr_put_u32(answer, DEMOS_A_LINK, 0x01020304);
		return !dump && asks_for_link(request);
	}
	return false;
}

static struct nlmsghdr *begin(void *at, const struct nlmsghdr *request,
			      __u16 type, __u16 flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(at);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = request->nlmsg_seq;
	return nlh;
}

/* Write the answer and what ends it; returns the length of both */
static size_t respond(const struct nlmsghdr *request, void *out)
{
	bool dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const struct genlmsghdr *asked = mnl_nlmsg_get_payload(request);
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	struct nlmsgerr *end;
	size_t length = 0;

	nlh = begin(out, request, request->nlmsg_type, dump ? NLM_F_MULTI : 0);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = asked->cmd;
	genl->version = DEMOS_GENL_VERSION;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct demos_header));
	if (put_answer(request, nlh))
		length = nlh->nlmsg_len;

	nlh = begin((char *)out + length, request,
		    dump && length ? NLMSG_DONE : NLMSG_ERROR, 0);
	end = mnl_nlmsg_put_extra_header(nlh, sizeof(*end));
	end->error = length ? 0 : -EINVAL;
	end->msg = *request;
	return length + nlh->nlmsg_len;
}

int main(void)
{
	static union {
		struct nlmsghdr header;
		char bytes[4096];
	} in, out;
	ssize_t length;

	while ((length = recv(STDIN_FILENO, &in, sizeof(in), 0)) > 0) {
		if (!mnl_nlmsg_ok(&in.header, length))
			return 1;
		length = respond(&in.header, &out);
		if (send(STDIN_FILENO, &out, length, 0) != length)
			return 1;
	}
	return length < 0;
}
