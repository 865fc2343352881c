/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages and their attributes: policies (the rules for attributes), reading,
 * and building.
 */
#ifndef UNIX_NET_NETLINK_H
#define UNIX_NET_NETLINK_H

#include <linux/bits.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <linux/string.h>

/* Types of attributes */
enum {
	NLA_UNSPEC,
	NLA_U8,
	NLA_U16,
	NLA_U32,
	NLA_U64,
	NLA_NUL_STRING,
	NLA_BINARY,
	NLA_REJECT,
};

/* Further checks of an attribute */
enum {
	NLA_VALIDATE_NONE,
	NLA_VALIDATE_RANGE,
	NLA_VALIDATE_MIN,
	NLA_VALIDATE_MAX,
	NLA_VALIDATE_MASK,
	NLA_VALIDATE_RANGE_PTR,
};

struct netlink_range_validation {
	u64 min;
	u64 max;
};

/**
 * struct nla_policy - the rules for an attribute
 * @type: NLA_*
 * @validation_type: NLA_VALIDATE_*
 * @len: largest length of text, without the NUL, or of bytes; 0: any
 * @mask: allowed bits
 * @range: allowed values
 * @min: least value, or length of bytes
 * @max: greatest
 */
struct nla_policy {
	u8 type;
	u8 validation_type;
	u16 len;
	union {
		u32 mask;
		const struct netlink_range_validation *range;
		struct {
			s16 min;
			s16 max;
		};
	};
};

#define NLA_POLICY_RANGE(tp, least, most)				\
	{								\
		.type = (tp),						\
		.validation_type = NLA_VALIDATE_RANGE,			\
		.min = (least),						\
		.max = (most),						\
	}

#define NLA_POLICY_FULL_RANGE(tp, limits)				\
	{								\
		.type = (tp),						\
		.validation_type = NLA_VALIDATE_RANGE_PTR,		\
		.range = (limits),					\
	}

#define NLA_POLICY_MIN(tp, least)					\
	{								\
		.type = (tp),						\
		.validation_type = NLA_VALIDATE_MIN,			\
		.min = (least),						\
	}

#define NLA_POLICY_MAX(tp, most)					\
	{								\
		.type = (tp),						\
		.validation_type = NLA_VALIDATE_MAX,			\
		.max = (most),						\
	}

#define NLA_POLICY_MASK(tp, bits)					\
	{								\
		.type = (tp),						\
		.validation_type = NLA_VALIDATE_MASK,			\
		.mask = (bits),						\
	}

#define NLA_POLICY_EXACT_LEN(length) \
	NLA_POLICY_RANGE(NLA_BINARY, length, length)

/* Sizes */
static inline int nla_attr_size(int payload)
{
	return NLA_HDRLEN + payload;
}

static inline int nla_total_size(int payload)
{
	return NLA_ALIGN(nla_attr_size(payload));
}

/* Values of 64 bits are aligned to 4 bytes, as on x86 and arm64 */
#define nla_total_size_64bit(payload)	nla_total_size(payload)

static inline int nlmsg_msg_size(int payload)
{
	return NLMSG_HDRLEN + payload;
}

static inline int nlmsg_total_size(int payload)
{
	return NLMSG_ALIGN(nlmsg_msg_size(payload));
}

/* Reading */
static inline struct nlmsghdr *nlmsg_hdr(const struct sk_buff *skb)
{
	return (struct nlmsghdr *)skb->data;
}

static inline void *nlmsg_data(const struct nlmsghdr *nlh)
{
	return (char *)nlh + NLMSG_HDRLEN;
}

static inline int nlmsg_len(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_len - NLMSG_HDRLEN;
}

static inline struct nlattr *nlmsg_attrdata(const struct nlmsghdr *nlh,
					    int header)
{
	return (struct nlattr *)((char *)nlmsg_data(nlh) +
				 NLMSG_ALIGN(header));
}

static inline int nlmsg_attrlen(const struct nlmsghdr *nlh, int header)
{
	return nlmsg_len(nlh) - NLMSG_ALIGN(header);
}

static inline int nla_type(const struct nlattr *nla)
{
	return nla->nla_type & NLA_TYPE_MASK;
}

static inline void *nla_data(const struct nlattr *nla)
{
	return (char *)nla + NLA_HDRLEN;
}

static inline int nla_len(const struct nlattr *nla)
{
	return nla->nla_len - NLA_HDRLEN;
}

static inline bool nla_ok(const struct nlattr *nla, int left)
{
	return left >= (int)sizeof(*nla) && nla->nla_len >= sizeof(*nla) &&
	       nla->nla_len <= left;
}

static inline struct nlattr *nla_next(const struct nlattr *nla, int *left)
{
	*left -= NLA_ALIGN(nla->nla_len);
	return (struct nlattr *)((char *)nla + NLA_ALIGN(nla->nla_len));
}

#define nla_for_each_attr(nla, first, length, left)			\
	for (nla = (first), left = (length); nla_ok(nla, left);		\
	     nla = nla_next(nla, &(left)))

#define nlmsg_for_each_attr(nla, nlh, header, left)			\
	nla_for_each_attr(nla, nlmsg_attrdata(nlh, header),		\
			  nlmsg_attrlen(nlh, header), left)

static inline u8 nla_get_u8(const struct nlattr *nla)
{
	return *(u8 *)nla_data(nla);
}

static inline u16 nla_get_u16(const struct nlattr *nla)
{
	return *(u16 *)nla_data(nla);
}

static inline u32 nla_get_u32(const struct nlattr *nla)
{
	return *(u32 *)nla_data(nla);
}

int nla_memcpy(void *to, const struct nlattr *nla, int count);

static inline u64 nla_get_u64(const struct nlattr *nla)
{
	u64 value;

	nla_memcpy(&value, nla, sizeof(value));
	return value;
}

/* Building */
struct sk_buff *nlmsg_new(size_t payload, gfp_t gfp);
struct nlmsghdr *nlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, int type,
			   int payload, int flags);
struct nlattr *nla_reserve(struct sk_buff *skb, int type, int length);
int nla_put(struct sk_buff *skb, int type, int length, const void *data);

static inline void nlmsg_free(struct sk_buff *skb)
{
	consume_skb(skb);
}

static inline void nlmsg_end(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	nlh->nlmsg_len = skb->tail - (unsigned char *)nlh;
}

static inline void nlmsg_cancel(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	if (nlh)
		skb_trim(skb, (unsigned char *)nlh - skb->data);
}

static inline int nla_put_u8(struct sk_buff *skb, int type, u8 value)
{
	return nla_put(skb, type, sizeof(value), &value);
}

static inline int nla_put_u16(struct sk_buff *skb, int type, u16 value)
{
	return nla_put(skb, type, sizeof(value), &value);
}

static inline int nla_put_u32(struct sk_buff *skb, int type, u32 value)
{
	return nla_put(skb, type, sizeof(value), &value);
}

static inline int nla_put_string(struct sk_buff *skb, int type,
				 const char *text)
{
	return nla_put(skb, type, strlen(text) + 1, text);
}

static inline int nla_put_64bit(struct sk_buff *skb, int type, int length,
				const void *data,
				int __always_unused pad)
{
	return nla_put(skb, type, length, data);
}

static inline int nla_put_u64_64bit(struct sk_buff *skb, int type, u64 value,
				    int __always_unused pad)
{
	return nla_put(skb, type, sizeof(value), &value);
}

static inline struct nlattr *nla_nest_start_noflag(struct sk_buff *skb,
						   int type)
{
	struct nlattr *nest = (struct nlattr *)skb->tail;

	return nla_put(skb, type, 0, NULL) ? NULL : nest;
}

static inline struct nlattr *nla_nest_start(struct sk_buff *skb, int type)
{
	return nla_nest_start_noflag(skb, type | NLA_F_NESTED);
}

static inline void nla_nest_end(struct sk_buff *skb, struct nlattr *nest)
{
	nest->nla_len = skb->tail - (unsigned char *)nest;
}

#endif
