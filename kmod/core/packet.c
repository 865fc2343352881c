// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of packets. While data moves they come and go by the ten
 * thousand a second, and the kernel would clear each one, which takes longer
 * than to fill it. So what is freed is kept for the next one. What nobody has
 * needed for a second goes back to the kernel.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "core/packet.h"

#define SPARES		256
#define TRIM_TIME	HZ

static void trim(struct work_struct *work);

/*
 * @spares, all protected by @lock
 * @count: of them
 * @least: @count when it was least since they were trimmed
 */
static DEFINE_SPINLOCK(lock);
static struct demos_message *spares[SPARES];
static u32 count;
static u32 least;
static DECLARE_DELAYED_WORK(trimming, trim);

static size_t packet_size(void)
{
	return sizeof(struct demos_message) + DEMOS_PACKET_DATA;
}

static struct demos_message *take(void)
{
	struct demos_message *packet = NULL;

	spin_lock(&lock);
	if (count)
		packet = spares[--count];
	least = min(least, count);
	spin_unlock(&lock);
	return packet;
}

static bool keep(struct demos_message *packet)
{
	bool room;

	spin_lock(&lock);
	room = count < SPARES;
	if (room)
		spares[count++] = packet;
	if (room && count == 1)
		schedule_delayed_work(&trimming, TRIM_TIME);
	spin_unlock(&lock);
	return room;
}

/* Some of those that nobody needed may be in use when it is their turn */
static void trim(struct work_struct *work)
{
	struct demos_message *packet;
	u32 unused;

	spin_lock(&lock);
	unused = least;
	spin_unlock(&lock);
	for (; unused && (packet = take()); unused--)
		free_pages_exact(packet, packet_size());
	spin_lock(&lock);
	least = count;
	if (count)
		schedule_delayed_work(&trimming, TRIM_TIME);
	spin_unlock(&lock);
}

/**
 * demos_packet_alloc() - memory for a message of DEMOS_PACKET_DATA bytes
 * @gfp: as for kmalloc(); not cleared
 *
 * Kernels that look for mistakes are to see each packet: they get none.
 *
 * Return: the memory, for demos_packet_free(), or NULL.
 */
struct demos_message *demos_packet_alloc(gfp_t gfp)
{
	if (IS_ENABLED(CONFIG_KASAN) || IS_ENABLED(CONFIG_DEBUG_KMEMLEAK))
		return NULL;
	return take() ?: alloc_pages_exact(packet_size(), gfp | __GFP_NORETRY |
					   __GFP_NOWARN);
}

/**
 * demos_packet_free() - give it back
 * @packet: from demos_packet_alloc()
 */
void demos_packet_free(struct demos_message *packet)
{
	if (!keep(packet))
		free_pages_exact(packet, packet_size());
}

/**
 * demos_packet_exit() - free all; there are no packets any more
 */
void demos_packet_exit(void)
{
	cancel_delayed_work_sync(&trimming);
	while (count)
		free_pages_exact(take(), packet_size());
}
