// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a process as it travels.
 *
 * Resident: version, moves; identifier, model, name, segments (which say how
 * to make an empty process like it); accounting, flags, the links that its
 * kernel keeps for it; the fields of its kind of process. Swappable: link
 * table, pair records, trail.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/link.h"
#include "core/pair.h"
#include "core/process.h"
#include "core/promise.h"
#include "core/state.h"

/* Are some of the segments in one space alone? */
static bool has_spaces(const struct demos_guest_spec *spec)
{
	u32 i;

	for (i = 0; i < spec->segments; i++) {
		if (spec->segment[i].attributes &
		    (DEMOS_SEG_CODE | DEMOS_SEG_DATA))
			return true;
	}
	return false;
}

/**
 * demos_state_version() - which version is the state of a process?
 * @spec: its description
 *
 * Return: DEMOS_STATE_PLAIN or DEMOS_STATE_SPACES.
 */
u16 demos_state_version(const struct demos_guest_spec *spec)
{
	return has_spaces(spec) ? DEMOS_STATE_SPACES : DEMOS_STATE_PLAIN;
}

/**
 * demos_state_known() - can this machine read such a state?
 * @version: anything
 */
bool demos_state_known(u16 version)
{
	return version == DEMOS_STATE_PLAIN || version == DEMOS_STATE_SPACES;
}

static void save_spec(const struct demos_process *process,
		      const struct demos_guest_spec *spec,
		      struct demos_image *image)
{
	demos_image_put64(image, process->entry.pid);
	demos_image_put8(image, spec->model);
	demos_image_put8(image, spec->segments);
	demos_image_put(image, process->name, sizeof(process->name));
	demos_image_put(image, spec->segment,
			spec->segments * sizeof(spec->segment[0]));
}

/* A link that the kernel keeps for the process, or none */
static void save_own_link(const struct demos_link *link,
			  struct demos_image *image)
{
	demos_image_put8(image, link->to.pid != 0);
	if (link->to.pid)
		demos_link_save(link, image);
}

static int restore_own_link(struct demos_link *link, struct demos_image *image)
{
	u8 there = demos_image_get8(image);

	if (there > 1)
		return -EBADMSG;
	if (there && (demos_link_restore(link, image) ||
		      !demos_link_lasts(link)))
		return -EBADMSG;
	return 0;
}

/* Bytes that suffice for one of each (Documentation/state.rst) */
#define RESIDENT_ROOM	4096
#define LINK_ROOM	40
#define PAIR_ROOM	100
#define MACHINE_ROOM	2

/**
 * demos_state_guess() - guess how much memory the state will need
 * @process: the process; not locked
 * @resident: gets the bytes of the resident state
 * @swappable: gets the bytes of the swappable state
 *
 * It may need more: messages that come meanwhile may add to it.
 */
void demos_state_guess(struct demos_process *process, u32 *resident,
		       u32 *swappable)
{
	u32 pairs;

	mutex_lock(&process->lock);
	pairs = process->pairs.count +
		demos_farewells_kept(process->pairs.farewells);
	*resident = RESIDENT_ROOM;
	*swappable = RESIDENT_ROOM + process->links.size * LINK_ROOM +
		     pairs * PAIR_ROOM +
		     process->trail.count * MACHINE_ROOM;
	mutex_unlock(&process->lock);
}

/**
 * demos_state_save_resident() - write the resident state
 * @process: about to be frozen; in its actor, locked
 * @spec: its description
 * @moves: how often it will have moved
 * @image: writer
 */
void demos_state_save_resident(struct demos_process *process,
			       const struct demos_guest_spec *spec, u32 moves,
			       struct demos_image *image)
{
	demos_image_put16(image, demos_state_version(spec));
	demos_image_put32(image, moves);
	save_spec(process, spec, image);
	demos_image_put8(image, process->suspended);
	demos_image_put64(image, process->sent);
	demos_image_put64(image, process->received);
	demos_image_put32(image, process->calls);
	demos_promise_save(process, image);
	demos_image_put8(image, process->priority);
	save_own_link(&process->manager, image);
	save_own_link(&process->personality, image);
	demos_image_put8(image, process->introduced);
	process->ops->program->save(process, image);
}

/**
 * demos_state_save_swappable() - write the swappable state
 * @process: about to be frozen; in its actor, locked
 * @image: writer
 */
void demos_state_save_swappable(struct demos_process *process,
				struct demos_image *image)
{
	demos_links_save(&process->links, image);
	demos_pairs_save(&process->pairs, image);
	demos_trail_save(&process->trail, process->machine->id, image);
}

/**
 * demos_state_read_spec() - read which process a resident state describes
 * @image: reader, at its beginning
 * @spec: gets the description; the program's entry and stack are 0
 * @moves: gets how often it will have moved
 *
 * Return: 0, -EPROTONOSUPPORT: another version, -EBADMSG: malformed.
 */
int demos_state_read_spec(struct demos_image *image,
			  struct demos_guest_spec *spec, u32 *moves)
{
	u16 version = demos_image_get16(image);

	if (image->failed)
		return -EBADMSG;
	if (!demos_state_known(version))
		return -EPROTONOSUPPORT;
	*moves = demos_image_get32(image);
	spec->pid = demos_image_get64(image);
	spec->model = demos_image_get8(image);
	spec->segments = demos_image_get8(image);
	demos_image_get(image, spec->name, sizeof(spec->name));
	if (image->failed || spec->segments > DEMOS_SEGMENTS_MAX ||
	    !memchr(spec->name, 0, sizeof(spec->name)))
		return -EBADMSG;
	demos_image_get(image, spec->segment,
			spec->segments * sizeof(spec->segment[0]));
	if (image->failed || version != demos_state_version(spec))
		return -EBADMSG;
	return 0;
}

/**
 * demos_state_restore_resident() - read the rest of the resident state
 * @process: made from its spec, in no table yet
 * @image: reader, after demos_state_read_spec()
 *
 * Return: 0, or -EBADMSG: malformed.
 */
int demos_state_restore_resident(struct demos_process *process,
				 struct demos_image *image)
{
	u8 suspended = demos_image_get8(image);
	u8 introduced;

	process->sent = demos_image_get64(image);
	process->received = demos_image_get64(image);
	process->calls = demos_image_get32(image);
	if (demos_promise_restore(process, image))
		return -EBADMSG;
	process->priority = demos_image_get8(image);
	if (restore_own_link(&process->manager, image) ||
	    restore_own_link(&process->personality, image))
		return -EBADMSG;
	introduced = demos_image_get8(image);
	if (image->failed || suspended > 1 || introduced > 1 ||
	    process->priority > DEMOS_PRIORITY_MAX)
		return -EBADMSG;
	process->suspended = suspended;
	process->introduced = introduced;
	if (process->ops->program->restore(process, image) || image->failed ||
	    image->at != image->size)
		return -EBADMSG;
	return 0;
}

/**
 * demos_state_restore_swappable() - read the swappable state
 * @process: in no table yet
 * @image: reader, at its beginning
 *
 * Return: 0, -ENOMEM, -ENOSPC, -EDQUOT, or -EBADMSG: malformed.
 */
int demos_state_restore_swappable(struct demos_process *process,
				  struct demos_image *image)
{
	int err = demos_links_restore(&process->links, image);

	if (!err)
		err = demos_pairs_restore(&process->pairs, image);
	if (!err)
		err = demos_trail_restore(&process->trail,
					  process->machine->id, image);
	if (!err && image->at != image->size)
		err = -EBADMSG;
	return err;
}
