// SPDX-License-Identifier: GPL-2.0
/*
 * Messages and attributes: building them, and copying out of them.
 */
#include <linux/errno.h>
#include <net/netlink.h>

/**
 * nla_memcpy() - copy the payload of an attribute
 * @to: gets it; filled up with 0 if it is shorter than @count
 * @nla: the attribute
 * @count: bytes of @to
 *
 * Return: bytes of the payload that were copied.
 */
int nla_memcpy(void *to, const struct nlattr *nla, int count)
{
	int length = min(count, nla_len(nla));

	memcpy(to, nla_data(nla), length);
	memset((char *)to + length, 0, count - length);
	return length;
}

/**
 * nlmsg_new() - make a buffer for a message
 * @payload: bytes behind its first header
 * @gfp: how to allocate
 *
 * Return: the buffer, empty, or NULL.
 */
struct sk_buff *nlmsg_new(size_t payload, gfp_t gfp)
{
	return alloc_skb(nlmsg_total_size(payload), gfp);
}

/**
 * nlmsg_put() - begin a message
 * @skb: where to
 * @portid: port of the connection that it is for
 * @seq: sequence number of the request
 * @type: its type
 * @payload: bytes reserved after its header
 * @flags: NLM_F_*
 *
 * Return: its header, or NULL: there is no room.
 */
struct nlmsghdr *nlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, int type,
			   int payload, int flags)
{
	struct nlmsghdr *nlh;
	int size = nlmsg_msg_size(payload);

	if (skb_tailroom(skb) < (unsigned int)nlmsg_total_size(payload))
		return NULL;
	nlh = skb_put(skb, nlmsg_total_size(payload));
	*nlh = (struct nlmsghdr) {
		.nlmsg_len = size,
		.nlmsg_type = type,
		.nlmsg_flags = flags,
		.nlmsg_seq = seq,
		.nlmsg_pid = portid,
	};
	memset((char *)nlh + size, 0, nlmsg_total_size(payload) - size);
	return nlh;
}

/**
 * nla_reserve() - append an attribute whose payload is written later
 * @skb: where to
 * @type: its type
 * @length: bytes of payload
 *
 * Return: the attribute, or NULL: there is no room.
 */
struct nlattr *nla_reserve(struct sk_buff *skb, int type, int length)
{
	struct nlattr *nla;
	int size = nla_attr_size(length);

	if (skb_tailroom(skb) < (unsigned int)nla_total_size(length))
		return NULL;
	nla = skb_put(skb, nla_total_size(length));
	nla->nla_type = type;
	nla->nla_len = size;
	memset((char *)nla + size, 0, nla_total_size(length) - size);
	return nla;
}

/**
 * nla_put() - append an attribute
 * @skb: where to
 * @type: its type
 * @length: bytes of payload
 * @data: the payload; NULL only if @length is 0
 *
 * Return: 0, or -EMSGSIZE: there is no room.
 */
int nla_put(struct sk_buff *skb, int type, int length, const void *data)
{
	struct nlattr *nla = nla_reserve(skb, type, length);

	if (!nla)
		return -EMSGSIZE;
	if (length)
		memcpy(nla_data(nla), data, length);
	return 0;
}
