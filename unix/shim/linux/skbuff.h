/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Buffers for messages: one piece of memory, filled from its beginning. It has
 * exactly the requested size, so that the sanitizers see a message that exceeds
 * it.
 */
#ifndef UNIX_SKBUFF_H
#define UNIX_SKBUFF_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/types.h>

struct sock;

/**
 * struct sk_buff - a buffer
 * @list: in a struct sk_buff_head
 * @sk: the connection from which a request came
 * @users: references
 * @data: the message, or what is left of it
 * @len: bytes of it
 * @tail: behind it
 * @end: behind the buffer
 * @truesize: its cost in a receive buffer, the same as in a kernel
 * @cb: for the layer that owns it
 * @head: the buffer, aligned to 8 bytes
 */
struct sk_buff {
	struct list_head list;
	struct sock *sk;
	refcount_t users;
	unsigned char *data;
	unsigned int len;
	unsigned char *tail;
	unsigned char *end;
	unsigned int truesize;
	u64 cb[6];
	unsigned char head[];
};

/**
 * struct sk_buff_head - a queue of buffers; its owner has a lock
 * @list: &sk_buff.list
 */
struct sk_buff_head {
	struct list_head list;
};

struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp);
void consume_skb(struct sk_buff *skb);
void *skb_put(struct sk_buff *skb, unsigned int length);
void skb_pull(struct sk_buff *skb, unsigned int length);
void skb_trim(struct sk_buff *skb, unsigned int length);
void __skb_queue_purge(struct sk_buff_head *queue);

#define kfree_skb(skb)	consume_skb(skb)

static inline struct sk_buff *skb_get(struct sk_buff *skb)
{
	refcount_inc(&skb->users);
	return skb;
}

static inline unsigned int skb_tailroom(const struct sk_buff *skb)
{
	return skb->end - skb->tail;
}

static inline void __skb_queue_head_init(struct sk_buff_head *queue)
{
	INIT_LIST_HEAD(&queue->list);
}

static inline bool skb_queue_empty(const struct sk_buff_head *queue)
{
	return list_empty(&queue->list);
}

static inline struct sk_buff *skb_peek(const struct sk_buff_head *queue)
{
	return list_first_entry_or_null(&queue->list, struct sk_buff, list);
}

static inline void __skb_queue_tail(struct sk_buff_head *queue,
				    struct sk_buff *skb)
{
	list_add_tail(&skb->list, &queue->list);
}

static inline void __skb_queue_head(struct sk_buff_head *queue,
				    struct sk_buff *skb)
{
	list_add(&skb->list, &queue->list);
}

static inline void __skb_unlink(struct sk_buff *skb,
				struct sk_buff_head __always_unused *queue)
{
	list_del(&skb->list);
}

#endif
