/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guests for a test. The test's process is their process manager: it has the
 * kernel create them, writes the program into their memory by move data, starts
 * them, and is told how they end.
 *
 * Results are those of process.h.
 */
#ifndef SELFTEST_GUEST_H
#define SELFTEST_GUEST_H

#include "compiler.h"
#include "process.h"

#include <stdbool.h>

/* Channels on which a test's process receives from its guests */
#define MANAGER_CHANNEL	30	/* exited, faulted */
#define HELLO_CHANNEL	29	/* link 1 of the guest */
#define CONSOLE_CHANNEL	28	/* link 2 of the guest */
#define PUPPET_CHANNEL	27	/* answers of puppets */

/**
 * struct program - a program for guests
 * @image: initial contents of memory
 * @size: bytes of it
 * @model: 1: Z8001, 2: Z8002
 * @segment: number of its segment
 * @entry: offset of its entry point in that segment
 * @pages: memory in units of 256 bytes, 0: as much as the image needs, with a
 *	   stack of 1 KiB if it is compiled
 * @attributes: DEMOS_SEG_*
 * @more: number of further segments, of 64 KiB each, numbered from @segment + 1
 * @apart: @segment is in the code space alone; there is one of 64 KiB with the
 *	   same number in the data space, which holds the stack
 * @data: initial contents of that one, or NULL
 * @data_size: bytes of it
 * @compiled: written in C: it finds on its stack that it has no arguments
 * @told: or it has so many bytes of arguments, which the test writes
 */
struct program {
	const void *image;
	size_t size;
	uint8_t model;
	uint8_t segment;
	uint16_t entry;
	uint16_t pages;
	uint8_t attributes;
	uint8_t more;
	bool apart;
	const void *data;
	size_t data_size;
	bool compiled;
	uint16_t told;
};

/* Programs of selftests/guests, each for both models; those in C say so */
#define PROGRAM(name, in_c) \
	extern const char _binary_##name##_start[]; \
	extern const char _binary_##name##_end[]; \
	enum { name##_in_c = in_c }

PROGRAM(server_z8001, true);
PROGRAM(server_z8002, true);
PROGRAM(client_z8001, true);
PROGRAM(client_z8002, true);
PROGRAM(puppet_z8001, false);
PROGRAM(puppet_z8002, false);
PROGRAM(faults_z8002, false);
PROGRAM(spin_z8001, false);
PROGRAM(spin_z8002, false);
PROGRAM(random_z8001, false);
PROGRAM(random_z8002, false);
PROGRAM(piper_z8001, true);
PROGRAM(piper_z8002, true);
PROGRAM(tourist_z8001, true);
PROGRAM(tourist_z8002, true);
PROGRAM(guide_z8002, true);
PROGRAM(worker_z8001, true);
PROGRAM(worker_z8002, true);
PROGRAM(worker_apart_z8002, true);
PROGRAM(worker_data_z8002, true);

#define PROGRAM_OF(name, ...) { \
	.image = _binary_##name##_start, \
	.size = _binary_##name##_end - _binary_##name##_start, \
	.compiled = name##_in_c, \
	__VA_ARGS__ \
}

#define Z8002(name, ...) \
	PROGRAM_OF(name##_z8002, .model = 2, ##__VA_ARGS__)
#define Z8001(name, ...) \
	PROGRAM_OF(name##_z8001, .model = 1, .segment = 1, ##__VA_ARGS__)

/**
 * struct guest - a guest
 * @pid: process identifier
 * @control: the creator's link to it: DELIVERTOKERNEL, its memory as area
 * @base: offset of its program in that area
 */
struct guest {
	uint64_t pid;
	uint32_t control;
	uint32_t base;
};

/* A puppet's order, and its result (guests/puppet.s) */
struct puppet_order {
	uint16_t call;
	uint16_t r[14];
	uint32_t given;
} __packed;

int guest_create(struct process *manager, uint16_t machine,
		 const struct program *program, struct guest *guest);
int guest_write(struct process *manager, const struct guest *guest,
		uint32_t at, const void *bytes, size_t size);
int guest_load(struct process *manager, const struct program *program,
	       const struct guest *guest);
int guest_control(struct process *manager, const struct guest *guest, int op);
int guest_pairs(struct process *manager, const struct guest *guest,
		int (*each)(const struct demos_pair_entry *entry, void *arg),
		void *arg);
int guest_status(struct process *manager, const struct guest *guest,
		 struct demos_status *status);
int guest_start(struct process *manager, uint16_t machine,
		const struct program *program, struct guest *guest);
int guest_hello(struct process *manager, uint32_t *link);
int guest_ended(struct process *manager, struct demos_ended *ended);

int guest_migrate_begin(struct process *manager, const struct guest *guest,
			uint16_t machine, uint32_t *credit);
int guest_migrate_end(const struct message *answer,
		      struct demos_migrated *migrated);
int guest_migrate(struct process *manager, const struct guest *guest,
		  uint16_t machine, struct demos_migrated *migrated);

int puppet_do(struct process *process, uint32_t puppet, uint16_t call,
	      uint16_t *r);
int puppet_begin(struct process *process, uint32_t puppet, uint16_t call,
		 const uint16_t *r, uint32_t *credit);
int puppet_end(const struct message *answer, uint16_t call, uint16_t *r);
bool puppet_stays(struct process *manager, const struct guest *guest,
		  uint32_t link);
int puppet_give(struct process *process, uint32_t puppet, uint32_t link,
		uint32_t *name);

#endif
