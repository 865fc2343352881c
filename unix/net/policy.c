// SPDX-License-Identifier: GPL-2.0
/*
 * Policies of attributes. Refusals, their errno and their texts are those of
 * the kernel, since programs show the texts to people.
 */
#include <linux/errno.h>

#include "policy.h"

/* Bytes of an integer; 0: something else */
static u32 int_size(const struct nla_policy *policy)
{
	switch (policy->type) {
	case NLA_U8:
		return 1;
	case NLA_U16:
		return 2;
	case NLA_U32:
		return 4;
	case NLA_U64:
		return 8;
	default:
		return 0;
	}
}

/* The number that a policy limits: an integer's value, or a length in bytes */
static u64 measure(const struct nlattr *nla, const struct nla_policy *policy)
{
	u64 value = 0;

	if (policy->type == NLA_BINARY)
		return nla_len(nla);
	switch (int_size(policy)) {
	case 1:
		return nla_get_u8(nla);
	case 2:
		return nla_get_u16(nla);
	case 4:
		return nla_get_u32(nla);
	default:
		nla_memcpy(&value, nla, sizeof(value));
		return value;
	}
}

/* The range that a policy allows */
static struct netlink_range_validation range_of(const struct nla_policy *policy)
{
	struct netlink_range_validation range = { 0, U16_MAX };
	u32 size = int_size(policy);

	if (size)
		range.max = U64_MAX >> (64 - 8 * size);
	switch (policy->validation_type) {
	case NLA_VALIDATE_RANGE_PTR:
		return *policy->range;
	case NLA_VALIDATE_RANGE:
		range.min = policy->min;
		range.max = policy->max;
		break;
	case NLA_VALIDATE_MIN:
		range.min = policy->min;
		break;
	case NLA_VALIDATE_MAX:
		range.max = policy->max;
		break;
	}
	return range;
}

static int check_range(const struct nlattr *nla,
		       const struct nla_policy *policy,
		       struct netlink_ext_ack *extack)
{
	struct netlink_range_validation range = range_of(policy);
	u64 value = measure(nla, policy);

	if (value >= range.min && value <= range.max)
		return 0;
	if (policy->type == NLA_BINARY)
		NL_SET_ERR_MSG_ATTR_POL(extack, nla, policy,
					"binary attribute size out of range");
	else
		NL_SET_ERR_MSG_ATTR_POL(extack, nla, policy,
					"integer out of range");
	return -ERANGE;
}

static int check_more(const struct nlattr *nla,
		      const struct nla_policy *policy,
		      struct netlink_ext_ack *extack)
{
	switch (policy->validation_type) {
	case NLA_VALIDATE_NONE:
		return 0;
	case NLA_VALIDATE_MASK:
		if (!(measure(nla, policy) & ~(u64)policy->mask))
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, nla, "reserved bit set");
		return -EINVAL;
	default:
		return check_range(nla, policy, extack);
	}
}

/* The text must have a NUL, and without it at most @policy->len bytes */
static int check_text(const struct nlattr *nla,
		      const struct nla_policy *policy)
{
	const char *text = nla_data(nla);
	int length = nla_len(nla);
	int most = policy->len ? min(length, policy->len + 1) : length;

	if (!memchr(text, '\0', most))
		return -EINVAL;
	if (!policy->len)
		return 0;
	if (!text[length - 1])
		length--;
	return length > policy->len ? -ERANGE : 0;
}

/* Check the length of an attribute, and the form of a text */
static int check_form(const struct nlattr *nla,
		      const struct nla_policy *policy)
{
	int length = nla_len(nla);

	switch (policy->type) {
	case NLA_REJECT:
		return -EINVAL;
	case NLA_NUL_STRING:
		return check_text(nla, policy);
	case NLA_BINARY:
		return policy->len && length > policy->len ? -ERANGE : 0;
	case NLA_UNSPEC:
		return length < policy->len ? -ERANGE : 0;
	default:
		return length < (int)int_size(policy) ? -ERANGE : 0;
	}
}

/* Checks for new commands only */
static int check_strictly(const struct nlattr *nla,
			  const struct nla_policy *policy,
			  struct netlink_ext_ack *extack)
{
	u32 size = int_size(policy);

	if (size && nla_len(nla) != (int)size) {
		NL_SET_ERR_MSG_ATTR_POL(extack, nla, policy,
					"invalid attribute length");
		return -EINVAL;
	}
	if (policy->type == NLA_UNSPEC) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "Unsupported attribute");
		return -EINVAL;
	}
	if (nla->nla_type & NLA_F_NESTED) {
		NL_SET_ERR_MSG_ATTR_POL(extack, nla, policy,
					"NLA_F_NESTED not expected");
		return -EINVAL;
	}
	return 0;
}

static int check(const struct nlattr *nla, const struct nla_policy *policy,
		 bool strict, struct netlink_ext_ack *extack)
{
	int err = strict ? check_strictly(nla, policy, extack) : 0;

	if (err)
		return err;
	err = check_form(nla, policy);
	if (err) {
		NL_SET_ERR_MSG_ATTR_POL(extack, nla, policy,
					"Attribute failed policy validation");
		return err;
	}
	return check_more(nla, policy, extack);
}

static int parse_one(const struct nlattr *nla,
		     const struct nla_policy *policy, unsigned int maxattr,
		     bool strict, struct nlattr **attrs,
		     struct netlink_ext_ack *extack)
{
	unsigned int type = nla_type(nla);
	int err;

	if (!type || type > maxattr) {
		if (!strict)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, nla, "Unknown attribute type");
		return -EINVAL;
	}
	err = check(nla, &policy[type], strict, extack);
	if (!err)
		attrs[type] = (struct nlattr *)nla;
	return err;
}

/**
 * unix_policy_parse() - check and find the attributes of a message
 * @nlh: the message
 * @header: bytes of headers between the first one and the attributes
 * @policy: their policies, by type
 * @maxattr: highest type in @policy
 * @strict: refuse unknown attributes, integers of another size, and anything
 *          behind the last attribute
 * @attrs: gets them by type, the last one of each, up to @maxattr; NULL: absent
 * @extack: gets an explanation
 *
 * Return: 0 or a negative errno.
 */
int unix_policy_parse(const struct nlmsghdr *nlh, int header,
		      const struct nla_policy *policy, unsigned int maxattr,
		      bool strict, struct nlattr **attrs,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *nla;
	int left;
	int err;

	memset(attrs, 0, (maxattr + 1) * sizeof(*attrs));
	if (nlh->nlmsg_len < (u32)nlmsg_msg_size(header)) {
		NL_SET_ERR_MSG(extack, "Invalid header length");
		return -EINVAL;
	}
	nlmsg_for_each_attr(nla, nlh, header, left) {
		err = parse_one(nla, policy, maxattr, strict, attrs, extack);
		if (err)
			return err;
	}
	if (left <= 0)
		return 0;
	NL_SET_ERR_MSG(extack, "bytes leftover after parsing attributes");
	return strict ? -EINVAL : 0;
}

/**
 * unix_policy_room() - the room that unix_policy_put() may need
 *
 * Return: bytes.
 */
int unix_policy_room(void)
{
	return nla_total_size(0) + nla_total_size(4) +
	       2 * (nla_total_size(0) + nla_total_size(8));
}

static int put_int(struct sk_buff *skb, const struct nla_policy *policy)
{
	struct netlink_range_validation range = range_of(policy);

	if (policy->validation_type == NLA_VALIDATE_MASK)
		return nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MASK,
					 policy->mask,
					 NL_POLICY_TYPE_ATTR_PAD);
	return nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MIN_VALUE_U,
				 range.min, NL_POLICY_TYPE_ATTR_PAD) ?:
	       nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MAX_VALUE_U,
				 range.max, NL_POLICY_TYPE_ATTR_PAD);
}

static int put_bytes(struct sk_buff *skb, const struct nla_policy *policy)
{
	struct netlink_range_validation range = range_of(policy);
	int err = 0;

	if (policy->validation_type != NLA_VALIDATE_RANGE)
		return policy->len ?
		       nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MAX_LENGTH,
				   policy->len) : 0;
	if (range.min)
		err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MIN_LENGTH,
				  range.min);
	if (!err && range.max < U16_MAX)
		err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MAX_LENGTH,
				  range.max);
	return err;
}

static u32 kind_of(const struct nla_policy *policy)
{
	switch (policy->type) {
	case NLA_U8:
		return NL_ATTR_TYPE_U8;
	case NLA_U16:
		return NL_ATTR_TYPE_U16;
	case NLA_U32:
		return NL_ATTR_TYPE_U32;
	case NLA_U64:
		return NL_ATTR_TYPE_U64;
	case NLA_NUL_STRING:
		return NL_ATTR_TYPE_NUL_STRING;
	case NLA_BINARY:
		return NL_ATTR_TYPE_BINARY;
	default:
		return NL_ATTR_TYPE_INVALID;
	}
}

/**
 * unix_policy_put() - append a description of a policy
 * @skb: where to; without room nothing is appended
 * @type: type of the attribute with the description
 * @policy: the policy; nothing is appended for one that allows nothing
 */
void unix_policy_put(struct sk_buff *skb, int type,
		     const struct nla_policy *policy)
{
	u32 kind = kind_of(policy);
	struct nlattr *nest;
	int err;

	if (kind == NL_ATTR_TYPE_INVALID)
		return;
	nest = nla_nest_start(skb, type);
	if (!nest)
		return;
	err = int_size(policy) ? put_int(skb, policy) : put_bytes(skb, policy);
	if (err || nla_put_u32(skb, NL_POLICY_TYPE_ATTR_TYPE, kind))
		skb_trim(skb, (unsigned char *)nest - skb->data);
	else
		nla_nest_end(skb, nest);
}
