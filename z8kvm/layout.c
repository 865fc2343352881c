// SPDX-License-Identifier: GPL-2.0
/*
 * The segments that a program needs. See layout.h.
 */
#include <stdio.h>
#include <string.h>

#include "layout.h"

#define SEGMENT_SIZE	0x10000u
#define BLOCK		256u		/* unit of a limit */

/* Segments of both spaces; those of the code space, if there is one, last */
#define PLACES		(2 * Z8K_MAX_SEGMENTS)

/**
 * struct need - what the sections need
 * @end: bytes of each segment, 0: it is not used
 * @writable: something other than text is in it
 */
struct need {
	u32 end[PLACES];
	bool writable[PLACES];
};

static void place_sections(struct need *need, const struct z8k_coff *coff)
{
	struct z8k_coff_section section;
	unsigned int n, place;
	u32 end;

	memset(need, 0, sizeof(*need));
	for (n = 0; n < coff->nsections; n++) {
		z8k_coff_section(coff, n, &section);
		if (section.kind == Z8K_COFF_OTHER || !section.size)
			continue;
		place = section.addr >> 16;
		end = Z8K_ADDR_OFF(section.addr) + section.size;
		if (end > need->end[place])
			need->end[place] = end;
		if (section.kind != Z8K_COFF_TEXT)
			need->writable[place] = true;
	}
}

static u32 round_up(u32 bytes)
{
	return (bytes + BLOCK - 1) / BLOCK * BLOCK;
}

/* The stack's segment: of a Z8001 the first above all others; -1: none */
static int stack_segment(const struct need *need, const struct z8k_coff *coff)
{
	int n = Z8K_MAX_SEGMENTS;

	if (coff->model != Z8K_Z8001)
		return 0;
	while (n > 0 && !need->end[n - 1])
		n--;
	return n < Z8K_MAX_SEGMENTS ? n : -1;
}

static const char *place_stack(struct z8k_layout *layout, struct need *need,
			       const struct z8k_coff *coff, u32 stack, u32 room)
{
	int segment = stack_segment(need, coff);
	u32 end;

	if (segment < 0)
		return "no segment is left for a stack";
	end = round_up(need->end[segment]) + round_up(stack + room);
	if (end > SEGMENT_SIZE) {
		snprintf(layout->error, sizeof(layout->error),
			 "no room for a stack of %u bytes and %u of arguments: the program takes %u of %u",
			 stack, room, need->end[segment], SEGMENT_SIZE);
		return layout->error;
	}
	need->end[segment] = end;
	need->writable[segment] = true;
	/* 0x10000 is no offset: the last word of a full segment stays unused */
	layout->sp = Z8K_ADDR(segment, end < SEGMENT_SIZE ? end : end - 2);
	return NULL;
}

static void make_segments(struct z8k_layout *layout, const struct need *need)
{
	unsigned int n;

	layout->nsegments = 0;
	for (n = 0; n < PLACES; n++) {
		if (!need->end[n])
			continue;
		layout->segments[layout->nsegments++] =
			(struct z8k_layout_segment){
				.number = n % Z8K_MAX_SEGMENTS,
				.code = n >= Z8K_MAX_SEGMENTS,
				.readonly = !need->writable[n],
				.pages = round_up(need->end[n]) / BLOCK,
			};
	}
}

const char *z8k_layout_make(struct z8k_layout *layout,
			    const struct z8k_coff *coff, u32 stack, u32 room)
{
	const char *error;
	struct need need;

	place_sections(&need, coff);
	error = place_stack(layout, &need, coff, stack, room);
	if (!error)
		make_segments(layout, &need);
	return error;
}

u32 z8k_layout_rest(const struct z8k_coff *coff, u32 room)
{
	struct need need;
	int segment;
	u32 taken;

	place_sections(&need, coff);
	segment = stack_segment(&need, coff);
	if (segment < 0)
		return 0;
	taken = round_up(need.end[segment]) + round_up(room);
	/* In a whole segment of its own it would begin again at the end */
	if (segment)
		taken += BLOCK;
	return taken < SEGMENT_SIZE ? SEGMENT_SIZE - taken : 0;
}
