/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The buffer manager: the rooms of the house, from the cellar up.
 *
 *	disk.c		the disk interface: reads, writes, flushes on their way
 *	frame.c		the cache
 *	commit.c	the order of writing
 *	super.c		the superblock
 *	bitmap.c	which zones and inodes are in use
 *	inode.c		inodes in memory
 *	zone.c		which zone has a block of a file
 *	file.c		open files: the requests of clients
 *	store.c		the requests of the directory manager
 *	main.c		messages to these
 *
 * A zone is a block of the disk; a block is one of a file. Functions that
 * return int return 0 or a result, unless they say otherwise.
 */
#ifndef FS_BUFFER_H
#define FS_BUFFER_H

#include "../common/claim.h"

#define CHANNEL_DISK	2	/* answers of the disk interface */
#define CHANNEL_FILE	3	/* requests over links of open files */
#define CHANNEL_ALIVE	4	/* probes of the disk interface: not answered */

/* ---- frame.c */

#define FRAME_BLOCKS	8
#define FRAME_SIZE	(FRAME_BLOCKS * FS_BLOCK)

/* The steps of a commit; each zone that is changed belongs to one of them */
enum step {
	STEP_DATA,		/* files' data, zones' tables, bitmaps */
	STEP_INODES,
	STEP_FOLDERS,
	STEP_MOVED,		/* folders that a name has been moved out of */
	STEPS
};

/* What is on its way between a frame and the disk */
enum busy {
	BUSY_NOT,
	BUSY_READ,
	BUSY_WRITE,
};

/**
 * struct frame - eight zones next to each other on the disk
 * @bytes: their content
 * @stamp: when it was last used
 * @number: the first zone, divided by FRAME_BLOCKS
 * @valid: which of the zones are here
 * @dirty: which are to be written in each step
 * @written: which were written since the last flush
 * @moving: which are on their way
 * @busy: enum busy
 * @failed: result of the last transfer
 * @used: it has a number
 */
struct frame {
	uint8_t *bytes;
	uint32_t stamp;
	uint16_t number;
	uint8_t valid;
	uint8_t dirty[STEPS];
	uint8_t written;
	uint8_t moving;
	uint8_t busy;
	uint16_t failed;
	uint8_t used;
};

/* .seg4 to .seg10 have eight frames each */
#define SEGMENTS	7
#define FRAMES		(SEGMENTS * 8)
extern struct frame frames[FRAMES];
extern uint32_t frame_hits, frame_misses;

void frame_init(void);
struct frame *frame_take(uint16_t zone);
int frame_fill(struct frame *frame, uint8_t mask);
void frame_ask(uint16_t zone);
uint8_t *block_get(uint16_t zone);
uint8_t *block_fresh(uint16_t zone);
void block_dirty(uint16_t zone, enum step step);
void block_forget(uint16_t zone);
uint8_t frame_run(uint8_t mask, uint8_t *first);

/* ---- disk.c */

int disk_open(void);
void disk_read(struct frame *frame, uint8_t mask);
void disk_write(struct frame *frame, uint8_t mask);
int disk_flush(void);
void disk_wait(struct frame *frame);
void disk_received(const struct demos_message *message, const void *data);
extern uint16_t disk_blocks;
extern uint16_t disk_read_only;
extern uint32_t disk_written;

/* ---- commit.c */

int commit(void);
int commit_all(void);
int commit_step(enum step step);
int commit_zone(uint16_t zone, int flush);
int commit_wanted(void);
void commit_again(void);
void commit_note(void);
uint32_t commit_patience(void);

/* ---- super.c */

struct super {
	uint16_t inodes;
	uint16_t zones;
	uint16_t first;		/* zone of data */
	uint16_t table;		/* zone of the first inodes */
	uint8_t read_only;
};

extern struct super super;
extern uint8_t super_is_clean;

int super_mount(void);
int super_mark(int clean);

/* ---- bitmap.c */

/**
 * struct bitmap - bits of the disk
 * @zone: of its first block
 * @bits: how many; bit 0 is not used
 * @free: how many of them are 0
 * @next: where to look first
 */
struct bitmap {
	uint16_t zone;
	uint16_t bits;
	uint16_t free;
	uint16_t next;
};

extern struct bitmap inode_map, zone_map;

int bitmap_init(struct bitmap *map, uint16_t zone, uint16_t bits);
int bitmap_test(struct bitmap *map, uint16_t bit);
int bitmap_set(struct bitmap *map, uint16_t bit, int value);
int bitmap_find(struct bitmap *map, unsigned int run, uint16_t *bit);
int zone_allocate(uint16_t wanted, unsigned int run, uint16_t *zone);
void zone_free(uint16_t zone, int now);
int zone_settle(void);
int zone_pending(void);

/* ---- inode.c */

#define ZONES		9
#define INODES		192

/**
 * struct inode - an inode in memory
 * @size: bytes
 * @time: of the last change
 * @stamp: when it was last used
 * @number: on the disk; 0: this place is free
 * @mode: type and permissions
 * @uid: its user
 * @gid: its group
 * @links: names, on the disk
 * @drops: how many of them go after the next commit
 * @opens: open files of it
 * @zones: direct, indirect, double indirect
 * @wanted: the zone for its next block
 */
struct inode {
	uint32_t size;
	uint32_t time;
	uint32_t stamp;
	uint16_t number;
	uint16_t mode;
	uint16_t uid;
	uint8_t gid;
	uint8_t links;
	uint8_t drops;
	uint16_t opens;
	uint16_t zones[ZONES];
	uint16_t wanted;
};

int inode_get(uint16_t number, struct inode **inode);
int inode_store(struct inode *inode);
int inode_make(uint16_t mode, struct inode **inode);
int inode_drop(struct inode *inode, unsigned int count);
int inode_settle(struct inode *inode);
int inode_settle_all(void);
int inode_pending(void);
unsigned int inode_links(const struct inode *inode);
int inode_mode(uint16_t number, uint16_t *mode);
uint32_t seconds(void);

/* ---- zone.c */

#define BLOCKS_MAX	(7 + 512 + 512UL * 512)

int zone_of(struct inode *inode, uint32_t block, int make, uint16_t *zone,
	    uint8_t *fresh);
int zone_truncate(struct inode *inode, uint32_t size, int now);

/* ---- file.c */

int file_open(struct inode *inode, uint16_t flags, demos_link_t *link);
void file_received(const struct demos_message *message, void *data);
void file_answer(struct demos_fs_file *said, const struct inode *inode,
		 unsigned int op);
extern uint16_t files_open;

/* ---- store.c */

void store_received(const struct demos_message *message, void *data);

/* The disk's integers are little-endian */
static inline uint16_t get16(const uint8_t *p)
{
	return p[0] | (uint16_t)p[1] << 8;
}

static inline uint32_t get32(const uint8_t *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static inline void put16(uint8_t *p, uint16_t value)
{
	p[0] = value;
	p[1] = value >> 8;
}

static inline void put32(uint8_t *p, uint32_t value)
{
	put16(p, value);
	put16(p + 2, value >> 16);
}

#endif
