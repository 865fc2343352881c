/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory of a native process: a memfd, mapped here. Parts of it are
 * registered, so that links can have them as data areas.
 *
 * Results are those of process.h.
 */
#ifndef SELFTEST_MEMORY_H
#define SELFTEST_MEMORY_H

#include "process.h"

/**
 * struct memory - a memfd, all of it registered as one area
 * @fd: the memfd
 * @bytes: where it is mapped
 * @size: bytes
 * @area: beginning of the area, as links name it
 */
struct memory {
	int fd;
	uint8_t *bytes;
	size_t size;
	uint32_t area;
};

int area_create(struct process *process, int fd, uint32_t offset,
		uint32_t length, uint32_t *area);
int area_destroy(struct process *process, uint32_t area);

int memory_make(struct process *process, struct memory *memory, size_t size);
void memory_free(struct memory *memory);

int memory_move_begin(struct process *process, int command, uint32_t link,
		      uint32_t offset, uint32_t area, uint32_t length,
		      uint32_t *seq);
int memory_move_end(struct process *process, uint32_t seq, uint32_t *moved);
int memory_move(struct process *process, int command, uint32_t link,
		uint32_t offset, uint32_t area, uint32_t length);

#endif
