/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages of the netlink family from the kernel to programs.
 */
#ifndef DEMOS_ANSWER_H
#define DEMOS_ANSWER_H

#include <net/genetlink.h>
#include <linux/demos.h>

struct demos_machine;

/* The multicast group of events, as an index in the family */
#define DEMOS_GROUP_EVENTS	0

extern struct genl_family demos_family;

struct sk_buff *demos_answer_create(u32 portid, u32 seq, u8 command, u32 room,
				    gfp_t gfp);
struct sk_buff *demos_answer_to(const struct genl_info *info, u32 room);
void *demos_answer_begin(struct sk_buff *skb, u32 portid, u32 seq, u8 command,
			 int flags);
void *demos_answer_header(struct sk_buff *skb);
u8 demos_answer_command(struct sk_buff *skb);
int demos_answer_put(struct sk_buff *skb, int attr, const void *data,
		     u32 length);
int demos_answer_put64(struct sk_buff *skb, int attr, u64 value);
void demos_answer_end(struct sk_buff *skb);
int demos_answer_reply(struct sk_buff *skb, struct genl_info *info, int err);
int demos_answer_data(struct genl_info *info, int attr, const void *data,
		      u32 length);

void *demos_answer_dump_begin(struct sk_buff *skb, struct netlink_callback *cb);
int demos_answer_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      int attr, const void *data, u32 length);

void demos_answer_why(struct netlink_ext_ack *extack, const char *why);
int demos_answer_refuse(struct genl_info *info, enum demos_result result);
__printf(4, 5)
int demos_answer_refuse_with(struct sk_buff *request, struct genl_info *info,
			     int err, const char *format, ...);
const char *demos_answer_limit_name(enum demos_limit limit);
int demos_answer_refuse_room(struct sk_buff *request, struct genl_info *info,
			     const struct demos_machine *machine, int err,
			     u16 why);

#endif
