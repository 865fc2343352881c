// SPDX-License-Identifier: GPL-2.0
/*
 * Link tables. Free slots form a queue through @next: the one freed longest
 * ago is used first. A name is the slot's generation in the upper half and its
 * index + 1 in the lower.
 */
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/image.h"
#include "core/link.h"

/**
 * struct demos_slot - a place in a link table
 * @link: the link; its to.pid is 0 while the slot is free
 * @next: if free: the slot to be used after this one
 * @generation: how often it has been freed
 */
struct demos_slot {
	struct demos_link link;
	u32 next;
	u16 generation;
};

#define NO_SLOT		U32_MAX
#define SLOTS_FIRST	3
/* A table grows when its slots have been reused this often on average */
#define WEAR		8

static u32 slot_name(const struct demos_links *links, u32 index)
{
	return (u32)links->slots[index].generation << 16 | (index + 1);
}

static struct demos_slot *slot_find(const struct demos_links *links, u32 name)
{
	u32 index = (name & 0xffff) - 1;

	if (index >= links->size || !links->slots[index].link.to.pid ||
	    links->slots[index].generation != name >> 16)
		return NULL;
	return &links->slots[index];
}

static void slot_free(struct demos_links *links, u32 index)
{
	links->slots[index].next = NO_SLOT;
	if (links->free_head == NO_SLOT)
		links->free_head = index;
	else
		links->slots[links->free_tail].next = index;
	links->free_tail = index;
}

/**
 * demos_links_init() - begin an empty link table
 * @links: the table
 * @budget: of its machine
 */
void demos_links_init(struct demos_links *links, struct demos_budget *budget)
{
	memset(links, 0, sizeof(*links));
	links->budget = budget;
	links->free_head = NO_SLOT;
}

/**
 * demos_links_exit() - end a link table
 * @links: the table; links still in it vanish without a notice
 */
void demos_links_exit(struct demos_links *links)
{
	atomic64_sub(links->used, &links->budget->total);
	atomic64_sub(links->size, &links->budget->slots);
	kvfree(links->slots);
	demos_links_init(links, links->budget);
}

/* May the table have @count more links? Return: 0, or demos_limit_error() */
static int check_budget(const struct demos_links *links, u32 count)
{
	return demos_budget_check(links->budget, links->used, count,
				  links->reserve);
}

/* Charge for slots: free ones take memory, too */
static bool take_slots(const struct demos_links *links, u32 count)
{
	struct demos_budget *budget = links->budget;
	u64 most = READ_ONCE(budget->total_max) +
		   (links->reserve ? DEMOS_RESERVE_TOTAL : 0);

	/* Twice the links, without an overflow */
	if (((u64)atomic64_add_return(count, &budget->slots) + 1) / 2 <= most)
		return true;
	atomic64_sub(count, &budget->slots);
	return false;
}

static int resize(struct demos_links *links, u32 size)
{
	u32 i = links->size;
	struct demos_slot *slots;

	if (!take_slots(links, size - i))
		return demos_limit_error(links->budget->total_limit);
	slots = kvcalloc(size, sizeof(*slots), GFP_KERNEL);
	if (!slots) {
		atomic64_sub(size - i, &links->budget->slots);
		return -ENOMEM;
	}
	if (links->slots)
		memcpy(slots, links->slots, i * sizeof(*slots));
	kvfree(links->slots);
	links->slots = slots;
	links->size = size;
	for (; i < size; i++)
		slot_free(links, i);
	return 0;
}

/*
 * Would names be given again too soon? With twice as many slots they last
 * twice as long.
 */
static bool is_worn(const struct demos_links *links)
{
	return links->free_head != NO_SLOT &&
	       links->slots[links->free_head].generation >=
	       links->size * WEAR;
}

/* Slots that fill twice the memory; the kernel allocates powers of two */
static u32 wider(u32 size)
{
	size_t bytes = roundup_pow_of_two(size * sizeof(struct demos_slot));

	return 2 * bytes / sizeof(struct demos_slot);
}

/**
 * demos_links_reserve() - make room for links to be inserted
 * @links: the table
 * @count: how many
 *
 * May sleep.
 *
 * Return: 0, -ENOMEM, or demos_limit_error().
 */
int demos_links_reserve(struct demos_links *links, u32 count)
{
	u32 size = links->size ?: SLOTS_FIRST;
	u32 need = links->used + count;
	int err;

	if (!count)
		return 0;
	if (count > DEMOS_LINK_SLOTS_MAX - links->used)
		return demos_limit_error(links->budget->table_limit);
	err = check_budget(links, count);
	if (err)
		return err;
	if (is_worn(links))
		size = wider(size);
	while (size < need)
		size = wider(size);
	size = min_t(u32, size, DEMOS_LINK_SLOTS_MAX);
	if (size > links->size)
		err = resize(links, size);
	if (demos_error_is_limit(err) && need > links->size)
		err = resize(links, need);
	return need > links->size ? err : 0;
}

/**
 * demos_links_insert() - put a link in the table
 * @links: the table, with room made by demos_links_reserve()
 * @link: the link, which is copied
 *
 * Return: its name.
 */
u32 demos_links_insert(struct demos_links *links,
		       const struct demos_link *link)
{
	u32 index = links->free_head;

	links->free_head = links->slots[index].next;
	links->slots[index].link = *link;
	links->used++;
	atomic64_inc(&links->budget->total);
	return slot_name(links, index);
}

/**
 * demos_links_find() - look a link up
 * @links: the table
 * @name: as the process knows it; anything
 *
 * Return: the link, valid until the table changes, or NULL.
 */
const struct demos_link *demos_links_find(const struct demos_links *links,
					  u32 name)
{
	struct demos_slot *slot = slot_find(links, name);

	return slot ? &slot->link : NULL;
}

/**
 * demos_links_remove() - take a link out of the table
 * @links: the table
 * @name: its name; if there is no such link, nothing happens
 * @link: gets the link; may be NULL
 */
void demos_links_remove(struct demos_links *links, u32 name,
			struct demos_link *link)
{
	struct demos_slot *slot = slot_find(links, name);

	if (!slot)
		return;
	if (link)
		*link = slot->link;
	memset(&slot->link, 0, sizeof(slot->link));
	slot->generation++;
	links->used--;
	atomic64_dec(&links->budget->total);
	slot_free(links, slot - links->slots);
}

/**
 * demos_links_next() - go through the table
 * @links: the table
 * @after: name of the last link seen, 0: begin
 * @link: gets the next one
 *
 * Return: its name, or 0: there are no more.
 */
u32 demos_links_next(const struct demos_links *links, u32 after,
		     struct demos_link *link)
{
	u32 index;

	for (index = after & 0xffff; index < links->size; index++) {
		if (!links->slots[index].link.to.pid)
			continue;
		*link = links->slots[index].link;
		return slot_name(links, index);
	}
	return 0;
}

/**
 * demos_links_change() - change links of a table
 * @links: the table
 * @change: called for each link; true: it has changed it
 * @arg: handed to @change
 *
 * Return: how many links changed.
 */
u32 demos_links_change(struct demos_links *links,
		       bool (*change)(struct demos_link *link, void *arg),
		       void *arg)
{
	struct demos_link *link;
	u32 changed = 0;
	u32 index;

	for (index = 0; index < links->size; index++) {
		link = &links->slots[index].link;
		changed += link->to.pid && change(link, arg);
	}
	return changed;
}

/**
 * demos_link_save() - append a link to the state of a process
 * @link: the link
 * @image: writer
 */
void demos_link_save(const struct demos_link *link, struct demos_image *image)
{
	demos_image_put64(image, link->to.pid);
	demos_image_put16(image, link->to.machine);
	demos_image_put32(image, link->to.moves);
	demos_image_put32(image, link->code);
	demos_image_put16(image, link->flags);
	demos_image_put8(image, link->channel);
	demos_image_put8(image, link->hands);
	demos_image_put32(image, link->area);
	demos_image_put32(image, link->length);
}

/**
 * demos_link_restore() - read a link and check it
 * @link: gets the link
 * @image: reader
 *
 * Return: 0, or -EBADMSG: the image ends, or the link could not exist.
 */
int demos_link_restore(struct demos_link *link, struct demos_image *image)
{
	memset(link, 0, sizeof(*link));
	link->to.pid = demos_image_get64(image);
	link->to.machine = demos_image_get16(image);
	link->to.moves = demos_image_get32(image);
	link->code = demos_image_get32(image);
	link->flags = demos_image_get16(image);
	link->channel = demos_image_get8(image);
	link->hands = demos_image_get8(image);
	link->area = demos_image_get32(image);
	link->length = demos_image_get32(image);
	return image->failed || demos_link_check(link) ? -EBADMSG : 0;
}

/**
 * demos_links_save() - append a link table to the state of a process
 * @links: the table
 * @image: writer
 *
 * Generations and the queue of free slots travel, too, so that every name,
 * given already or later, means the same on the other side.
 */
void demos_links_save(const struct demos_links *links,
		      struct demos_image *image)
{
	u32 index;

	demos_image_put32(image, links->size);
	demos_image_put32(image, links->used);
	for (index = 0; index < links->size; index++)
		demos_image_put16(image, links->slots[index].generation);
	for (index = 0; index < links->size; index++) {
		if (!links->slots[index].link.to.pid)
			continue;
		demos_image_put32(image, index);
		demos_link_save(&links->slots[index].link, image);
	}
	for (index = links->free_head; index != NO_SLOT;
	     index = links->slots[index].next)
		demos_image_put32(image, index);
}

static int restore_slots(struct demos_links *links, struct demos_image *image,
			 u32 used)
{
	u32 index;
	u32 i;

	for (i = 0; i < links->size; i++)
		links->slots[i].generation = demos_image_get16(image);
	for (i = 0; i < used; i++) {
		index = demos_image_get32(image);
		if (index >= links->size || links->slots[index].link.to.pid ||
		    demos_link_restore(&links->slots[index].link, image))
			return -EBADMSG;
		links->used++;
		atomic64_inc(&links->budget->total);
	}
	/* Each slot once: NO_SLOT - 1 marks those not in the queue yet */
	for (i = 0; i < links->size; i++)
		links->slots[i].next = NO_SLOT - 1;
	for (i = used; i < links->size; i++) {
		index = demos_image_get32(image);
		if (index >= links->size || links->slots[index].link.to.pid ||
		    links->slots[index].next != NO_SLOT - 1)
			return -EBADMSG;
		slot_free(links, index);
	}
	return image->failed ? -EBADMSG : 0;
}

/**
 * demos_links_restore() - read a link table back
 * @links: an empty table
 * @image: reader
 *
 * May sleep.
 *
 * Return: 0, -EBADMSG: malformed, demos_limit_error(), -ENOMEM. The caller ends
 * the table with demos_links_exit() in any case.
 */
int demos_links_restore(struct demos_links *links, struct demos_image *image)
{
	u32 size = demos_image_get32(image);
	u32 used = demos_image_get32(image);
	int err;

	/* Each slot takes at least a generation in the image */
	if (image->failed || size > DEMOS_LINK_SLOTS_MAX || used > size ||
	    size > (image->size - image->at) / sizeof(u16))
		return -EBADMSG;
	if (!size)
		return 0;
	err = check_budget(links, used);
	if (!err)
		err = resize(links, size);
	if (err)
		return err;
	links->free_head = NO_SLOT;	/* the image has their order */
	return restore_slots(links, image, used);
}

/**
 * demos_link_narrow() - give a link fewer rights
 * @link: the link
 * @flags: flags that it keeps; DEMOS_LINK_REPLY, DEMOS_LINK_NOTIFY and
 *         DEMOS_LINK_MEMORY are duties, not rights, and stay
 *
 * A link without DEMOS_LINK_KERNEL would lead to the process itself, which
 * never asked for messages over it. So when that right is given up, the link
 * becomes a DEMOS_LINK_MEMORY one: good for its data area only.
 *
 * Return: 0, or -EPERM: @flags has a right that the link does not have.
 */
int demos_link_narrow(struct demos_link *link, u16 flags)
{
	const u16 duties = DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY |
			   DEMOS_LINK_MEMORY;
	u16 lost = link->flags & ~flags;

	if (flags & ~link->flags)
		return -EPERM;
	link->flags = flags | (lost & duties);
	if (lost & DEMOS_LINK_KERNEL)
		link->flags |= DEMOS_LINK_MEMORY;
	if (!(link->flags & (DEMOS_LINK_READ | DEMOS_LINK_WRITE))) {
		link->area = 0;
		link->length = 0;
	}
	return 0;
}

/**
 * demos_address_ok() - could a process have this address?
 * @address: from another machine
 *
 * Return: whether both machine ids are possible and reserved is 0.
 */
bool demos_address_ok(const struct demos_address *address)
{
	u16 creator = DEMOS_PID_MACHINE(address->pid);

	return creator && creator <= DEMOS_MACHINE_MAX && address->machine &&
	       address->machine <= DEMOS_MACHINE_MAX && !address->reserved;
}

/**
 * demos_channel_ok() - is there such a channel?
 * @channel: from another machine
 *
 * Return: whether it is one that processes receive on, or the one of calls.
 */
bool demos_channel_ok(u8 channel)
{
	return channel < DEMOS_CHANNELS || channel == DEMOS_CHANNEL_CALL;
}

/**
 * demos_link_check() - could this link exist?
 * @link: from another machine, or asked for by a process
 *
 * Return: 0, or -EINVAL.
 */
int demos_link_check(const struct demos_link *link)
{
	if (!demos_address_ok(&link->to) || !demos_channel_ok(link->channel))
		return -EINVAL;
	if (link->flags & ~DEMOS_LINK_FLAGS)
		return -EINVAL;
	if (link->hands && !(link->flags & DEMOS_LINK_REPLY))
		return -EINVAL;
	if (link->flags & DEMOS_LINK_REPLY && link->flags & DEMOS_LINK_DUP)
		return -EINVAL;
	if (link->flags & DEMOS_LINK_MEMORY &&
	    link->flags & (DEMOS_LINK_KERNEL | DEMOS_LINK_REPLY))
		return -EINVAL;
	if (link->area + link->length < link->area)
		return -EINVAL;
	if (link->length &&
	    !(link->flags & (DEMOS_LINK_READ | DEMOS_LINK_WRITE)))
		return -EINVAL;
	return 0;
}
