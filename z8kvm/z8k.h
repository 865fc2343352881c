/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A virtual Z8001 and Z8002, as a library: no allocation, no I/O, no globals
 * that change. The host owns every structure; nothing here sleeps or takes a
 * lock, and two threads may run two CPUs as long as they share neither memory
 * nor cache.
 *
 * A guest is three structures: struct z8k_cpu (what the chip holds), struct
 * z8k_memory (segments over pages the host provides) and, only while it runs,
 * struct z8k_cache (what the interpreter remembers about the program; it may
 * be discarded between any two runs, and any cache will do for any guest).
 *
 * z8k_run() is deterministic: the same state, memory, answers from the host and
 * budget give the same result, to the instruction, on every machine.
 *
 * Addresses are "linear": segment << 16 | offset, segments 0 to 127. A Z8002
 * has segment 0 only. A Z8001 in non-segmented mode uses the segment of its
 * program counter for everything.
 */
#ifndef Z8K_H
#define Z8K_H

#include "z8k_types.h"

#define Z8K_MAX_SEGMENTS	128
#define Z8K_PAGE_SHIFT		12
#define Z8K_PAGE_SIZE		0x1000u
#define Z8K_SEGMENT_PAGES	16
#define Z8K_BLOCK_SHIFT		8	/* limits count blocks of 256 bytes */

/*
 * In the addresses of an executable's sections, and inside of the library: in
 * the code space, where code and data are apart
 */
#define Z8K_ADDR_CODE		0x800000

#define Z8K_ADDR(seg, off)	((u32)(seg) << 16 | (u16)(off))
#define Z8K_ADDR_SEG(addr)	((addr) >> 16 & 0x7f)
#define Z8K_ADDR_OFF(addr)	((u16)(addr))

/* Flag and control word */
#define Z8K_FCW_SEG		0x8000	/* segmented mode, Z8001 only */
#define Z8K_FCW_SYS		0x4000	/* system mode */
#define Z8K_FCW_EPA		0x2000	/* there is an extended processor */
#define Z8K_FCW_VIE		0x1000	/* vectored interrupt enable */
#define Z8K_FCW_NVIE		0x0800	/* non-vectored interrupt enable */
#define Z8K_FCW_C		0x0080
#define Z8K_FCW_Z		0x0040
#define Z8K_FCW_S		0x0020
#define Z8K_FCW_PV		0x0010
#define Z8K_FCW_DA		0x0008
#define Z8K_FCW_H		0x0004
#define Z8K_FCW_FLAGS		0x00fc

enum z8k_model {
	Z8K_Z8001 = 1,
	Z8K_Z8002 = 2,
};

/* Requests waiting to be taken, bits of struct z8k_cpu.pending */
#define Z8K_PENDING_NMI		0x01
#define Z8K_PENDING_SEGT	0x02	/* segment trap, Z8001 only */
#define Z8K_PENDING_VI		0x04
#define Z8K_PENDING_NVI		0x08
#define Z8K_PENDING_ALL		0x0f

/**
 * struct z8k_cpu - what the chip holds; belongs to the host between runs
 * @r: R0 to R15; R14 and R15 are those of the current mode. r[16] is not
 *	a register: it reads as zero, and the library keeps it so.
 * @fcw: flag and control word
 * @pc: offset of the next instruction, even
 * @pc_seg: its segment number (0 on a Z8002)
 * @model: enum z8k_model
 * @pending: Z8K_PENDING_*, interrupts that were raised and not yet taken
 * @mi: multi-micro input line is asserted; changes with @mo if struct z8k_host
 *	says so
 * @mo: multi-micro output line is asserted
 * @other_r14: R14 of the mode that is not running (segmented mode's pair)
 * @other_r15: R15 of the mode that is not running: in system mode, NSP
 * @psap_seg: program status area pointer, segment word as LDCTL reads it
 * @psap_off: program status area pointer, offset, low byte zero
 * @refresh: refresh control register (its row counter does not run)
 * @vector: identifier that a pending vectored interrupt will push
 * @nvi_id: identifier that a pending non-vectored interrupt will push
 * @nmi_id: identifier that a pending non-maskable interrupt will push
 * @segt_id: identifier that a pending segment trap will push
 * @count: instructions executed since z8k_cpu_init(). Each iteration of a
 *	repeating instruction counts as one; an instruction that stopped the
 *	run with Z8K_EXIT_PAGE or Z8K_EXIT_FAULT does not count.
 */
struct z8k_cpu {
	u16 r[17];
	u16 fcw;
	u16 pc;
	u8 pc_seg;
	u8 model;
	u8 pending;
	u8 mi;
	u8 mo;
	u16 other_r14;
	u16 other_r15;
	u16 psap_seg;
	u16 psap_off;
	u16 refresh;
	u16 vector;
	u16 nvi_id;
	u16 nmi_id;
	u16 segt_id;
	u64 count;
};

/* Attributes of a segment */
#define Z8K_SEG_VALID		0x01	/* it exists */
#define Z8K_SEG_READONLY	0x02	/* stores fault */
#define Z8K_SEG_EXECONLY	0x04	/* fetched from, nothing else */
#define Z8K_SEG_SYSONLY		0x08	/* normal mode faults */
#define Z8K_SEG_DOWN		0x10	/* grows down: blocks @limit to 255 */

/**
 * struct z8k_segment - one segment of at most 64 KiB, over pages of 4 KiB
 * @pages: Z8K_SEGMENT_PAGES pointers, or as many as @limit requires (a
 *	segment that grows down needs all); entry n is offset n << 12. NULL:
 *	the page is not here now. The host may change entries between runs. A
 *	page holds bytes as the guest sees them (words big-endian).
 * @limit: last block of 256 bytes that exists (with Z8K_SEG_DOWN: the first)
 * @attr: Z8K_SEG_*
 * @dirty: bit n: page n has been written to, by this entry, since the host
 *	cleared the bit
 * @code: bit n: block n has been decoded (the library's)
 *
 * Several entries, of any segments and either space, may point to the same
 * page; pages do not overlap otherwise.
 *
 * The host may change @limit, @attr and @dirty between runs. If that takes
 * away the right to execute, it must then call z8k_mem_forget().
 */
struct z8k_segment {
	u8 **pages;
	u8 limit;
	u8 attr;
	u16 dirty;
	u32 code[8];
};

enum z8k_space {
	Z8K_CODE,	/* instructions; operands of LDR and LDA by PC */
	Z8K_DATA,	/* everything else */
	Z8K_SPACES
};

struct z8k_cache;

/**
 * struct z8k_memory - all that a guest can address
 * @seg: the segment table of each space, by segment number; the same table
 *	twice where code and data are not separate
 * @nsegs: entries in each table, at most Z8K_MAX_SEGMENTS; a segment beyond
 *	is not valid
 * @cache: which cache knows this memory (only compared, never followed)
 */
struct z8k_memory {
	struct z8k_segment *seg[Z8K_SPACES];
	u16 nsegs[Z8K_SPACES];
	const struct z8k_cache *cache;
};

/* Why z8k_run() or a memory helper stopped */
enum z8k_exit {
	Z8K_EXIT_NONE,		/* memory helpers: done */
	Z8K_EXIT_BUDGET,	/* the budget is used up */
	Z8K_EXIT_SC,		/* process: system call, PC is after it */
	Z8K_EXIT_HALT,		/* bare: HALT, PC is after it */
	Z8K_EXIT_PAGE,		/* a page is not here; nothing has changed */
	Z8K_EXIT_FAULT,		/* process: a fault; PC at the instruction.
				 * bare: a trap could not be delivered
				 */
};

enum z8k_fault {
	Z8K_FAULT_NONE,
	Z8K_FAULT_ILLEGAL,	/* no such instruction */
	Z8K_FAULT_EXTENDED,	/* extended instruction, without processor */
	Z8K_FAULT_PRIVILEGED,	/* privileged instruction in normal mode */
	Z8K_FAULT_SEGMENT,	/* no such segment */
	Z8K_FAULT_LIMIT,	/* offset outside of the segment */
	Z8K_FAULT_READONLY,	/* store to a read-only segment */
	Z8K_FAULT_EXECONLY,	/* load or store in an execute-only segment */
	Z8K_FAULT_SYSONLY,	/* normal mode in a system-only segment */
};

/**
 * struct z8k_stop - why a run stopped, in detail
 * @exit: enum z8k_exit, the same that z8k_run() returned
 * @fault: enum z8k_fault, if @exit is Z8K_EXIT_FAULT
 * @sc: number of the system call, if @exit is Z8K_EXIT_SC
 * @write: the access was a store (Z8K_EXIT_PAGE, memory faults)
 * @space: enum z8k_space of the access
 * @page: page number in the segment (Z8K_EXIT_PAGE, memory faults)
 * @word: first word of the instruction (Z8K_EXIT_FAULT; 0 if it could not
 *	be fetched)
 * @addr: address of the access (Z8K_EXIT_PAGE, memory faults)
 * @pc: address of the instruction that stopped (Z8K_EXIT_SC: of the SC)
 */
struct z8k_stop {
	u8 exit;
	u8 fault;
	u8 sc;
	u8 write;
	u8 space;
	u8 page;
	u16 word;
	u32 addr;
	u32 pc;
};

/* How an I/O callback is called */
#define Z8K_IO_BYTE	0x1	/* a byte, else a word */
#define Z8K_IO_SPECIAL	0x2	/* special I/O, else normal */

/**
 * struct z8k_host - what a bare CPU is connected to
 * @in: read a port; bytes in the low half of the result
 * @out: write a port; bytes in the low half of @value
 * @arg: passed to each callback
 * @mo: MSET, MRES or MREQ asserts or releases the multi-micro output line;
 *	returns whether the input line is asserted after a delay of @delay
 *	counts (MREQ: 1 to 65,536, else 0). NULL: the input line is what
 *	struct z8k_cpu says, so MREQ is never granted anything.
 *
 * With a struct z8k_host the CPU is "bare": traps and interrupts go through
 * the program status area as on the chip, privileged instructions run in
 * system mode, HALT stops the run. Without one it is a "process": all
 * of these, and I/O, stop the run, and the FCW must say normal mode.
 * The callbacks must not touch the CPU or the memory.
 */
struct z8k_host {
	u16 (*in)(void *arg, u16 port, unsigned int how);
	void (*out)(void *arg, u16 port, u16 value, unsigned int how);
	void *arg;
	bool (*mo)(void *arg, bool asserted, u32 delay);
};

/**
 * z8k_cpu_init() - a CPU with all registers zero
 * @cpu: to fill
 * @model: Z8K_Z8001 or Z8K_Z8002
 *
 * The FCW is that of a program in normal mode, segmented on a Z8001; both
 * kinds of interrupts are disabled. The host sets PC and stack.
 */
void z8k_cpu_init(struct z8k_cpu *cpu, enum z8k_model model);

/**
 * z8k_cpu_set_fcw() - change the FCW as LDCTL does
 * @cpu: to change
 * @fcw: new value; on a Z8002 the segmentation bit stays zero
 *
 * Exchanges the stack pointers if the mode changes.
 */
void z8k_cpu_set_fcw(struct z8k_cpu *cpu, u16 fcw);

/**
 * z8k_cpu_reset() - what the chip does after RESET
 * @cpu: to change; its model stays
 * @mem: FCW and PC are read from offset 2 of segment 0
 * @stop: gets the reason for failure, or NULL
 *
 * Return: Z8K_EXIT_NONE, or Z8K_EXIT_PAGE or Z8K_EXIT_FAULT with nothing
 * changed.
 */
enum z8k_exit z8k_cpu_reset(struct z8k_cpu *cpu, struct z8k_memory *mem,
			    struct z8k_stop *stop);

/**
 * z8k_cpu_interrupt() - raise a request, to be taken by the next run
 * @cpu: a bare CPU
 * @line: one of Z8K_PENDING_*; a Z8002 ignores a segment trap
 * @id: identifier to push; the low byte of a VI's is its vector
 */
void z8k_cpu_interrupt(struct z8k_cpu *cpu, unsigned int line, u16 id);

#define Z8K_CACHE_PAGES_MAX	255

/**
 * z8k_cache_size() - bytes that a cache needs
 * @pages: pages of decoded code that it should hold, 1 to
 *	Z8K_CACHE_PAGES_MAX; each takes about 32 KiB
 *
 * A program whose loops need more pages than the cache holds runs many times
 * slower: z8k_cache_evictions() tells, z8k_cache_add() helps.
 */
size_t z8k_cache_size(unsigned int pages);

/**
 * z8k_cache_init() - make a cache from raw storage
 * @storage: z8k_cache_size(@pages) bytes, aligned for u64, the host's
 * @pages: as given to z8k_cache_size()
 *
 * Return: @storage. It can be freed without clean-up.
 */
struct z8k_cache *z8k_cache_init(void *storage, unsigned int pages);

/**
 * z8k_cache_add_size() - bytes that more pages of decoded code need
 * @pages: how many
 */
size_t z8k_cache_add_size(unsigned int pages);

/**
 * z8k_cache_add() - let a cache hold more pages of decoded code
 * @cache: a cache that is not in use now; what it knows stays
 * @storage: z8k_cache_add_size(@pages) bytes, aligned for u64, the host's;
 *	to be kept as long as the cache
 * @pages: how many; with those that it has at most Z8K_CACHE_PAGES_MAX
 */
void z8k_cache_add(struct z8k_cache *cache, void *storage, unsigned int pages);

/**
 * z8k_cache_evictions() - how often has a page of decoded code made room?
 * @cache: the cache
 *
 * Return: since z8k_cache_init(), modulo 2^32: pages of a program, decoded,
 * then forgotten because another page of the same program was needed.
 */
u32 z8k_cache_evictions(const struct z8k_cache *cache);

/**
 * z8k_run() - execute instructions
 * @cpu: state, changed
 * @mem: memory, changed
 * @cache: any cache that nobody else uses during the call
 * @host: what a bare CPU is connected to; NULL: run a process
 * @budget: most instructions to execute (0: none)
 * @stop: details of why it stopped
 *
 * Takes time proportional to @budget. May be called in any context.
 *
 * Z8K_EXIT_PAGE leaves everything as before the instruction (of a repeating
 * one: as before that iteration); the host brings the page in and calls again.
 *
 * Return: why it stopped, also in @stop.
 */
enum z8k_exit z8k_run(struct z8k_cpu *cpu, struct z8k_memory *mem,
		      struct z8k_cache *cache, const struct z8k_host *host,
		      u32 budget, struct z8k_stop *stop);

/* How the memory helpers behave */
#define Z8K_MEM_CODE	0x1	/* in the code space, else in the data space */
#define Z8K_MEM_FORCE	0x2	/* ignores attributes, but not limits */

/**
 * z8k_mem_read() - copy guest memory out, between runs
 * @mem: guest memory
 * @addr: linear address, any alignment; must not run into the next segment
 * @data: destination
 * @size: bytes, at most 64 KiB
 * @flags: Z8K_MEM_*; without Z8K_MEM_FORCE rights are those of normal mode
 * @stop: gets the reason for failure, or NULL
 *
 * All or nothing. Return: Z8K_EXIT_NONE, or Z8K_EXIT_PAGE or Z8K_EXIT_FAULT.
 */
enum z8k_exit z8k_mem_read(struct z8k_memory *mem, u32 addr, void *data,
			   u32 size, unsigned int flags,
			   struct z8k_stop *stop);

/**
 * z8k_mem_write() - copy into guest memory, between runs
 * @mem: guest memory; pages become dirty, decoded code is forgotten
 * @addr: linear address, any alignment; must not run into the next segment
 * @data: source
 * @size: bytes, at most 64 KiB
 * @flags: Z8K_MEM_*
 * @stop: gets the reason for failure, or NULL
 *
 * All or nothing. Return: Z8K_EXIT_NONE, or Z8K_EXIT_PAGE or Z8K_EXIT_FAULT.
 */
enum z8k_exit z8k_mem_write(struct z8k_memory *mem, u32 addr, const void *data,
			    u32 size, unsigned int flags,
			    struct z8k_stop *stop);

/**
 * z8k_mem_check() - would a read or write of guest memory succeed?
 * @mem: guest memory
 * @addr: linear address
 * @size: bytes
 * @write: ask for a write
 * @flags: Z8K_MEM_*
 * @stop: gets the reason for failure, or NULL
 *
 * Return: as z8k_mem_read() and z8k_mem_write(); nothing is copied.
 */
enum z8k_exit z8k_mem_check(struct z8k_memory *mem, u32 addr, u32 size,
			    bool write, unsigned int flags,
			    struct z8k_stop *stop);

/**
 * z8k_mem_forget() - forget instructions decoded from this memory
 * @mem: guest memory that the host has changed other than by z8k_mem_write(),
 *	or from which it has taken rights
 */
void z8k_mem_forget(struct z8k_memory *mem);

/* Saved state of a CPU: big-endian, of fixed size */
#define Z8K_STATE_SIZE		80
#define Z8K_STATE_VERSION	1

/**
 * z8k_state_save() - the whole CPU in a form for the wire
 * @cpu: to save
 * @state: Z8K_STATE_SIZE bytes
 */
void z8k_state_save(const struct z8k_cpu *cpu, u8 *state);

/**
 * z8k_state_restore() - a CPU from its saved form
 * @cpu: to fill; unchanged if the state is refused
 * @state: hostile bytes
 * @size: bytes in @state
 *
 * Return: whether size, version and every field are valid.
 */
bool z8k_state_restore(struct z8k_cpu *cpu, const u8 *state, size_t size);

#define Z8K_INSN_WORDS	4	/* longest instruction */
#define Z8K_DISASM_SIZE	64	/* longest text, with its terminating zero */

/**
 * z8k_disasm() - one instruction as text that GNU as accepts
 * @words: the instruction's words, in host order
 * @count: words in @words, at least 1 (words beyond read as zero)
 * @pc: linear address of the instruction
 * @segmented: decode as in segmented mode
 * @text: Z8K_DISASM_SIZE bytes
 *
 * Words that are not an instruction become ".word 0x...".
 *
 * Return: number of words of the instruction, 1 to Z8K_INSN_WORDS.
 */
unsigned int z8k_disasm(const u16 *words, unsigned int count, u32 pc,
			bool segmented, char *text);

/* ---- small conveniences ---- */

static inline bool z8k_segmented(const struct z8k_cpu *cpu)
{
	return cpu->fcw & Z8K_FCW_SEG;
}

/* Register pair and quadruple; n is even, a multiple of four */
static inline u32 z8k_rr(const struct z8k_cpu *cpu, unsigned int n)
{
	return (u32)cpu->r[n] << 16 | cpu->r[n + 1];
}

static inline void z8k_rr_set(struct z8k_cpu *cpu, unsigned int n, u32 value)
{
	cpu->r[n] = value >> 16;
	cpu->r[n + 1] = value;
}

static inline u64 z8k_rq(const struct z8k_cpu *cpu, unsigned int n)
{
	return (u64)z8k_rr(cpu, n) << 32 | z8k_rr(cpu, n + 2);
}

static inline void z8k_rq_set(struct z8k_cpu *cpu, unsigned int n, u64 value)
{
	z8k_rr_set(cpu, n, value >> 32);
	z8k_rr_set(cpu, n + 2, value);
}

/**
 * z8k_pointer() - the linear address that a register pair points to
 * @cpu: whose mode decides
 * @n: even; the pair is RRn in segmented mode, else R(n+1) alone counts
 */
static inline u32 z8k_pointer(const struct z8k_cpu *cpu, unsigned int n)
{
	u32 seg = z8k_segmented(cpu) ? cpu->r[n] >> 8 & 0x7f : cpu->pc_seg;

	return Z8K_ADDR(seg, cpu->r[n + 1]);
}

#endif
