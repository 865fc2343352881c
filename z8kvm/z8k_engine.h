/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The engine: the state of a run other than the guest's, and the decoded
 * instructions. It lives in the cache that the host provides, so that a
 * waiting guest costs nothing.
 *
 * Decoded instructions are kept in pages, one entry for each word of a page of
 * guest memory, so that the entry after an instruction is the next one.
 * Entries that are not decoded have the operation DECODE (zero); the last entry
 * of a page is followed by CROSS.
 *
 * Translations say where in the host a block of 256 bytes of the guest is. A
 * tag holds the number of the run, so nothing survives a run and the host may
 * change its pages between runs.
 *
 * Invariants: a block that has decoded entries has its bit set in
 * z8k_segment.code, and a block with that bit set has a decoded page; neither
 * it nor one of another segment over the same page of the host has a store
 * translation. So every store to code comes to z8k_store_miss(), which drops
 * the entries.
 */
#ifndef Z8K_ENGINE_H
#define Z8K_ENGINE_H

#include "z8k_alu.h"
#include "z8k_insn.h"

#define Z8K_PAGE_WORDS		(Z8K_PAGE_SIZE / 2)
#define Z8K_TRANSLATIONS	512
#define Z8K_NO_KEY		0xffffffff

/* Mode bits in a page's key, above its linear address >> Z8K_PAGE_SHIFT */
#define Z8K_KEY_SEGMENTED	0x0800
#define Z8K_KEY_SYSTEM		0x1000
#define Z8K_KEYS		0x2000

struct z8k_translation {
	u32 tag;
	u8 *block;
};

/**
 * struct z8k_page - decoded instructions
 * @key: page number and mode bits, or Z8K_NO_KEY
 * @origin: linear address of the first entry
 * @insn: one for each word, then CROSS for any length of the last
 */
struct z8k_page {
	u32 key;
	u32 origin;
	struct z8k_insn insn[Z8K_PAGE_WORDS + Z8K_INSN_WORDS];
};

/**
 * struct z8k_single - room for an instruction that ends in the next page
 * @origin: its linear address
 * @insn: the instruction, then CROSS
 */
struct z8k_single {
	u32 origin;
	struct z8k_insn insn[1 + Z8K_INSN_WORDS];
};

/**
 * struct z8k_cache - the engine
 * @cpu: of the run
 * @mem: of the run; between runs only compared
 * @host: of the run
 * @stop: of the run
 * @tag: number of the run << 16, part of all valid tags
 * @mode: Z8K_KEY_* bits of the current mode
 * @base: in non-segmented mode segment << 16 of all addresses
 * @first: entries of the current page
 * @origin: linear address of the first of them
 * @key: key of the current page, Z8K_NO_KEY for none
 * @left: instructions left; valid while the executor calls out
 * @pc: linear address of the current instruction; valid in rare operations
 * @operand: address of the operand in memory; the same
 * @flags: valid in rare operations
 * @npages: how many there are
 * @victim: the next one to reuse
 * @evictions: pages that made room for others of the same program
 * @single: room for an instruction that ends in the next page
 * @load: translations for loads
 * @store: translations for stores
 * @page_of: by key, number of the page + 1, or 0
 * @page: decoded instructions, in the storage of the host
 */
struct z8k_cache {
	struct z8k_cpu *cpu;
	struct z8k_memory *mem;
	const struct z8k_host *host;
	struct z8k_stop *stop;
	u32 tag;
	u32 mode;
	u32 base;
	struct z8k_insn *first;
	u32 origin;
	u32 key;
	u32 left;
	u32 pc;
	u32 operand;
	struct z8k_flags flags;
	u32 npages;
	u32 victim;
	u32 evictions;
	struct z8k_single single;
	struct z8k_translation load[Z8K_TRANSLATIONS];
	struct z8k_translation store[Z8K_TRANSLATIONS];
	u8 page_of[Z8K_KEYS];
	struct z8k_page *page[Z8K_CACHE_PAGES_MAX];
};

/* How to go on after an operation */
enum z8k_next {
	Z8K_GO,		/* the instruction at ip */
	Z8K_JUMP,	/* the instruction at cpu->pc */
	Z8K_EVENT,	/* the same, after taking interrupts */
	Z8K_STOP,	/* end of the run; engine->stop says why */
};

static __always_inline u32 z8k_translation_index(u32 addr)
{
	return (addr >> Z8K_BLOCK_SHIFT ^ addr >> 11) % Z8K_TRANSLATIONS;
}

static inline bool z8k_segmented_now(const struct z8k_cache *e)
{
	return e->mode & Z8K_KEY_SEGMENTED;
}

static inline bool z8k_system_now(const struct z8k_cache *e)
{
	return e->mode & Z8K_KEY_SYSTEM;
}

/*
 * z8k_cache.c. The miss functions return the place in the host of the byte at
 * @addr, or NULL with the stop record filled.
 */
u8 *z8k_load_miss(struct z8k_cache *e, u32 addr);
u8 *z8k_store_miss(struct z8k_cache *e, u32 addr);
void z8k_attach(struct z8k_cache *e, struct z8k_memory *mem);
void z8k_enter_mode(struct z8k_cache *e);
const struct z8k_insn *z8k_enter_page(struct z8k_cache *e, u32 pc);
const struct z8k_insn *z8k_decode_at(struct z8k_cache *e,
				     const struct z8k_insn *ip);

/* Where the byte at a linear address is in the host; NULL: stop */
static __always_inline u8 *z8k_load_at(struct z8k_cache *e, u32 addr)
{
	const struct z8k_translation *t = &e->load[z8k_translation_index(addr)];

	if (likely(t->tag == (addr >> Z8K_BLOCK_SHIFT | e->tag)))
		return t->block + (addr & 0xff);
	return z8k_load_miss(e, addr);
}

static __always_inline u8 *z8k_store_at(struct z8k_cache *e, u32 addr)
{
	const struct z8k_translation *t;

	t = &e->store[z8k_translation_index(addr)];
	if (likely(t->tag == (addr >> Z8K_BLOCK_SHIFT | e->tag)))
		return t->block + (addr & 0xff);
	return z8k_store_miss(e, addr);
}

/* The same, but NULL where there is no translation yet */
static inline u8 *z8k_known_at(const struct z8k_cache *e,
			       const struct z8k_translation *table, u32 addr)
{
	const struct z8k_translation *t = &table[z8k_translation_index(addr)];

	if (t->tag != (addr >> Z8K_BLOCK_SHIFT | e->tag))
		return NULL;
	return t->block + (addr & 0xff);
}

static __always_inline u32 z8k_get16(const u8 *p)
{
	u16 v;

	/* one access: compilers do not always merge two byte loads */
	memcpy(&v, p, 2);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v = __builtin_bswap16(v);
#endif
	return v;
}

static __always_inline void z8k_put16(u8 *p, u32 value)
{
	p[0] = value >> 8;
	p[1] = value;
}

static __always_inline u32 z8k_get32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static __always_inline void z8k_put32(u8 *p, u32 value)
{
	p[0] = value >> 24;
	p[1] = value >> 16;
	p[2] = value >> 8;
	p[3] = value;
}

/* An address some bytes further in the same segment */
static __always_inline u32 z8k_addr_add(u32 addr, u32 bytes)
{
	return (addr & 0xffff0000) | (u16)(addr + bytes);
}

/* Load and store; the chip ignores bit 0 of a word's address */
static __always_inline bool z8k_load_b(struct z8k_cache *e, u32 addr, u32 *v)
{
	const u8 *p = z8k_load_at(e, addr);

	if (unlikely(!p))
		return false;
	*v = *p;
	return true;
}

static __always_inline bool z8k_load_w(struct z8k_cache *e, u32 addr, u32 *v)
{
	const u8 *p = z8k_load_at(e, addr & ~1u);

	if (unlikely(!p))
		return false;
	*v = z8k_get16(p);
	return true;
}

static __always_inline bool z8k_load_l(struct z8k_cache *e, u32 addr, u32 *v)
{
	const u8 *p = z8k_load_at(e, addr & ~1u);
	const u8 *q;

	if (unlikely(!p))
		return false;
	if (likely((addr & 0xfe) != 0xfe)) {
		*v = z8k_get32(p);
		return true;
	}
	*v = z8k_get16(p) << 16;
	q = z8k_load_at(e, z8k_addr_add(addr & ~1u, 2));
	if (unlikely(!q))
		return false;
	*v |= z8k_get16(q);
	return true;
}

static __always_inline bool z8k_store_b(struct z8k_cache *e, u32 addr, u32 v)
{
	u8 *p = z8k_store_at(e, addr);

	if (unlikely(!p))
		return false;
	*p = v;
	return true;
}

static __always_inline bool z8k_store_w(struct z8k_cache *e, u32 addr, u32 v)
{
	u8 *p = z8k_store_at(e, addr & ~1u);

	if (unlikely(!p))
		return false;
	z8k_put16(p, v);
	return true;
}

static __always_inline bool z8k_store_l(struct z8k_cache *e, u32 addr, u32 v)
{
	u8 *p = z8k_store_at(e, addr & ~1u);
	u8 *q;

	if (unlikely(!p))
		return false;
	if (likely((addr & 0xfe) != 0xfe)) {
		z8k_put32(p, v);
		return true;
	}
	q = z8k_store_at(e, z8k_addr_add(addr & ~1u, 2));
	if (unlikely(!q))
		return false;
	z8k_put16(p, v >> 16);
	z8k_put16(q, v);
	return true;
}

/* The address in a pointer register (in segmented mode in its pair) */
static __always_inline u32 z8k_pointer_at(const struct z8k_cache *e,
					  const u16 *r, unsigned int reg)
{
	if (z8k_segmented_now(e))
		return (r[reg - 1] & 0x7f00u) << 8 | r[reg];
	return e->base | r[reg];
}

/* The FCW with the present flags */
static inline u16 z8k_fcw(const struct z8k_cache *e)
{
	return (e->cpu->fcw & ~Z8K_FCW_FLAGS) | z8k_flags_get(&e->flags);
}

/* z8k_trap.c */
enum z8k_next z8k_fault(struct z8k_cache *e, const struct z8k_insn *ip,
			enum z8k_fault fault);
enum z8k_next z8k_memory_stop(struct z8k_cache *e, u16 word);
enum z8k_next z8k_refuse(struct z8k_cache *e, const struct z8k_insn *ip);
enum z8k_next z8k_take_interrupts(struct z8k_cache *e);
void z8k_load_status(struct z8k_cache *e, u16 fcw, u16 pc_seg, u16 pc);

/* z8k_op_misc.c */
bool z8k_load_several(struct z8k_cache *e, const struct z8k_insn *ip, u32 addr);
bool z8k_store_several(struct z8k_cache *e, const struct z8k_insn *ip,
		       u32 addr);

/* z8k_op_control.c */
u16 z8k_port_in(struct z8k_cache *e, u16 port, u32 attr);
void z8k_port_out(struct z8k_cache *e, u16 port, u16 value, u32 attr);

/* z8k_exec.c */
enum z8k_next z8k_execute(struct z8k_cache *e);

/*
 * Rare operations: with engine->pc and engine->flags valid and cpu->pc after
 * the instruction. They end with z8k_refuse() if an access fails, before they
 * have changed anything.
 */
#include "z8k_op_prototypes.def"

#endif
