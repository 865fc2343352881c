/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The differential fuzzer's two worlds: library and reference, with the same
 * state and the same memory.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "ref.h"

enum {
	VALID_SEGMENTS = 6,
	CACHES = 2,
	CACHE_PAGES = 3,
};

/**
 * struct fuzz - the state of the fuzzer
 * @random: of the generator
 * @seed: of the current case
 * @apart: code and data are different segments
 * @cpu: the library's CPU
 * @mem: the library's memory
 * @segs: its segments; those of data are used only if @apart
 * @pages: its pages, NULL where they have vanished
 * @bytes: their contents; two segments may have the same
 * @cache: its caches, of which each slice takes one
 * @host: its ports; used if bare
 * @ports: their state
 * @stop: why the library stopped
 * @ref: the reference
 * @ref_segs: its segments
 * @own: bytes for each segment of each space: the library's, the reference's
 * @done: instructions compared so far
 */
struct fuzz {
	u64 random;
	u64 seed;
	bool apart;
	struct z8k_cpu cpu;
	struct z8k_memory mem;
	struct z8k_segment segs[Z8K_SPACES][REF_SEGMENTS];
	u8 *pages[Z8K_SPACES][REF_SEGMENTS][Z8K_SEGMENT_PAGES];
	u8 *bytes[Z8K_SPACES][VALID_SEGMENTS];
	struct z8k_cache *cache[CACHES];
	struct z8k_host host;
	u32 ports;
	struct z8k_stop stop;
	struct ref ref;
	struct ref_segment ref_segs[Z8K_SPACES][REF_SEGMENTS];
	u8 *own[2][Z8K_SPACES][VALID_SEGMENTS];
	u64 done;
};

/* fuzz_state.c */
u32 fuzz_roll(struct fuzz *fuzz, u32 sides);
void fuzz_setup(struct fuzz *fuzz);
void fuzz_memory(struct fuzz *fuzz);
void fuzz_segments(struct fuzz *fuzz);
void fuzz_pages(struct fuzz *fuzz);
void fuzz_cpu(struct fuzz *fuzz);
void fuzz_clean(struct fuzz *fuzz);
void fuzz_word(struct fuzz *fuzz, u32 addr, u16 word);

/* fuzz_compare.c */
bool fuzz_same(const struct fuzz *fuzz);
bool fuzz_same_memory(const struct fuzz *fuzz);
void fuzz_show(const struct fuzz *fuzz, const struct z8k_cpu *before);

/* fuzz_vector.c */
bool fuzz_vector(const struct fuzz *fuzz, const struct z8k_cpu *before,
		 u8 *const *bytes, unsigned int count, const char *path);

#endif
