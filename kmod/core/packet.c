// SPDX-License-Identifier: GPL-2.0
/*
 * A cache of memory for packets. While data moves, tens of thousands of them
 * are allocated and freed each second, and the kernel would clear each one,
 * which takes longer than filling it. So freed packets are kept for reuse.
 * Those that were not needed for a second go back to the kernel.
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
 * Free packets, how many they are, and how few they have been since the last
 * trim; all protected by @lock
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

/* Free as many as stayed unused since the last trim; some may be in use now */
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
 * With KASAN or kmemleak there is no cache: it would hide bugs from them.
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
 * demos_packet_free() - give a packet back
 * @packet: from demos_packet_alloc()
 */
void demos_packet_free(struct demos_message *packet)
{
	if (!keep(packet))
		free_pages_exact(packet, packet_size());
}

/**
 * demos_packet_exit() - free the cache; no packet is in use any more
 */
void demos_packet_exit(void)
{
	cancel_delayed_work_sync(&trimming);
	while (count)
		free_pages_exact(take(), packet_size());
}
