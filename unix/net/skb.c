// SPDX-License-Identifier: GPL-2.0
/*
 * Buffers for messages.
 */
#include <linux/skbuff.h>

/*
 * The overhead of a buffer in a 64-bit kernel. Receive buffers are charged with
 * it, so that programs meet the same limits as there; the real overhead here is
 * smaller.
 */
#define OVERHEAD	576u

/**
 * alloc_skb() - make a buffer
 * @size: bytes of room
 * @gfp: how to allocate
 *
 * Return: the buffer, empty, or NULL.
 */
struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp)
{
	struct sk_buff *skb = kmalloc(sizeof(*skb) + size, gfp);

	if (!skb)
		return NULL;
	memset(skb, 0, sizeof(*skb));
	INIT_LIST_HEAD(&skb->list);
	refcount_set(&skb->users, 1);
	skb->data = skb->head;
	skb->tail = skb->head;
	skb->end = skb->head + size;
	skb->truesize = OVERHEAD + size;
	return skb;
}

/**
 * consume_skb() - give a reference to a buffer back
 * @skb: the buffer, or NULL
 */
void consume_skb(struct sk_buff *skb)
{
	if (skb && refcount_dec_and_test(&skb->users))
		kfree(skb);
}

/**
 * skb_put() - use room behind the bytes in a buffer
 * @skb: the buffer
 * @length: bytes, at most skb_tailroom()
 *
 * Return: where they are; they have no value yet.
 */
void *skb_put(struct sk_buff *skb, unsigned int length)
{
	void *at = skb->tail;

	assert(length <= skb_tailroom(skb));
	skb->tail += length;
	skb->len += length;
	return at;
}

/**
 * skb_pull() - drop bytes at the beginning
 * @skb: the buffer
 * @length: bytes, at most skb->len
 */
void skb_pull(struct sk_buff *skb, unsigned int length)
{
	assert(length <= skb->len);
	skb->data += length;
	skb->len -= length;
}

/**
 * skb_trim() - drop bytes at the end
 * @skb: the buffer
 * @length: bytes to be left, at most skb->len
 */
void skb_trim(struct sk_buff *skb, unsigned int length)
{
	assert(length <= skb->len);
	skb->len = length;
	skb->tail = skb->data + length;
}

/**
 * __skb_queue_purge() - give back all buffers in a queue
 * @queue: the queue, empty afterwards
 */
void __skb_queue_purge(struct sk_buff_head *queue)
{
	struct sk_buff *skb;

	while ((skb = skb_peek(queue))) {
		__skb_unlink(skb, queue);
		consume_skb(skb);
	}
}
