// SPDX-License-Identifier: GPL-2.0
/*
 * Print the state of a process as the module writes it, in hexadecimal: a line
 * for each of the two parts, and one for a data move. Each member has a
 * different value, so that state.py, which reads it by Documentation/state.rst,
 * notices when two have changed places.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "core/image.h"
#include "core/move.h"
#include "core/process.h"
#include "core/state.h"

#define HERE	7

bool shim_alloc_fails(void)
{
	return false;
}

static struct demos_guest_spec spec = { .model = 2, .segments = 1 };

/* The additions of guests are not in state.c */
static void save(struct demos_process *process, struct demos_image *image)
{
	demos_image_put8(image, 0xee);
}

static const struct demos_program_ops program_ops = { .save = save };
static const struct demos_process_ops ops = { .program = &program_ops };

static struct demos_link some_link(u32 first)
{
	return (struct demos_link) {
		.to.pid = first,
		.to.machine = first + 1,
		.to.moves = first + 2,
		.code = first + 3,
		.flags = first + 4,
		.channel = first + 5,
		.hands = first + 6,
		.area = first + 7,
		.length = first + 8,
	};
}

static void fill(struct demos_process *process)
{
	process->entry.pid = 11;
	strcpy(process->name, "name");
	process->ops = &ops;
	process->suspended = true;
	process->sent = 12;
	process->received = 13;
	process->calls = 14;
	process->promises.call.code = process->calls;
	process->promises.names = 15;
	process->promises.call.holder.pid = 16;
	process->promises.call.holder.machine = 17;
	process->promises.call.holder.moves = 18;
	process->promises.call.life = 19;
	process->promises.call.hands = 100;
	process->priority = 101;
	process->manager = some_link(20);
	process->personality = some_link(30);
	process->introduced = true;
}

/* Slots: a link, one that was freed once, a link, three that were never used */
static void fill_links(struct demos_process *process)
{
	struct demos_link link;
	u32 names[3];
	u32 i;

	demos_links_init(&process->links, &process->machine->links);
	process->machine->links.total_max = 100;
	process->machine->links.table_max = 100;
	if (demos_links_reserve(&process->links, 4))
		abort();
	for (i = 0; i < 3; i++) {
		link = some_link(40 + 10 * i);
		names[i] = demos_links_insert(&process->links, &link);
	}
	demos_links_remove(&process->links, names[1], NULL);
}

static void fill_pairs(struct demos_process *process)
{
	struct demos_pair *pair;

	demos_pairs_init(&process->pairs, &process->machine->pairs);
	pair = demos_pair_get(&process->pairs, 70, true);
	pair->send = 71;
	pair->accept = 72;
	pair->sent_bytes = 73;
	pair->credit = 74;
	pair->credit_bytes = 75;
	pair->read = 76;
	pair->read_bytes = 77;
	pair->told = 78;
	pair->told_bytes = 79;
	pair->machine = 80;
	pair->moves = 81;
	pair->updated = 82;
	pair->stale = 83;
}

static const struct demos_transfer transfer = {
	.name = 90,
	.to.pid = 91,
	.to.machine = 92,
	.to.moves = 93,
	.write = true,
	.address = 94,
	.length = 95,
	.asked = 96,
	.done = 97,
	.arrived = 98,
	.waiting = 99,
	.result = 100,
};

static void show(const struct demos_image *image)
{
	u32 i;

	for (i = 0; i < image->at; i++)
		printf("%02x", image->data[i]);
	printf("\n");
}

int main(void)
{
	static u16 machines[] = { 5, 6 };
	static struct demos_machine machine = { .id = HERE };
	static struct demos_process process = { .machine = &machine };
	static u8 bytes[4096];
	struct demos_image image = { .data = bytes, .size = sizeof(bytes) };

	fill(&process);
	spec.segment[0] = (struct demos_op_segment) {
		1, 8, cpu_to_be16(0x203)
	};
	demos_state_save_resident(&process, &spec, 10, &image);
	show(&image);
	fill_links(&process);
	fill_pairs(&process);
	process.trail.machines = machines;
	process.trail.count = 2;
	image.at = 0;
	demos_state_save_swappable(&process, &image);
	show(&image);
	image.at = 0;
	demos_move_save(&transfer, &image);
	show(&image);
	return 0;
}
