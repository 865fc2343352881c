/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The heap: one array of blocks that follow each other. A block is its size,
 * header included, and then the memory; a free one has a link to the next free
 * block there. The free list is in the order of addresses, and no two free
 * blocks touch. Sizes are multiples of ALIGN; bit 0 is set in an allocated
 * block's, so that most calls to free other memory are noticed.
 */
#ifndef _LIBC_MALLOC_H
#define _LIBC_MALLOC_H

#include <stddef.h>

#define USED	1

struct block {
	size_t size;
	struct block *next;
};

struct aligned {
	char byte;
	union {
		long long whole;
		double real;
		void *pointer;
	} any;
};

#define ALIGN		offsetof(struct aligned, any)
#define ALIGN_DOWN(n)	((n) / ALIGN * ALIGN)

/* On the Z8000 a header of two bytes keeps memory aligned. */
#define HEADER		offsetof(struct block, next)
#define SMALLEST	sizeof(struct block)

extern long *const __heap;
extern const size_t __heap_size;
extern struct block *__free_blocks;

/**
 * __block_of() - the block of allocated memory
 * @memory: from malloc()
 *
 * Return: its block; USED is set. Ends the program if it is none.
 */
struct block *__block_of(void *memory);

/**
 * __block_size() - how large a block must be
 * @size: bytes of memory in it
 *
 * Return: its size, or 0 if there can be no such block
 */
size_t __block_size(size_t size);

#endif
