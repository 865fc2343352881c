/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The request interpreter.
 *
 *	form.c		is it a request, with all that belongs to it?
 *	view.c		folder links
 *	main.c		requests to the directory manager
 */
#ifndef FS_REQUEST_H
#define FS_REQUEST_H

#include "../common/claim.h"

#define CHANNEL_VIEW	4	/* requests over links that FOLDER gave */

/* ---- form.c */

int form_check(const uint8_t *data, unsigned int length);
int form_changes(const uint8_t *data);

/* ---- view.c */

/**
 * struct view - what a folder link stands for
 * @root: inode; paths do not lead out of this folder
 * @folder: inode, where paths without a leading "/" begin
 * @life: counts the uses of this place; a link's code has it in its upper half
 * @flags: DEMOS_FS_READ_ONLY
 * @hold: an open file of the folder, which so stays; 0: the place is free
 */
struct view {
	uint16_t root;
	uint16_t folder;
	uint16_t life;
	uint16_t flags;
	demos_link_t hold;
};

const struct view *view_find(const struct demos_message *message);
int view_make(const struct view *from, unsigned int flags, uint16_t folder,
	      demos_link_t hold, demos_link_t *link);
void view_end(const struct demos_message *message);

#endif
