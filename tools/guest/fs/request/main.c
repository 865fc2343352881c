// SPDX-License-Identifier: GPL-2.0
/*
 * The request interpreter of the file system (section 2.3): it knows what each
 * folder link stands for and allows. Most requests go on to the directory
 * manager with the client's reply link, so that the answer goes straight to
 * the client.
 */
#include <string.h>
#include "request.h"

static demos_link_t manager;

/* The client's request, behind what the directory manager needs beside it */
static struct {
	struct fs_walk walk;
	uint8_t data[DEMOS_DATA_MAX];
} whole;

/* Have a link to the directory manager. */
static int manager_ready(void)
{
	struct fs_claimed about;

	return manager ? 0 : claim_of(FS_FOLDER_NAME, &manager, &about);
}

static int lose_manager(void)
{
	link_destroy(manager);
	manager = 0;
	return DEMOS_FS_EIO;
}

static void prepare(const struct view *view)
{
	whole.walk.op = FS_WALK;
	whole.walk.root = view->root;
	whole.walk.folder = view->folder;
	whole.walk.reserved = 0;
}

static int forward(const struct view *view, const struct demos_message *message)
{
	int result;

	prepare(view);
	result = send_links(manager, &whole,
			    sizeof(whole.walk) + message->length,
			    message->links, 1);
	return result ? lose_manager() : 0;
}

/* Make a folder link. */
static int op_folder(const struct view *view,
		     const struct demos_message *message)
{
	const struct demos_fs_open *asked =
		(const struct demos_fs_open *)whole.data;
	const unsigned int flags = asked->flags;
	struct demos_message told;
	struct demos_fs_file file;
	demos_link_t link;
	int result;

	if (flags & ~(DEMOS_FS_ROOT | DEMOS_FS_READ_ONLY))
		return DEMOS_FS_EINVAL;
	prepare(view);
	if (call(manager, &whole, sizeof(whole.walk) + message->length, &file,
		 sizeof(file), &told))
		return lose_manager();
	result = file.result;
	if (!result && !told.count)
		result = DEMOS_FS_EIO;
	if (!result)
		result = view_make(view, flags, file.inode, told.links[0],
				   &link);
	if (result) {
		drop_links(&told);
		return result;
	}
	if (send_links(message->links[0], &file, sizeof(file), &link, 1))
		link_destroy(link);
	return 0;
}

/* Return: 0: it is, or will be, answered */
static int interpret(const struct view *view,
		     const struct demos_message *message)
{
	int result = form_check(whole.data, message->length);

	if (result)
		return result;
	if (view->flags & DEMOS_FS_READ_ONLY && form_changes(whole.data))
		return DEMOS_FS_EROFS;
	if (manager_ready())
		return DEMOS_FS_EIO;
	if (*(uint16_t *)whole.data == DEMOS_FS_FOLDER)
		return op_folder(view, message);
	return forward(view, message);
}

static void handle(const struct demos_message *message)
{
	const struct view *view = view_find(message);
	int result;

	if (message->flags & DEMOS_MESSAGE_NOTICE) {
		if (claim_is_over(message, whole.data, manager))
			lose_manager();
		else
			view_end(message);
		return;
	}
	if (!view || !is_request(message))
		return;
	result = interpret(view, message);
	if (result)
		answer_result(message, message->length < 2 ? 0 :
			      *(uint16_t *)whole.data, result);
}

int main(void)
{
	struct demos_message message;
	int result = manager_ready();

	if (!result)
		result = register_name(DEMOS_FS_NAME, 0);
	if (result) {
		say("cannot get the directory manager", result);
		return 1;
	}
	for (;;) {
		result = receive(&message, whole.data,
				 DEMOS_DATA_MAX - sizeof(whole.walk),
				 DEMOS_ALL_CHANNELS, DEMOS_FOREVER);
		if (!result) {
			handle(&message);
			drop_links(&message);
		} else if (result == DEMOS_ESIZE) {
			/* Nobody needs so much; it would stay for ever. */
			if (!receive(&message, &whole, sizeof(whole),
				     DEMOS_ALL_CHANNELS, 0))
				drop_links(&message);
		}
	}
}
