/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the file system's guests ask of each other.
 *
 * A request is accepted over one link alone, which the first process gets that
 * sends FS_CLAIM over the link with the server's name. As long as that link
 * exists nobody else gets one. It cannot be duplicated, and its holder passes
 * it on to nobody, so a request over it is from that process.
 *
 * The server checks a request all the same, since disks may have any content.
 */
#ifndef FS_INTERNAL_H
#define FS_INTERNAL_H

#include <demos.h>
#include <linux/demos_fs.h>

/* Names at the switchboard, whose links answer FS_CLAIM alone */
#define FS_BUFFER_NAME	"fs.buffer"
#define FS_FOLDER_NAME	"fs.folder"

#define FS_BLOCK	1024	/* bytes */
#define FS_ENTRY	32	/* bytes of a folder's entry: inode, name */
#define FS_ROOT_INODE	1

enum fs_op {
	FS_CLAIM = 576,		/* answer: fs_claimed; link: for all below */

	/* Of the buffer manager; fs_request */
	FS_STAT,		/* answer: demos_fs_file */
	FS_FETCH,		/* number: of a folder's block; answer:
				 * demos_fs_file, then the block
				 */
	FS_MODES,		/* inodes (16 bits each) follow; answer:
				 * demos_answer, and their modes
				 */
	FS_MAKE,		/* a new inode of that mode, with one name; a
				 * folder's: number is its parent; answer:
				 * demos_fs_file
				 */
	FS_LINK,		/* one more name */
	FS_DROP,		/* number names fewer, when the change of the
				 * folder is on the disk
				 */
	FS_ENTER,		/* number: offset in a folder; mode: the inode
				 * that entry is to name there; flags:
				 * FS_MOVED_IN, FS_MOVED_OUT
				 */
	FS_OPEN,		/* flags: of demos_fs_open; answer:
				 * demos_fs_file; link: the open file
				 */
	FS_HOLD,		/* the same, of a folder, which so stays */
	FS_CHMOD,
	FS_UTIME,		/* number: the time */
	FS_SYNC,
	FS_SPACE,		/* answer: demos_fs_space */

	/* Of the directory manager: fs_walk, then what the client sent */
	FS_WALK,
};

/* FS_ENTER: a name that RENAME enters, and the one that it takes out */
#define FS_MOVED_IN	0x0001
#define FS_MOVED_OUT	0x0002

/* FS_OPEN: the file has just been made, whatever its mode allows */
#define FS_NEW		0x8000

struct fs_request {
	__be16 op;
	__be16 as;		/* the answer's op is that of this request */
	__be16 inode;
	__be16 flags;
	__be16 mode;
	__be16 reserved;
	__be32 number;
	uint8_t entry[FS_ENTRY];
};

struct fs_claimed {
	__be16 op;
	__be16 result;
	__be16 inodes;		/* of the disk; they begin with 1 */
	__be16 read_only;
};

/* A folder link, as the request interpreter knows it */
struct fs_walk {
	__be16 op;
	__be16 root;		/* inode */
	__be16 folder;		/* inode */
	__be16 reserved;
};

/* Types of files in modes */
#define FS_TYPE		0170000
#define FS_FOLDER	0040000
#define FS_FILE		0100000

/* Permissions that count: there are no users, so the owner's */
#define FS_MAY_READ	0400
#define FS_MAY_WRITE	0200
#define FS_MAY_PASS	0100

#endif
