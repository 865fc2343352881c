// SPDX-License-Identifier: GPL-2.0
/*
 * Requests of the directory manager: inodes, and folders' blocks. Where an
 * answer is a client's, the reply link is the client's.
 */
#include <string.h>
#include "buffer.h"

#define LINKS_MAX	250

static union {
	struct demos_fs_file file;
	struct demos_fs_space space;
	struct demos_answer answer;
	uint8_t bytes[DEMOS_DATA_MAX];
} said;
static uint16_t length;

static void say_file(const struct inode *inode, const struct fs_request *asked)
{
	file_answer(&said.file, inode, asked->as);
	length = sizeof(said.file);
}

/* A zone for the block of a folder that has none; on the disk it is empty. */
static int grow(struct inode *inode, uint32_t block, uint16_t *zone)
{
	uint8_t *bytes, fresh;
	int result = zone_of(inode, block, 1, zone, &fresh);

	if (result || !fresh)
		return result;
	bytes = block_fresh(*zone);
	return bytes ? commit_zone(*zone, 0) : DEMOS_FS_EIO;
}

/* The first block of a new folder: itself, and its parent */
static int begin_folder(struct inode *inode, uint16_t parent)
{
	uint16_t zone;
	uint8_t *bytes, fresh;
	int result = zone_of(inode, 0, 1, &zone, &fresh);

	if (result)
		return result;
	bytes = block_fresh(zone);
	if (!bytes)
		return DEMOS_FS_EIO;
	put16(bytes, inode->number);
	bytes[2] = '.';
	put16(bytes + FS_ENTRY, parent);
	bytes[FS_ENTRY + 2] = '.';
	bytes[FS_ENTRY + 3] = '.';
	inode->size = 2 * FS_ENTRY;
	inode->links = 2;
	result = commit_zone(zone, 0);
	return result ? result : inode_store(inode);
}

static int make(const struct fs_request *asked)
{
	struct inode *inode;
	int result = inode_make(asked->mode, &inode);

	if (result)
		return result;
	if ((asked->mode & FS_TYPE) == FS_FOLDER)
		result = begin_folder(inode, asked->number);
	if (result)
		inode_drop(inode, inode_links(inode));
	say_file(inode, asked);
	return result;
}

static int fetch(struct inode *inode, const struct fs_request *asked)
{
	uint8_t *bytes = NULL, fresh;
	uint16_t zone;
	int result;

	if ((inode->mode & FS_TYPE) != FS_FOLDER)
		return DEMOS_FS_ENOTDIR;
	result = zone_of(inode, asked->number, 0, &zone, &fresh);
	if (result)
		return result;
	if (zone) {
		bytes = block_get(zone);
		if (!bytes)
			return DEMOS_FS_EIO;
		memcpy(said.bytes + sizeof(said.file), bytes, FS_BLOCK);
	} else {
		memset(said.bytes + sizeof(said.file), 0, FS_BLOCK);
	}
	say_file(inode, asked);
	length += FS_BLOCK;
	return 0;
}

static int modes(const struct fs_request *asked, unsigned int bytes)
{
	const uint16_t *numbers = (const uint16_t *)(asked + 1);
	uint16_t *to = (uint16_t *)(said.bytes + sizeof(said.answer));
	unsigned int i;
	int result;

	for (i = 0; i < bytes / 2; i++) {
		result = inode_mode(numbers[i], &to[i]);
		if (result)
			return result;
	}
	length = sizeof(said.answer) + i * 2;
	return 0;
}

static int add_link(struct inode *inode)
{
	if (inode->links >= LINKS_MAX)
		return DEMOS_FS_EMLINK;
	inode->links++;
	return inode_store(inode);
}

/*
 * RENAME takes a name out of one block and enters it in another, which is to be
 * on the disk first. What stands in the way of that order goes to the disk now.
 */
static int order(uint16_t zone, unsigned int flags)
{
	uint8_t bit = 1 << zone % FRAME_BLOCKS;
	struct frame *frame = frame_take(zone);

	if (!frame)
		return DEMOS_FS_EIO;
	if (flags & FS_MOVED_IN && frame->dirty[STEP_MOVED] & bit)
		return commit();
	if (flags & FS_MOVED_OUT && frame->dirty[STEP_FOLDERS] & bit)
		return commit();
	return 0;
}

static int enter(struct inode *inode, const struct fs_request *asked)
{
	uint32_t offset = asked->number;
	enum step step = STEP_FOLDERS;
	struct frame *frame;
	uint8_t *bytes;
	uint16_t zone;
	int result;

	if ((inode->mode & FS_TYPE) != FS_FOLDER)
		return DEMOS_FS_ENOTDIR;
	if (offset % FS_ENTRY || offset > inode->size)
		return DEMOS_FS_ECORRUPT;
	if (offset >= BLOCKS_MAX * FS_BLOCK)
		return DEMOS_FS_EFBIG;
	result = grow(inode, offset / FS_BLOCK, &zone);
	if (!result)
		result = order(zone, asked->flags);
	if (result)
		return result;
	bytes = block_get(zone);
	if (!bytes)
		return DEMOS_FS_EIO;
	bytes += offset % FS_BLOCK;
	memcpy(bytes + 2, asked->entry + 2, FS_ENTRY - 2);
	put16(bytes, asked->mode);
	frame = frame_take(zone);
	if (asked->flags & FS_MOVED_OUT ||
	    frame->dirty[STEP_MOVED] & 1 << zone % FRAME_BLOCKS)
		step = STEP_MOVED;
	block_dirty(zone, step);
	if (offset == inode->size)
		inode->size += FS_ENTRY;
	inode->time = seconds();
	return inode_store(inode);
}

static int open_inode(struct inode *inode, const struct fs_request *asked,
		      demos_link_t *link)
{
	uint16_t type = inode->mode & FS_TYPE;
	int writes = asked->flags & DEMOS_FS_FOR_WRITE, result;

	if (asked->op == FS_HOLD)
		return type == FS_FOLDER ? file_open(inode, 0, link) :
			DEMOS_FS_ENOTDIR;
	if (type != FS_FILE)
		return type == FS_FOLDER ? DEMOS_FS_EISDIR : DEMOS_FS_EACCES;
	if (writes && super.read_only)
		return DEMOS_FS_EROFS;
	if (!(asked->flags & FS_NEW) &&
	    ((asked->flags & DEMOS_FS_FOR_READ &&
	      !(inode->mode & FS_MAY_READ)) ||
	     (writes && !(inode->mode & FS_MAY_WRITE))))
		return DEMOS_FS_EACCES;
	if (asked->flags & DEMOS_FS_EMPTY && inode->size) {
		if (!writes)
			return DEMOS_FS_EINVAL;
		result = zone_truncate(inode, 0, 0);
		if (result)
			return result;
	}
	return file_open(inode, asked->flags, link);
}

static int change(struct inode *inode, const struct fs_request *asked)
{
	if (asked->op == FS_CHMOD)
		inode->mode = (inode->mode & FS_TYPE) | (asked->mode & 0777);
	else
		inode->time = asked->number;
	return inode_store(inode);
}

static int say_space(const struct fs_request *asked)
{
	struct demos_fs_space *space = &said.space;

	space->op = asked->as | DEMOS_OP_ANSWER;
	space->blocks = super.zones - super.first;
	space->blocks_free = zone_map.free;
	space->inodes = super.inodes;
	space->inodes_free = inode_map.free;
	space->open = files_open;
	space->hits = frame_hits;
	space->misses = frame_misses;
	space->written = disk_written;
	length = sizeof(*space);
	return 0;
}

/* Requests about an inode */
static int of_inode(const struct fs_request *asked, demos_link_t *link)
{
	struct inode *inode;
	int result = inode_get(asked->inode, &inode);

	if (result)
		return result;
	switch (asked->op) {
	case FS_STAT:
		break;
	case FS_FETCH:
		return fetch(inode, asked);
	case FS_LINK:
		result = add_link(inode);
		break;
	case FS_DROP:
		result = inode_drop(inode, asked->number);
		break;
	case FS_ENTER:
		result = enter(inode, asked);
		break;
	case FS_CHMOD:
	case FS_UTIME:
		result = change(inode, asked);
		break;
	default:
		result = open_inode(inode, asked, link);
	}
	say_file(inode, asked);
	return result;
}

static int serve_store(const struct fs_request *asked, unsigned int rest,
		       demos_link_t *link)
{
	switch (asked->op) {
	case FS_MAKE:
	case FS_LINK:
	case FS_DROP:
	case FS_ENTER:
	case FS_CHMOD:
	case FS_UTIME:
		if (super.read_only)
			return DEMOS_FS_EROFS;
	}
	switch (asked->op) {
	case FS_MAKE:
		return make(asked);
	case FS_MODES:
		return modes(asked, rest);
	case FS_SYNC:
		return commit_all();
	case FS_SPACE:
		return say_space(asked);
	case FS_STAT:
	case FS_FETCH:
	case FS_LINK:
	case FS_DROP:
	case FS_ENTER:
	case FS_OPEN:
	case FS_HOLD:
	case FS_CHMOD:
	case FS_UTIME:
		return of_inode(asked, link);
	default:
		return DEMOS_ECALL;
	}
}

/**
 * store_received() - take a request of CHANNEL_OWNER
 * @message: the message, from the owner
 * @data: its data
 */
void store_received(const struct demos_message *message, void *data)
{
	const struct fs_request *asked = data;
	demos_link_t link = 0;
	int result;

	if (message->length < sizeof(*asked)) {
		answer_result(message, 0, DEMOS_ECALL);
		return;
	}
	length = sizeof(said.answer);
	memset(&said, 0, sizeof(said.file));
	result = serve_store(asked, message->length - sizeof(*asked), &link);
	if (result)
		length = sizeof(said.answer);
	said.answer.op = asked->as | DEMOS_OP_ANSWER;
	said.answer.result = result;
	if (send_links(message->links[0], &said, length, &link, link != 0) &&
	    link)
		link_destroy(link);
}
