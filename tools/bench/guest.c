// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that are measured, and idle guests (bench.h). Their manager is a
 * native process; no process manager takes part.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <endian.h>
#include <err.h>
#include <string.h>

#define IMAGE_OF(which, memory) { \
	.name = #which, \
	.begin = _binary_##which##_start, \
	.end = _binary_##which##_end, \
	.blocks = memory \
}

const struct image image_catcher = IMAGE_OF(catcher, 32);
const struct image image_pitcher = IMAGE_OF(pitcher, 32);
const struct image image_idle = IMAGE_OF(idle, 1);

/**
 * guest_start() - create a guest, load it, let it run
 * @manager: the process that becomes its manager
 * @kernel: the manager's link to the kernel of the guest's machine
 * @image: its program
 * @links: for its table, first and second; they leave the manager's
 * @nlinks: number of these, 0 to 2
 *
 * Return: the manager's link to it, DELIVERTOKERNEL, its memory as area.
 */
uint32_t guest_start(struct demos *manager, uint32_t kernel,
		     const struct image *image, const uint32_t *links,
		     unsigned int nlinks)
{
	struct demos_program program = {
		.model = 2,
		.sp = image->blocks * 256 - 2,
		.nsegments = 1,
		.segments = { { .pages = image->blocks } },
	};
	uint32_t all[3] = { process_link(manager, BENCH_ENDED) };
	uint32_t control;

	strncpy(program.name, image->name, DEMOS_NAME_MAX - 1);
	memcpy(&all[1], links, nlinks * sizeof(*links));
	bench_check(demos_guest_create(manager, kernel, &program, all,
				       1 + nlinks, BENCH_LIMIT, NULL,
				       &control),
		    manager, "cannot create a guest");
	bench_check(demos_move_write(manager, control, 0, image->begin,
				     image->end - image->begin),
		    manager, "cannot load a guest");
	bench_check(demos_control_resume(manager, control, BENCH_LIMIT),
		    manager, "cannot start a guest");
	return control;
}

/**
 * guest_greeting() - await the link that a guest sends first
 * @manager: its manager; the guest's first link is one to its BENCH_HELLO
 *
 * Return: a link to the guest.
 */
uint32_t guest_greeting(struct demos *manager)
{
	struct demos_incoming in;

	bench_check(demos_receive(manager, 1U << BENCH_HELLO, BENCH_LIMIT,
				  &in), manager, "no message from a guest");
	if (in.nlinks != 1)
		errx(1, "a guest sent no link to itself");
	return in.links[0];
}

/**
 * guest_pitch() - let a pitcher send
 * @manager: the process that orders it
 * @pitcher: its link to the pitcher
 * @pitch: what to send, host byte order
 *
 * Return: ns, as measured by the pitcher.
 */
uint64_t guest_pitch(struct demos *manager, uint32_t pitcher,
		     const struct pitch *pitch)
{
	const struct pitch order = {
		.bursts = htons(pitch->bursts),
		.messages = htons(pitch->messages),
		.bytes = htons(pitch->bytes),
	};
	const struct demos_outgoing out = { .data = &order,
					    .length = sizeof(order) };
	struct demos_incoming in;
	uint64_t ns;

	bench_check(demos_call(manager, pitcher, &out, BENCH_LIMIT, &in),
		    manager, "a pitcher does not answer");
	if (in.length != sizeof(ns))
		errx(1, "a pitcher's answer has a wrong length");
	memcpy(&ns, in.data, sizeof(ns));
	return be64toh(ns);
}
