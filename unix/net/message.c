// SPDX-License-Identifier: GPL-2.0
/*
 * The messages in a record from a program, and their acknowledgements.
 */
#include <linux/demos_door.h>
#include <linux/errno.h>

#include "message.h"
#include "policy.h"
#include "port.h"

/* Bytes for the explanation in an acknowledgement */
static int explanation_room(int err, const struct netlink_ext_ack *extack)
{
	int room = 0;

	if (!extack)
		return 0;
	if (extack->_msg)
		room += nla_total_size(strlen(extack->_msg) + 1);
	if (!err)
		return room;
	if (extack->bad_attr)
		room += nla_total_size(sizeof(u32));
	if (extack->policy)
		room += unix_policy_room();
	return room;
}

static void explain(struct sk_buff *skb, const struct nlmsghdr *nlh, int err,
		    const struct netlink_ext_ack *extack)
{
	if (extack->_msg)
		nla_put_string(skb, NLMSGERR_ATTR_MSG, extack->_msg);
	if (err && extack->bad_attr)
		nla_put_u32(skb, NLMSGERR_ATTR_OFFS,
			    (char *)extack->bad_attr - (char *)nlh);
	if (err && extack->policy)
		unix_policy_put(skb, NLMSGERR_ATTR_POLICY, extack->policy);
}

/**
 * netlink_ack() - acknowledge or refuse a request
 * @request: the record with the request
 * @nlh: the request
 * @err: 0, or the negative errno with which it is refused
 * @extack: an explanation, or NULL
 */
void netlink_ack(struct sk_buff *request, struct nlmsghdr *nlh, int err,
		 const struct netlink_ext_ack *extack)
{
	const struct netlink_skb_parms *sender = &NETLINK_CB(request);
	int room = explanation_room(err, extack);
	struct nlmsgerr *error;
	struct nlmsghdr *ack;
	struct sk_buff *skb;

	skb = nlmsg_new(sizeof(*error) + room, GFP_KERNEL);
	if (!skb) {
		unix_sock_overrun(sender->sk);
		return;
	}
	ack = nlmsg_put(skb, sender->portid, nlh->nlmsg_seq, NLMSG_ERROR,
			sizeof(*error),
			NLM_F_CAPPED | (room ? NLM_F_ACK_TLVS : 0));
	error = nlmsg_data(ack);
	error->error = err;
	error->msg = *nlh;
	if (room)
		explain(skb, nlh, err, extack);
	nlmsg_end(skb, ack);
	unix_sock_send(sender->sk, skb);
}

static int set_option(struct sk_buff *skb, const struct nlmsghdr *nlh)
{
	const struct demos_door_set *set = nlmsg_data(nlh);

	if (nlmsg_len(nlh) != sizeof(*set))
		return -EINVAL;
	return unix_sock_set(NETLINK_CB(skb).sk, set->option, set->value);
}

/**
 * unix_message_receive() - serve the messages in a record
 * @skb: the record; each message is removed when it has been served
 * @serve: serves a request; returns 0 or a negative errno; -EINTR: it has
 *         answered the request
 *
 * Ends at a message that is shorter than its header, or longer than the rest of
 * the record.
 */
void unix_message_receive(struct sk_buff *skb,
			  int (*serve)(struct sk_buff *skb,
				       struct nlmsghdr *nlh,
				       struct netlink_ext_ack *extack))
{
	while (skb->len >= NLMSG_HDRLEN) {
		struct nlmsghdr *nlh = nlmsg_hdr(skb);
		struct netlink_ext_ack extack = {};
		bool ack = nlh->nlmsg_flags & NLM_F_ACK;
		int err = 0;

		if (nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > skb->len)
			return;
		if (!(nlh->nlmsg_flags & NLM_F_REQUEST)) {
			/* Only requests are served */
		} else if (nlh->nlmsg_type >= NLMSG_MIN_TYPE) {
			err = serve(skb, nlh, &extack);
			ack = (ack || err) && err != -EINTR;
		} else if (nlh->nlmsg_type == DEMOS_DOOR_OPTION) {
			err = set_option(skb, nlh);
		}
		if (ack)
			netlink_ack(skb, nlh, err, &extack);
		skb_pull(skb, min(NLMSG_ALIGN(nlh->nlmsg_len), skb->len));
	}
}
