/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A client of the file system for its tests, over libdemos: each request as a
 * function, which returns the answer's result, or a negative errno if there was
 * no answer.
 */
#ifndef FS_TEST_FS_H
#define FS_TEST_FS_H

#include <demos.h>
#include <linux/demos_fs.h>

#define FS_AREA		(2 * DEMOS_FS_IO_MAX)

/**
 * struct fs - a client
 * @demos: its process
 * @root: folder link with the name of the file system
 * @memory: lent for READ and WRITE
 */
struct fs {
	struct demos *demos;
	__u32 root;
	struct demos_memory memory;
};

/* A file or folder, host byte order */
struct fs_file {
	__u32 inode;
	__u32 size;
	__u32 time;
	__u16 mode;
	__u16 links;
};

int fs_begin(struct fs *fs, const char *name);
void fs_end(struct fs *fs);

int fs_path(struct fs *fs, __u32 folder, __u16 op, const char *path,
	    const char *second);
int fs_open(struct fs *fs, __u32 folder, const char *path, __u16 flags,
	    __u16 mode, struct fs_file *file, __u32 *link);
int fs_folder(struct fs *fs, __u32 folder, const char *path, __u16 flags,
	      __u32 *link);
int fs_mkdir(struct fs *fs, __u32 folder, const char *path, __u16 mode);
int fs_chmod(struct fs *fs, __u32 folder, const char *path, __u16 mode);
int fs_utime(struct fs *fs, __u32 folder, const char *path, __u32 time);
int fs_stat(struct fs *fs, __u32 folder, const char *path,
	    struct fs_file *file);
int fs_list(struct fs *fs, __u32 folder, const char *path, __u32 *from,
	    struct demos_incoming *in);
int fs_space(struct fs *fs, struct demos_fs_space *space);

/* Bytes are at fs->memory.bytes; at most FS_AREA */
int fs_io(struct fs *fs, __u32 file, __u16 op, __u32 offset, __u32 length,
	  struct demos_fs_done *done);
int fs_fstat(struct fs *fs, __u32 file, struct fs_file *about);

#endif
