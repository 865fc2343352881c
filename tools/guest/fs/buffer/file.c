// SPDX-License-Identifier: GPL-2.0
/*
 * Open files: the requests of clients, over links that this process has made.
 * Bytes go straight between the client's memory and frames.
 *
 * An open file ends with the notice that its link has been destroyed.
 */
#include <string.h>
#include "buffer.h"

#define FILES		512
#define INDEX(code)	((uint16_t)(code))
#define AHEAD		4	/* frames that are asked for beforehand */

/**
 * struct file - an open file
 * @inode: of this file; NULL: this place is free
 * @next: where the last READ ended
 * @life: counts the uses of this place; a link's code has it in its upper half
 * @flags: DEMOS_FS_*
 */
struct file {
	struct inode *inode;
	uint32_t next;
	uint16_t life;
	uint16_t flags;
};

static struct file files[FILES];
static uint8_t zeros[FS_BLOCK];
uint16_t files_open;

/**
 * file_open() - open a file
 * @inode: its inode
 * @flags: DEMOS_FS_*
 * @link: a link for its requests is written there
 *
 * Return: 0, DEMOS_FS_EMFILE
 */
int file_open(struct inode *inode, uint16_t flags, demos_link_t *link)
{
	struct file *file = files;

	while (file < files + FILES && file->inode)
		file++;
	if (file == files + FILES)
		return DEMOS_FS_EMFILE;
	file->life++;
	if (link_create(link, (uint32_t)file->life << 16 | (file - files),
			CHANNEL_FILE, DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY))
		return DEMOS_FS_EMFILE;
	file->inode = inode;
	file->next = 0;
	file->flags = flags;
	inode->opens++;
	files_open++;
	return 0;
}

static void close_file(struct file *file)
{
	struct inode *inode = file->inode;

	file->inode = NULL;
	files_open--;
	inode->opens--;
	inode_settle(inode);
}

/* The open file that a link of ours stands for, if it is still open */
static struct file *find(uint32_t code)
{
	struct file *file = &files[INDEX(code)];

	if (INDEX(code) >= FILES || !file->inode || file->life != code >> 16)
		return NULL;
	return file;
}

/**
 * file_answer() - describe a file
 * @said: filled in
 * @inode: the file
 * @op: of the request
 */
void file_answer(struct demos_fs_file *said, const struct inode *inode,
		 unsigned int op)
{
	memset(said, 0, sizeof(*said));
	said->op = op | DEMOS_OP_ANSWER;
	said->inode = inode->number;
	said->size = inode->size;
	said->time = inode->time;
	said->mode = inode->mode;
	said->links = inode_links(inode);
	said->uid = inode->uid;
	said->gid = inode->gid;
}

/**
 * struct piece - a part of a request, in blocks next to each other in a frame
 * @zone: of the first block; 0: the piece is one block that has no zone
 * @blocks: how many
 * @fresh: which of them have just been allocated
 * @offset: where it begins in the first block
 * @length: bytes
 */
struct piece {
	uint16_t zone;
	uint8_t blocks;
	uint8_t fresh;
	uint16_t offset;
	uint16_t length;
};

/* The longest piece that begins there */
static int find_piece(struct inode *inode, uint32_t offset, uint32_t length,
		      int make, struct piece *piece)
{
	uint32_t block = offset / FS_BLOCK;
	uint32_t last = (offset + length - 1) / FS_BLOCK;
	uint8_t fresh;
	uint16_t zone;
	uint32_t most;
	int result;

	result = zone_of(inode, block, make, &piece->zone, &fresh);
	if (result)
		return result;
	piece->fresh = fresh;
	piece->offset = offset % FS_BLOCK;
	piece->blocks = 1;
	while (piece->zone && block + piece->blocks <= last &&
	       (piece->zone + piece->blocks) % FRAME_BLOCKS) {
		if (zone_of(inode, block + piece->blocks, 0, &zone, &fresh))
			break;
		if (!zone && make &&
		    zone_of(inode, block + piece->blocks, 1, &zone, &fresh))
			break;
		if (zone != piece->zone + piece->blocks) {
			/* It begins another piece, and is full of zeros. */
			if (fresh && block_fresh(zone))
				block_dirty(zone, STEP_DATA);
			break;
		}
		piece->fresh |= fresh << piece->blocks++;
	}
	most = (uint32_t)piece->blocks * FS_BLOCK - piece->offset;
	piece->length = most < length ? most : length;
	return 0;
}

/* ---- READ */

/* Ask for the frames of some blocks. */
static void ask(struct inode *inode, uint32_t block, uint32_t end)
{
	uint16_t zone, before = 0;
	uint8_t fresh;

	for (; block < end; block++) {
		if (zone_of(inode, block, 0, &zone, &fresh))
			return;
		if (zone && zone / FRAME_BLOCKS != before / FRAME_BLOCKS)
			frame_ask(zone);
		before = zone;
	}
}

/* Ask for all that is to be read, and, if the client reads on, for the next. */
static void ask_ahead(const struct file *file, uint32_t offset, uint32_t length)
{
	uint32_t end = offset + length;

	if (offset == file->next)
		end += (uint32_t)AHEAD * FRAME_SIZE;
	if (end > file->inode->size)
		end = file->inode->size;
	if (length > FS_BLOCK || offset == file->next)
		ask(file->inode, offset / FS_BLOCK,
		    (end + FS_BLOCK - 1) / FS_BLOCK);
}

/* Bytes of the piece; NULL: the disk failed */
static uint8_t *fetch(const struct piece *piece)
{
	uint8_t first = piece->zone % FRAME_BLOCKS;
	struct frame *frame = frame_take(piece->zone);

	if (!frame ||
	    frame_fill(frame, ((1U << piece->blocks) - 1) << first))
		return NULL;
	return frame->bytes + first * FS_BLOCK + piece->offset;
}

static int read_file(struct file *file, uint32_t offset, uint32_t length,
		     demos_link_t memory, uint32_t *moved)
{
	struct inode *inode = file->inode;
	const uint8_t *bytes;
	struct piece piece;
	uint32_t some;
	int result;

	if (offset >= inode->size)
		return 0;
	if (length > inode->size - offset)
		length = inode->size - offset;
	ask_ahead(file, offset, length);
	while (*moved < length) {
		result = find_piece(inode, offset + *moved, length - *moved, 0,
				    &piece);
		if (result)
			return result;
		bytes = piece.zone ? fetch(&piece) : zeros;
		if (!bytes)
			return DEMOS_FS_EIO;
		result = move_write(memory, bytes, *moved, piece.length, &some);
		*moved += some;
		if (result)
			return result;
	}
	file->next = offset + length;
	return 0;
}

/* ---- WRITE */

/* Which blocks of the piece keep some of what the disk has? */
static uint8_t kept(const struct piece *piece)
{
	uint16_t end = piece->offset + piece->length;
	uint8_t mask = 0;

	if (piece->offset)
		mask |= 1;
	if (end % FS_BLOCK)
		mask |= 1 << (piece->blocks - 1);
	return mask & ~piece->fresh;
}

/* Fresh blocks have 0 where nothing was written. */
static void clear_fresh(const struct piece *piece, uint8_t *bytes,
			uint16_t from, uint16_t to)
{
	uint16_t i, begin, end;

	for (i = 0; i < piece->blocks; i++) {
		if (!(piece->fresh & 1 << i))
			continue;
		begin = i * FS_BLOCK;
		end = begin + FS_BLOCK;
		if (begin < from)
			memset(bytes + begin, 0,
			       (end < from ? end : from) - begin);
		if (end > to)
			memset(bytes + (begin > to ? begin : to), 0,
			       end - (begin > to ? begin : to));
	}
}

/* Take the bytes of a piece from the client. */
static int write_piece(const struct piece *piece, demos_link_t memory,
		       uint32_t done, uint32_t *some)
{
	uint8_t first = piece->zone % FRAME_BLOCKS, i;
	struct frame *frame = frame_take(piece->zone);
	uint8_t *bytes;
	int result;

	*some = 0;
	if (!frame || frame_fill(frame, kept(piece) << first))
		return DEMOS_FS_EIO;
	bytes = frame->bytes + first * FS_BLOCK;
	result = move_read(memory, bytes + piece->offset, done, piece->length,
			   some);
	/* A move that fails may have moved more than it says. */
	clear_fresh(piece, bytes, piece->offset, piece->offset + *some);
	frame->valid |= ((1U << piece->blocks) - 1) << first;
	for (i = 0; i < piece->blocks; i++)
		block_dirty(piece->zone + i, STEP_DATA);
	return result;
}

static int write_file(struct file *file, uint32_t offset, uint32_t length,
		      demos_link_t memory, uint32_t *moved)
{
	struct inode *inode = file->inode;
	struct piece piece;
	uint32_t some;
	int result = 0, stored;

	if (length && (offset + length < offset ||
		       offset + length > BLOCKS_MAX * FS_BLOCK))
		return DEMOS_FS_EFBIG;
	while (*moved < length && !result) {
		result = find_piece(inode, offset + *moved, length - *moved, 1,
				    &piece);
		if (result)
			break;
		result = write_piece(&piece, memory, *moved, &some);
		*moved += some;
	}
	if (offset + *moved > inode->size && *moved)
		inode->size = offset + *moved;
	inode->time = seconds();
	stored = inode_store(inode);
	return result ? result : stored;
}

/* ---- requests */

static int serve_io(struct file *file, const struct demos_message *message,
		    const struct demos_fs_io *asked, struct demos_fs_done *said)
{
	struct inode *inode = file->inode;
	uint32_t offset = asked->offset, moved = 0;
	int changes = asked->op == DEMOS_FS_WRITE ||
		asked->op == DEMOS_FS_TRUNCATE;
	int result;

	if (asked->op == DEMOS_FS_READ && !(file->flags & DEMOS_FS_FOR_READ))
		return DEMOS_FS_EACCES;
	if (changes && !(file->flags & DEMOS_FS_FOR_WRITE))
		return DEMOS_FS_EACCES;
	if (asked->op == DEMOS_FS_TRUNCATE)
		return offset == inode->size ? 0 :
		       zone_truncate(inode, offset, 0);
	if (asked->op == DEMOS_FS_FSYNC)
		return commit();
	if (asked->length > DEMOS_FS_IO_MAX)
		return DEMOS_FS_EINVAL;
	if (message->count < 2)
		return DEMOS_ENOLINK;
	if (asked->op == DEMOS_FS_READ) {
		result = read_file(file, offset, asked->length,
				   message->links[1], &moved);
	} else {
		if (file->flags & DEMOS_FS_APPEND)
			offset = inode->size;
		result = write_file(file, offset, asked->length,
				    message->links[1], &moved);
	}
	said->moved = moved;
	said->offset = offset + moved;
	return result;
}

/**
 * file_received() - take a message of CHANNEL_FILE
 * @message: a request of anybody who got the link, or a notice
 * @data: its data
 */
void file_received(const struct demos_message *message, void *data)
{
	struct file *file = find(message->code);
	const struct demos_fs_io *asked = data;
	struct demos_fs_done said;
	struct demos_fs_file about;

	if (message->flags & DEMOS_MESSAGE_NOTICE) {
		if (file)
			close_file(file);
		return;
	}
	if (!file || !is_request(message))
		return;
	if (message->length != sizeof(*asked) || asked->op < DEMOS_FS_READ ||
	    asked->op > DEMOS_FS_FSTAT) {
		answer_result(message, 0, DEMOS_ECALL);
		return;
	}
	if (asked->op == DEMOS_FS_FSTAT) {
		file_answer(&about, file->inode, asked->op);
		answer(message, &about, sizeof(about));
		return;
	}
	memset(&said, 0, sizeof(said));
	said.op = asked->op | DEMOS_OP_ANSWER;
	said.result = serve_io(file, message, asked, &said);
	said.size = file->inode->size;
	answer(message, &said, sizeof(said));
}
