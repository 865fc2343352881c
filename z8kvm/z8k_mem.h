/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One access to guest memory: which segment, which page, is it allowed? The
 * only place where limits and attributes are checked.
 */
#ifndef Z8K_MEM_H
#define Z8K_MEM_H

#include "z8k.h"

/* Kinds of access */
enum z8k_access {
	Z8K_FETCH,
	Z8K_LOAD,
	Z8K_STORE,
};

#define Z8K_ACCESS_SYSTEM	0x1	/* with the rights of system mode */
#define Z8K_ACCESS_FORCE	0x2	/* ignores the attributes */
#define Z8K_ACCESS_CODE		0x4	/* in the code space */

u8 *z8k_mem_at(struct z8k_memory *mem, u32 addr, enum z8k_access access,
	       unsigned int how, struct z8k_stop *stop);

/* The segment that an address which passed z8k_mem_at() is in */
static inline struct z8k_segment *z8k_mem_segment(struct z8k_memory *mem,
						  u32 addr, unsigned int how)
{
	enum z8k_space space = how & Z8K_ACCESS_CODE ? Z8K_CODE : Z8K_DATA;

	return &mem->seg[space][Z8K_ADDR_SEG(addr)];
}

static inline u32 z8k_block(u32 addr)
{
	return addr >> Z8K_BLOCK_SHIFT & 0xff;
}

/* The bit of a block in its word of z8k_segment.code */
static inline u32 z8k_code_bit(u32 addr)
{
	return 1u << z8k_block(addr) % 32;
}

static inline bool z8k_has_code(const struct z8k_segment *seg, u32 addr)
{
	return seg->code[z8k_block(addr) / 32] & z8k_code_bit(addr);
}

#endif
