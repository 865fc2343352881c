// SPDX-License-Identifier: GPL-2.0
/*
 * Folder links: what each stands for. One that FOLDER gave cannot be
 * duplicated; a notice tells when it is destroyed. The link with the name of
 * the file system has the root of the disk, and no end.
 */
#include <stddef.h>
#include "request.h"

#define VIEWS		256

static struct view views[VIEWS];
static const struct view whole = {
	.root = FS_ROOT_INODE,
	.folder = FS_ROOT_INODE,
};

static struct view *find(uint32_t code)
{
	struct view *view = &views[code % VIEWS];

	if ((uint16_t)code >= VIEWS || !view->hold || view->life != code >> 16)
		return NULL;
	return view;
}

/**
 * view_find() - what does the link stand for that a request came over?
 * @message: the request
 *
 * Return: the view, or NULL
 */
const struct view *view_find(const struct demos_message *message)
{
	if (message->channel == CHANNEL_NAME)
		return &whole;
	return message->channel == CHANNEL_VIEW ? find(message->code) : NULL;
}

/**
 * view_make() - make a folder link
 * @from: the one over which it was asked for
 * @flags: DEMOS_FS_ROOT, DEMOS_FS_READ_ONLY
 * @folder: inode
 * @hold: an open file of the folder; taken if this succeeds
 * @link: it is written there
 *
 * Return: 0 or DEMOS_FS_EMFILE
 */
int view_make(const struct view *from, unsigned int flags, uint16_t folder,
	      demos_link_t hold, demos_link_t *link)
{
	struct view *view = views;

	while (view < views + VIEWS && view->hold)
		view++;
	if (view == views + VIEWS)
		return DEMOS_FS_EMFILE;
	view->life++;
	if (link_create(link, (uint32_t)view->life << 16 | (view - views),
			CHANNEL_VIEW, DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY))
		return DEMOS_FS_EMFILE;
	view->root = flags & DEMOS_FS_ROOT ? folder : from->root;
	view->folder = folder;
	view->flags = (from->flags | flags) & DEMOS_FS_READ_ONLY;
	view->hold = hold;
	return 0;
}

/**
 * view_end() - a folder link has been destroyed
 * @message: the notice
 */
void view_end(const struct demos_message *message)
{
	struct view *view = find(message->code);

	if (message->channel != CHANNEL_VIEW || !view)
		return;
	link_destroy(view->hold);
	view->hold = 0;
}
