// SPDX-License-Identifier: GPL-2.0
/*
 * Trails: looked at, saved and restored.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/demos.h>

#include "core/image.h"
#include "core/trail.h"

/**
 * demos_trail_exit() - forget a trail
 * @trail: the trail; empty afterwards
 */
void demos_trail_exit(struct demos_trail *trail)
{
	kvfree(trail->machines);
	memset(trail, 0, sizeof(*trail));
}

/**
 * demos_trail_has() - has the process left a machine?
 * @trail: its trail
 * @machine: that machine
 *
 * Return: true if it is on the trail.
 */
bool demos_trail_has(const struct demos_trail *trail, u16 machine)
{
	u32 i;

	for (i = 0; i < trail->count; i++) {
		if (trail->machines[i] == machine)
			return true;
	}
	return false;
}

/**
 * demos_trail_save() - append a trail to the state of a process
 * @trail: of a process that leaves
 * @here: the machine that it leaves
 * @image: writer
 */
void demos_trail_save(const struct demos_trail *trail, u16 here,
		      struct demos_image *image)
{
	u32 from = trail->count < DEMOS_TRAIL_MAX ? 0 : 1;
	u32 i;

	demos_image_put32(image, trail->count - from + 1);
	for (i = from; i < trail->count; i++)
		demos_image_put16(image, trail->machines[i]);
	demos_image_put16(image, here);
}

/*
 * Read the machines; each may be there once. One that the process has come
 * back to goes off the trail. @seen: a bit for each machine id.
 */
static int restore_machines(struct demos_trail *trail, u32 count, u16 here,
			    u8 *seen, struct demos_image *image)
{
	u16 machine;

	while (count--) {
		machine = demos_image_get16(image);
		if (!machine || machine > DEMOS_MACHINE_MAX ||
		    seen[machine / 8] & 1 << machine % 8)
			return -EBADMSG;
		seen[machine / 8] |= 1 << machine % 8;
		if (machine != here)
			trail->machines[trail->count++] = machine;
	}
	return 0;
}

/**
 * demos_trail_restore() - read a trail back
 * @trail: empty
 * @here: where the process arrives: the forwarding address here will go
 * @image: reader
 *
 * May sleep.
 *
 * Return: 0, -EBADMSG: malformed, -ENOMEM. The caller ends the trail with
 * demos_trail_exit() in any case.
 */
int demos_trail_restore(struct demos_trail *trail, u16 here,
			struct demos_image *image)
{
	u32 count = demos_image_get32(image);
	u8 *seen;
	int err;

	if (image->failed || count > DEMOS_TRAIL_MAX)
		return -EBADMSG;
	if (!count)
		return 0;
	trail->machines = kvcalloc(count, sizeof(*trail->machines),
				   GFP_KERNEL);
	seen = kvzalloc(DEMOS_MACHINE_MAX / 8 + 1, GFP_KERNEL);
	err = trail->machines && seen ?
		restore_machines(trail, count, here, seen, image) : -ENOMEM;
	kvfree(seen);
	return err;
}
