/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory manager.
 *
 *	buffer.c	what it asks of the buffer manager
 *	cache.c		folders and their blocks, as far as they were looked at
 *	path.c		from a path to a place in a folder
 *	list.c		what is in a folder
 *	change.c	names come, go and move
 *	main.c		requests to these
 *
 * Functions that return int return 0 or a result, unless they say otherwise.
 */
#ifndef FS_FOLDER_H
#define FS_FOLDER_H

#include "../common/claim.h"

#define NAME_SIZE	(DEMOS_FS_NAME_MAX + 1)

/* ---- buffer.c */

extern uint16_t inodes_max;

int buffer_ready(void);
void buffer_notice(const struct demos_message *message, const void *data);
void buffer_request(struct fs_request *request, unsigned int op,
		    uint16_t inode);
int buffer_ask(struct fs_request *request, struct demos_fs_file *file);
int buffer_fetch(uint16_t inode, uint32_t block, uint8_t *bytes,
		 struct demos_fs_file *file);
int buffer_modes(uint16_t *numbers, unsigned int count);
int buffer_forward(struct fs_request *request,
		   const struct demos_message *message);
int buffer_stat(uint16_t inode, struct demos_fs_file *file);
int buffer_drop(uint16_t inode, uint32_t count);

/* ---- cache.c */

int folder_get(uint16_t inode, const struct demos_fs_file **folder);
int folder_block(uint16_t inode, uint32_t block, uint8_t **bytes);
void folder_changed(const struct demos_fs_file *folder, uint32_t offset,
		    uint16_t inode, const uint8_t *entry);
void folder_forget(uint16_t inode);
void folder_forget_all(void);

/* ---- path.c */

/**
 * struct place - where a path leads
 * @folder: the folder that has, or would have, the name; 0 after "." and ".."
 * @inode: of the name; 0: there is none
 * @offset: of its entry, or of a free one
 * @name: the last name, filled up with 0
 */
struct place {
	uint16_t folder;
	uint16_t inode;
	uint32_t offset;
	uint8_t name[NAME_SIZE];
};

int path_find(const struct fs_walk *walk, const char *path,
	      struct place *place);
int path_is_below(uint16_t inode, uint16_t folder, int *is);
int path_entry(const uint8_t *entry, uint16_t *inode);

/* ---- list.c */

int list_folder(uint16_t inode, uint32_t from, uint8_t *to, unsigned int *size,
		uint32_t *next);
int list_is_empty(uint16_t inode);

/* ---- change.c */

int change_make(const struct place *place, uint16_t mode,
		struct demos_fs_file *file);
int change_remove(const struct place *place, int folder);
int change_link(const struct place *old, const struct place *new);
int change_rename(const struct place *old, const struct place *new);

#endif
