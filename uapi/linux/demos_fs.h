/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The file system (section 2.3): data of the requests to its processes and of
 * their answers, big-endian. Documentation/files.rst describes the processes.
 *
 * A request is a message whose first link is the reply link. Each answer begins
 * with struct demos_answer: the operation with DEMOS_OP_ANSWER, and a result,
 * which is an enum demos_result or an enum demos_fs_result.
 */
#ifndef _LINUX_DEMOS_FS_H
#define _LINUX_DEMOS_FS_H

#include <linux/demos.h>

#define DEMOS_FS_NAME_MAX	30	/* bytes of a file's name */
#define DEMOS_FS_PATH_MAX	1024	/* of a path, with its final NUL */
#define DEMOS_FS_LIST_MAX	1024	/* bytes of an answer to LIST */
#define DEMOS_FS_IO_MAX		65536	/* bytes of one READ or WRITE */

/* Names at the switchboard */
#define DEMOS_FS_NAME		"fs"	/* a folder link to its root */
#define DEMOS_DISK_NAME		"disk"	/* the disk interface */

/* Results beyond enum demos_result, as errno has them */
enum demos_fs_result {
	DEMOS_FS_ENOENT = 256,	/* no such file or folder */
	DEMOS_FS_EEXIST,	/* there is one already */
	DEMOS_FS_ENOTDIR,	/* not a folder */
	DEMOS_FS_EISDIR,	/* is a folder */
	DEMOS_FS_ENOTEMPTY,	/* the folder is not empty */
	DEMOS_FS_ENAMETOOLONG,	/* a name or the path is too long */
	DEMOS_FS_EINVAL,	/* no such flag, an empty name, a folder into
				 * itself
				 */
	DEMOS_FS_EACCES,	/* the file's mode or the link does not allow it
				 */
	DEMOS_FS_EROFS,		/* the disk or the folder link is read-only */
	DEMOS_FS_ENOSPC,	/* no free block or inode */
	DEMOS_FS_EFBIG,		/* the file would be too large */
	DEMOS_FS_EMLINK,	/* too many names of one file */
	DEMOS_FS_EMFILE,	/* too many open files */
	DEMOS_FS_EIO,		/* the disk failed */
	DEMOS_FS_ECORRUPT,	/* the disk's content makes no sense there */
	__DEMOS_FS_RESULT_MAX
};

/*
 * Requests over a folder link. It leads to the request interpreter, and stands
 * for a folder, where paths without a leading "/" begin, and for a root. Paths
 * follow the structure, each with its final NUL. Links that are destroyed
 * need no other end: a folder or an open file is released with its last link.
 */
enum demos_fs_op {
	DEMOS_FS_OPEN = 448,	/* demos_fs_open, path; answer: demos_fs_file;
				 * link: the open file
				 */
	DEMOS_FS_FOLDER,	/* demos_fs_open, path; answer: demos_fs_file;
				 * link: a folder link whose folder is the path;
				 * flags: DEMOS_FS_ROOT, DEMOS_FS_READ_ONLY
				 */
	DEMOS_FS_STAT,		/* demos_fs_path, path; answer: demos_fs_file */
	DEMOS_FS_LIST,		/* demos_fs_list, path of a folder; answer:
				 * demos_fs_entries, entries: demos_fs_entry,
				 * name with its NUL; none: the end. next is
				 * greater than from
				 */
	DEMOS_FS_MKDIR,		/* demos_fs_open: its mode, path */
	DEMOS_FS_RMDIR,		/* demos_fs_path, path */
	DEMOS_FS_UNLINK,	/* demos_fs_path, path; open files keep their
				 * content
				 */
	DEMOS_FS_LINK,		/* demos_fs_path, old path, new path */
	DEMOS_FS_RENAME,	/* the same; replaces what has the new path */
	DEMOS_FS_CHMOD,		/* demos_fs_open: its mode, path */
	DEMOS_FS_UTIME,		/* demos_fs_time, path */
	DEMOS_FS_SYNC,		/* demos_fs_path, no path: all that was written
				 * before is on the disk when the answer comes
				 */
	DEMOS_FS_SPACE,		/* demos_fs_path, no path; answer:
				 * demos_fs_space
				 */

	/*
	 * Requests over the link of an open file. It leads to the buffer
	 * manager, which reads and writes the client's memory by itself: the
	 * second link is a link to that memory, with PASS and with WRITE (for
	 * READ) or READ (for WRITE).
	 */
	DEMOS_FS_READ = 480,	/* demos_fs_io; answer: demos_fs_done */
	DEMOS_FS_WRITE,		/* demos_fs_io; answer: demos_fs_done */
	DEMOS_FS_TRUNCATE,	/* demos_fs_io: offset is the new size; answer:
				 * demos_fs_done
				 */
	DEMOS_FS_FSYNC,		/* demos_fs_io; answer: demos_fs_done */
	DEMOS_FS_FSTAT,		/* demos_fs_io; answer: demos_fs_file */
};

/* demos_fs_open.flags */
#define DEMOS_FS_FOR_READ	0x0001	/* the open file may be read */
#define DEMOS_FS_FOR_WRITE	0x0002	/* it may be written */
#define DEMOS_FS_APPEND		0x0004	/* each WRITE is at the end */
#define DEMOS_FS_CREATE		0x0008	/* make the file if it is missing */
#define DEMOS_FS_EXCLUSIVE	0x0010	/* with CREATE: fail if it is there */
#define DEMOS_FS_EMPTY		0x0020	/* remove its content */
#define DEMOS_FS_ROOT		0x0100	/* FOLDER: its root, too: nothing
					 * outside of it can be named
					 */
#define DEMOS_FS_READ_ONLY	0x0200	/* FOLDER: nothing can be changed over
					 * it, nor over links that it gives
					 */

struct demos_fs_path {
	__be16 op;
	__be16 reserved;	/* 0 */
} __attribute__((packed));

struct demos_fs_open {
	__be16 op;
	__be16 flags;		/* DEMOS_FS_* */
	__be16 mode;		/* permissions of what is made, 0 to 0777 */
	__be16 reserved;	/* 0 */
} __attribute__((packed));

struct demos_fs_time {
	__be16 op;
	__be16 reserved;	/* 0 */
	__be32 time;		/* s since 1970 */
} __attribute__((packed));

/* A file as the disk's format has it */
struct demos_fs_file {
	__be16 op;
	__be16 result;
	__be32 inode;
	__be32 size;		/* bytes */
	__be32 time;		/* of the last change, s since 1970 */
	__be16 mode;		/* type and permissions, as in stat(2) */
	__be16 links;		/* names that it has */
	__be16 uid;
	__be16 gid;
} __attribute__((packed));

struct demos_fs_list {
	__be16 op;
	__be16 reserved;	/* 0 */
	__be32 from;		/* 0, or next of the answer before */
} __attribute__((packed));

struct demos_fs_entries {
	__be16 op;
	__be16 result;
	__be32 next;
} __attribute__((packed));

struct demos_fs_entry {
	__be32 inode;
	__be16 mode;		/* type, as in stat(2) */
} __attribute__((packed));

struct demos_fs_space {
	__be16 op;
	__be16 result;
	__be32 blocks;		/* of 1 KiB, for data */
	__be32 blocks_free;
	__be32 inodes;
	__be32 inodes_free;
	__be32 open;		/* open files */
	__be32 hits;		/* blocks found in the cache */
	__be32 misses;		/* blocks read from the disk */
	__be32 written;		/* blocks written to the disk */
} __attribute__((packed));

struct demos_fs_io {
	__be16 op;
	__be16 reserved;	/* 0 */
	__be32 offset;		/* in the file, bytes */
	__be32 length;		/* bytes, at most DEMOS_FS_IO_MAX, from the
				 * beginning of the data area
				 */
} __attribute__((packed));

struct demos_fs_done {
	__be16 op;
	__be16 result;
	__be32 moved;		/* bytes: fewer than asked for at the end of the
				 * file, or if the result says why
				 */
	__be32 offset;		/* where the next byte is: after an APPEND, the
				 * end of the file
				 */
	__be32 size;		/* of the file */
} __attribute__((packed));

/*
 * The disk interface. Its name's link answers OPEN alone: a disk has one user
 * at a time, as long as the given link exists.
 */
enum demos_disk_op {
	DEMOS_DISK_OPEN = 512,	/* demos_disk_io; second link: to the user, who
				 * gets empty requests over it that need no
				 * answer; answer: demos_disk_info; link: the
				 * disk
				 */
	DEMOS_DISK_READ,	/* demos_disk_io; second link: memory, with
				 * WRITE; answer: demos_answer
				 */
	DEMOS_DISK_WRITE,	/* demos_disk_io; second link: memory, with
				 * READ; answer: demos_answer
				 */
	DEMOS_DISK_FLUSH,	/* demos_disk_io; answer: demos_answer, when all
				 * that was written before is on the medium
				 */
};

#define DEMOS_DISK_BLOCK	1024	/* bytes */
#define DEMOS_DISK_BLOCKS_MAX	64	/* of one READ or WRITE */

struct demos_disk_io {
	__be16 op;
	__be16 count;		/* blocks */
	__be32 block;		/* the first one */
} __attribute__((packed));

struct demos_disk_info {
	__be16 op;
	__be16 result;
	__be32 blocks;
	__be32 flags;		/* DEMOS_DISK_READ_ONLY */
	__be64 id;		/* of this opening of the image: another one
				 * means that the disk interface was restarted
				 */
} __attribute__((packed));

#define DEMOS_DISK_READ_ONLY	0x0001

#endif /* _LINUX_DEMOS_FS_H */
