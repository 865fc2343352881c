// SPDX-License-Identifier: GPL-2.0
/*
 * The slow paths of the engine: missing translations, instructions not yet
 * decoded, missing pages of decoded instructions.
 */
#include "z8k_engine.h"
#include "z8k_mem.h"

static unsigned int access_of(const struct z8k_cache *e, u32 addr)
{
	return (z8k_system_now(e) ? Z8K_ACCESS_SYSTEM : 0) |
	       (addr & Z8K_ADDR_CODE ? Z8K_ACCESS_CODE : 0);
}

static void remember(struct z8k_cache *e, struct z8k_translation *table,
		     u32 addr, u8 *byte)
{
	struct z8k_translation *t = &table[z8k_translation_index(addr)];

	t->tag = addr >> Z8K_BLOCK_SHIFT | e->tag;
	t->block = byte - (addr & 0xff);
}

/**
 * z8k_load_miss() - translate an address for a load
 * @e: the engine; remembers the translation
 * @addr: linear address, with Z8K_ADDR_CODE if it is in the code space
 *
 * Return: the byte in the host, or NULL with the stop record filled.
 */
noinline u8 *z8k_load_miss(struct z8k_cache *e, u32 addr)
{
	u8 *byte = z8k_mem_at(e->mem, addr, Z8K_LOAD, access_of(e, addr),
			      e->stop);

	if (byte)
		remember(e, e->load, addr, byte);
	return byte;
}

/* Make the entries of a page that could contain the word at @addr DECODE */
static void drop_entries(struct z8k_page *page, u32 addr)
{
	u32 last = (addr & (Z8K_PAGE_SIZE - 1)) / 2 + 1;
	u32 n = last < Z8K_INSN_WORDS ? 0 : last - Z8K_INSN_WORDS;

	/* a long store may reach into the next word */
	for (; n <= last && n < Z8K_PAGE_WORDS; n++)
		page->insn[n].op = Z8K_OP_DECODE;
}

/* The decoded page of a key, if there is one */
static struct z8k_page *find_page(struct z8k_cache *e, u32 key)
{
	return e->page_of[key] ? e->page[e->page_of[key] - 1] : NULL;
}

/* Segment and number in it of the page in guest memory */
static struct z8k_segment *segment_of(struct z8k_cache *e,
				      const struct z8k_page *page, u32 *number)
{
	u32 n = page->key % Z8K_KEY_SEGMENTED;

	*number = n % Z8K_SEGMENT_PAGES;
	if (page->key == Z8K_NO_KEY ||
	    n / Z8K_SEGMENT_PAGES >= e->mem->nsegs[Z8K_CODE])
		return NULL;
	return &e->mem->seg[Z8K_CODE][n / Z8K_SEGMENT_PAGES];
}

/*
 * Drop the entries decoded from the word at @addr, which is at @byte in the
 * host, in every mode and every segment that has the same page. False: nothing
 * in the whole block was decoded.
 */
static bool drop_code(struct z8k_cache *e, u32 addr, const u8 *byte)
{
	u32 offset = addr & (Z8K_PAGE_SIZE - 1);
	bool decoded = false;
	u32 n, number;

	for (n = 0; n < e->npages; n++) {
		struct z8k_page *page = e->page[n];
		struct z8k_segment *seg = segment_of(e, page, &number);

		if (!seg || !z8k_has_code(seg, page->origin + offset) ||
		    seg->pages[number] != byte - offset)
			continue;
		drop_entries(page, addr);
		decoded = true;
	}
	return decoded;
}

/**
 * z8k_store_miss() - translate an address for a store that will follow
 * @e: the engine; remembers the translation unless there is code
 * @addr: linear address, with Z8K_ADDR_CODE if it is in the code space
 *
 * Return: the byte in the host, or NULL with the stop record filled.
 */
noinline u8 *z8k_store_miss(struct z8k_cache *e, u32 addr)
{
	unsigned int how = access_of(e, addr);
	struct z8k_segment *seg;
	u8 *byte;

	byte = z8k_mem_at(e->mem, addr, Z8K_STORE, how, e->stop);
	if (!byte)
		return NULL;
	seg = z8k_mem_segment(e->mem, addr, how);
	seg->dirty |= 1 << (Z8K_ADDR_OFF(addr) >> Z8K_PAGE_SHIFT);
	if (!drop_code(e, addr, byte))
		remember(e, e->store, addr, byte);
	return byte;
}

/* Note that a block has decoded entries: stores to it must be noticed */
static void mark_code(struct z8k_cache *e, u32 addr)
{
	struct z8k_segment *seg = &e->mem->seg[Z8K_CODE][Z8K_ADDR_SEG(addr)];
	const u8 *block;
	u32 n;

	if (z8k_has_code(seg, addr))
		return;
	seg->code[z8k_block(addr) / 32] |= z8k_code_bit(addr);
	block = seg->pages[Z8K_ADDR_OFF(addr) >> Z8K_PAGE_SHIFT] +
		(addr & (Z8K_PAGE_SIZE - 1) & ~0xffu);
	for (n = 0; n < Z8K_TRANSLATIONS; n++)
		if (e->store[n].block == block)
			e->store[n].tag = 0;
}

static void give_away(struct z8k_cache *e, struct z8k_page *page)
{
	if (page->key != Z8K_NO_KEY)
		e->page_of[page->key] = 0;
	page->key = Z8K_NO_KEY;
}

/* Forget a page; its blocks have no code now unless another mode has some */
static void forget_page(struct z8k_cache *e, struct z8k_page *page)
{
	u32 mode, number, key = page->key;
	struct z8k_segment *seg = segment_of(e, page, &number);

	give_away(e, page);
	if (!seg)
		return;
	for (mode = 0; mode < Z8K_KEYS; mode += Z8K_KEY_SEGMENTED)
		if (find_page(e, key % Z8K_KEY_SEGMENTED | mode))
			return;
	seg->code[number / 2] &= ~(0xffffu << number % 2 * 16);
}

/* Set all entries to DECODE, followed by CROSS */
static void clear_page(struct z8k_page *page)
{
	u32 n;

	memset(page->insn, 0, sizeof(page->insn));
	for (n = 0; n < Z8K_INSN_WORDS; n++)
		page->insn[Z8K_PAGE_WORDS + n].op = Z8K_OP_CROSS;
}

static struct z8k_page *new_page(struct z8k_cache *e, u32 key)
{
	struct z8k_page *page = e->page[e->victim];

	if (page->key != Z8K_NO_KEY)
		e->evictions++;
	forget_page(e, page);
	clear_page(page);
	page->key = key;
	page->origin = key % Z8K_KEY_SEGMENTED << Z8K_PAGE_SHIFT;
	e->page_of[key] = e->victim + 1;
	e->victim = (e->victim + 1) % e->npages;
	return page;
}

/**
 * z8k_enter_page() - make the page of an address the current one
 * @e: the engine
 * @pc: linear address
 *
 * Return: the entry of the address.
 */
noinline const struct z8k_insn *z8k_enter_page(struct z8k_cache *e, u32 pc)
{
	u32 key = (pc & 0x7fffff) >> Z8K_PAGE_SHIFT | e->mode;
	struct z8k_page *page = find_page(e, key);

	if (!page)
		page = new_page(e, key);
	e->key = key;
	e->origin = page->origin;
	e->first = page->insn;
	return &page->insn[(pc & (Z8K_PAGE_SIZE - 1)) / 2];
}

/* Turn jumps into the same page into their near form */
static void localize(struct z8k_insn *insn, u32 pc)
{
	u32 n = (pc & (Z8K_PAGE_SIZE - 1)) / 2;
	u32 target = insn->addr;
	u16 near;

	switch (insn->op) {
	case Z8K_OP_JR:
		near = Z8K_OP_JR_NEAR + insn->imm;
		break;
	case Z8K_OP_JP_M:
		if (insn->b != Z8K_ZERO_REG)
			return;
		near = Z8K_OP_JP_NEAR + insn->imm;
		break;
	case Z8K_OP_CALL_M:
		if (insn->b != Z8K_ZERO_REG)
			return;
		near = Z8K_OP_CALL_NEAR;
		break;
	case Z8K_OP_CALR:
		near = Z8K_OP_CALL_NEAR;
		break;
	case Z8K_OP_DJNZ_B:
		near = Z8K_OP_DJNZ_B_NEAR;
		break;
	case Z8K_OP_DJNZ_W:
		near = Z8K_OP_DJNZ_W_NEAR;
		break;
	default:
		return;
	}
	if (target >> Z8K_PAGE_SHIFT != pc >> Z8K_PAGE_SHIFT)
		return;
	insn->op = near;
	insn->imm = pc + 2 * insn->len;
	insn->addr = (target & (Z8K_PAGE_SIZE - 1)) / 2 - n;
}

/* Fetch the words from @pc on; return how many there are */
static unsigned int fetch(struct z8k_cache *e, u32 pc, u16 *words)
{
	unsigned int how = access_of(e, Z8K_ADDR_CODE);
	unsigned int n;

	for (n = 0; n < Z8K_INSN_WORDS; n++) {
		const u8 *p = z8k_mem_at(e->mem, z8k_addr_add(pc, 2 * n),
					 Z8K_FETCH, how, e->stop);

		if (!p)
			break;
		words[n] = z8k_get16(p);
	}
	return n;
}

/* The operation of an instruction in this mode */
static void restrict_insn(const struct z8k_cache *e, struct z8k_insn *insn,
			  const struct z8k_form *form)
{
	if (form->attr & PRIV && !z8k_system_now(e))
		insn->op = Z8K_OP_PRIVILEGED;
}

/**
 * z8k_decode_at() - decode the instruction of an entry
 * @e: the engine; another "page" is the current one afterwards if the
 *	instruction crosses the end of its own
 * @ip: the entry, of the current page
 *
 * Return: the decoded entry; NULL if the instruction cannot be fetched, with
 * the stop record filled.
 */
noinline const struct z8k_insn *z8k_decode_at(struct z8k_cache *e,
					      const struct z8k_insn *ip)
{
	u32 n = ip - e->first;
	u32 pc = z8k_addr_add(e->origin, 2 * n);
	struct z8k_insn *insn = &e->first[n];
	u16 words[Z8K_INSN_WORDS] = { 0 };
	unsigned int count = fetch(e, pc, words);
	const struct z8k_form *form;
	unsigned int len;

	if (!count)
		return NULL;
	form = z8k_form_find(words[0], words[1]);
	if (count == 1 && form->op == Z8K_OP_ILLEGAL)
		/* or one whose second word, not here yet, ends with 14 */
		form = z8k_form_find(words[0], 14);
	len = z8k_form_length(form, words, z8k_segmented_now(e));
	if (len > count)
		return NULL;
	if (n + len > Z8K_PAGE_WORDS) {
		e->single.origin = pc;
		e->origin = pc;
		e->key = Z8K_NO_KEY;
		e->first = e->single.insn;
		insn = e->single.insn;
	}
	z8k_decode(insn, form, words, pc, z8k_segmented_now(e));
	restrict_insn(e, insn, form);
	if (insn == e->single.insn)
		return insn;
	localize(insn, pc);
	mark_code(e, pc);
	mark_code(e, z8k_addr_add(pc, 2 * len - 2));
	return insn;
}

/**
 * z8k_enter_mode() - follow a change of the FCW, or of the segment of PC
 * @e: the engine; its translations and its current page become invalid
 */
void z8k_enter_mode(struct z8k_cache *e)
{
	const struct z8k_cpu *cpu = e->cpu;
	u32 n;

	e->mode = (z8k_segmented(cpu) ? Z8K_KEY_SEGMENTED : 0) |
		  (e->host && cpu->fcw & Z8K_FCW_SYS ? Z8K_KEY_SYSTEM : 0);
	e->base = Z8K_ADDR(cpu->pc_seg, 0);
	e->key = Z8K_NO_KEY;
	e->tag += 0x10000;
	if (e->tag)
		return;
	e->tag = 0x10000;
	for (n = 0; n < Z8K_TRANSLATIONS; n++) {
		e->load[n].tag = 0;
		e->store[n].tag = 0;
	}
}

/**
 * z8k_attach() - attach a memory to the engine
 * @e: the engine; forgets all other memory
 * @mem: the memory; if another engine has had it since, or the host changed
 *	it, nothing known of it is valid any more
 */
void z8k_attach(struct z8k_cache *e, struct z8k_memory *mem)
{
	u32 n;

	if (e->mem == mem && mem->cache == e)
		return;
	for (n = 0; n < e->npages; n++)
		give_away(e, e->page[n]);
	for (n = 0; n < mem->nsegs[Z8K_CODE]; n++)
		memset(mem->seg[Z8K_CODE][n].code, 0,
		       sizeof(mem->seg[Z8K_CODE][n].code));
	e->mem = mem;
	mem->cache = e;
}

size_t z8k_cache_add_size(unsigned int pages)
{
	return pages * sizeof(struct z8k_page);
}

size_t z8k_cache_size(unsigned int pages)
{
	return sizeof(struct z8k_cache) + z8k_cache_add_size(pages);
}

void z8k_cache_add(struct z8k_cache *e, void *storage, unsigned int pages)
{
	struct z8k_page *page = storage;

	/* none of them is in use: they are the next ones to take */
	e->victim = e->npages;
	for (; pages; pages--, page++) {
		page->key = Z8K_NO_KEY;
		e->page[e->npages++] = page;
	}
}

u32 z8k_cache_evictions(const struct z8k_cache *e)
{
	return e->evictions;
}

struct z8k_cache *z8k_cache_init(void *storage, unsigned int pages)
{
	struct z8k_cache *e = storage;
	u32 n;

	memset(e, 0, sizeof(*e));
	e->key = Z8K_NO_KEY;
	z8k_cache_add(e, e + 1, pages);
	for (n = 1; n <= Z8K_INSN_WORDS; n++)
		e->single.insn[n].op = Z8K_OP_CROSS;
	return e;
}
