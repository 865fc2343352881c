// SPDX-License-Identifier: GPL-2.0
/*
 * The directory manager of the file system (section 2.3): names in folders. The
 * request interpreter sends it clients' requests, with the inodes that their
 * folder links stand for and with the clients' reply links.
 */
#include <string.h>
#include "folder.h"

#define OPEN_FLAGS	(DEMOS_FS_FOR_READ | DEMOS_FS_FOR_WRITE | \
			 DEMOS_FS_APPEND | DEMOS_FS_CREATE | \
			 DEMOS_FS_EXCLUSIVE | DEMOS_FS_EMPTY)
#define LIST_MAX	1024	/* bytes of an answer */
#define FORWARDED	(-1)	/* a result: the buffer manager answers */

/* A client's request */
union request {
	uint16_t op;
	struct demos_fs_path path;
	struct demos_fs_open open;
	struct demos_fs_time time;
	struct demos_fs_list list;
};

static union {
	struct demos_answer answer;
	struct demos_fs_file file;
	struct demos_fs_entries entries;
	uint8_t bytes[DEMOS_DATA_MAX];
} said;
static unsigned int length;

static int forward(const struct demos_message *message, unsigned int op,
		   unsigned int as, uint16_t inode, unsigned int flags,
		   unsigned int mode, uint32_t number)
{
	struct fs_request request;
	int result;

	buffer_request(&request, op, inode);
	request.as = as;
	request.flags = flags;
	request.mode = mode;
	request.number = number;
	result = buffer_forward(&request, message);
	return result ? result : FORWARDED;
}

static int op_open(const struct demos_message *message,
		   const union request *asked, const struct place *place,
		   int slash)
{
	struct demos_fs_file file;
	unsigned int flags = asked->open.flags;
	uint16_t inode = place->inode;
	int result;

	if (flags & ~OPEN_FLAGS || asked->open.mode > 0777 ||
	    !(flags & (DEMOS_FS_FOR_READ | DEMOS_FS_FOR_WRITE)))
		return DEMOS_FS_EINVAL;
	if (inode && flags & DEMOS_FS_CREATE && flags & DEMOS_FS_EXCLUSIVE)
		return DEMOS_FS_EEXIST;
	if (!inode) {
		if (!(flags & DEMOS_FS_CREATE))
			return DEMOS_FS_ENOENT;
		if (slash)
			return DEMOS_FS_EISDIR;
		result = change_make(place, FS_FILE | asked->open.mode, &file);
		if (result)
			return result;
		inode = file.inode;
		flags |= FS_NEW;
	}
	return forward(message, FS_OPEN, DEMOS_FS_OPEN, inode, flags, 0, 0);
}

static int op_folder(const struct demos_message *message,
		     const struct place *place)
{
	const struct demos_fs_file *folder;
	int result;

	if (!place->inode)
		return DEMOS_FS_ENOENT;
	result = folder_get(place->inode, &folder);
	if (result)
		return result;
	if (!(folder->mode & FS_MAY_PASS))
		return DEMOS_FS_EACCES;
	return forward(message, FS_HOLD, DEMOS_FS_FOLDER, place->inode, 0, 0,
		       0);
}

static int op_list(const union request *asked, const struct place *place)
{
	unsigned int size = LIST_MAX - sizeof(said.entries);
	uint32_t next;
	int result;

	if (!place->inode)
		return DEMOS_FS_ENOENT;
	result = list_folder(place->inode, asked->list.from,
			     said.bytes + sizeof(said.entries), &size, &next);
	if (result)
		return result;
	said.entries.next = next;
	length = sizeof(said.entries) + size;
	return 0;
}

static int op_change(const struct demos_message *message,
		     const union request *asked, const struct place *place)
{
	unsigned int mode = asked->open.mode;

	if (!place->inode)
		return DEMOS_FS_ENOENT;
	folder_forget(place->inode);
	if (asked->op == DEMOS_FS_UTIME)
		return forward(message, FS_UTIME, asked->op, place->inode, 0, 0,
			       asked->time.time);
	if (mode > 0777 || asked->open.flags)
		return DEMOS_FS_EINVAL;
	return forward(message, FS_CHMOD, asked->op, place->inode, 0, mode, 0);
}

/* MKDIR, RMDIR, UNLINK: the path has to end with a name. */
static int op_name(const union request *asked, const struct place *place)
{
	struct demos_fs_file file;

	if (asked->op == DEMOS_FS_MKDIR) {
		if (asked->open.mode > 0777 || asked->open.flags)
			return DEMOS_FS_EINVAL;
		return place->inode ? DEMOS_FS_EEXIST :
			change_make(place, FS_FOLDER | asked->open.mode, &file);
	}
	if (!place->inode)
		return DEMOS_FS_ENOENT;
	if (!place->folder)
		return DEMOS_FS_EINVAL;
	return change_remove(place, asked->op == DEMOS_FS_RMDIR);
}

/* LINK, RENAME: there are two paths. */
static int op_two(const struct fs_walk *walk, const union request *asked,
		  const struct place *old, const char *path)
{
	struct place new;
	int result;

	if (!old->inode)
		return DEMOS_FS_ENOENT;
	result = path_find(walk, path, &new);
	if (result)
		return result;
	if (asked->op == DEMOS_FS_LINK)
		return new.inode ? DEMOS_FS_EEXIST : change_link(old, &new);
	if (!old->folder || !new.folder)
		return DEMOS_FS_EINVAL;
	return change_rename(old, &new);
}

/* Where the path of a request begins */
static unsigned int head_of(unsigned int op)
{
	switch (op) {
	case DEMOS_FS_OPEN:
	case DEMOS_FS_FOLDER:
	case DEMOS_FS_MKDIR:
	case DEMOS_FS_CHMOD:
		return sizeof(struct demos_fs_open);
	case DEMOS_FS_LIST:
	case DEMOS_FS_UTIME:
		return sizeof(struct demos_fs_list);
	default:
		return sizeof(struct demos_fs_path);
	}
}

static int with_path(const struct demos_message *message,
		     const struct fs_walk *walk, const union request *asked)
{
	const char *path = (const char *)asked + head_of(asked->op);
	const char *end = strchr(path, 0);
	struct place place;
	int result = path_find(walk, path, &place);

	if (result)
		return result;
	switch (asked->op) {
	case DEMOS_FS_OPEN:
		return op_open(message, asked, &place, end[-1] == '/');
	case DEMOS_FS_FOLDER:
		return op_folder(message, &place);
	case DEMOS_FS_STAT:
		return place.inode ? forward(message, FS_STAT, asked->op,
					     place.inode, 0, 0, 0) :
			DEMOS_FS_ENOENT;
	case DEMOS_FS_LIST:
		return op_list(asked, &place);
	case DEMOS_FS_CHMOD:
	case DEMOS_FS_UTIME:
		return op_change(message, asked, &place);
	case DEMOS_FS_LINK:
	case DEMOS_FS_RENAME:
		return op_two(walk, asked, &place, end + 1);
	default:
		return op_name(asked, &place);
	}
}

/* The request interpreter has checked the request's form. */
static void owner_received(const struct demos_message *message, uint8_t *data)
{
	const struct fs_walk *walk = (const struct fs_walk *)data;
	const union request *asked = (const union request *)(walk + 1);
	int result = buffer_ready();

	data[message->length] = 0;
	length = sizeof(said.answer);
	if (result)
		result = DEMOS_FS_EIO;
	else if (asked->op == DEMOS_FS_SYNC)
		result = forward(message, FS_SYNC, asked->op, 0, 0, 0, 0);
	else if (asked->op == DEMOS_FS_SPACE)
		result = forward(message, FS_SPACE, asked->op, 0, 0, 0, 0);
	else
		result = with_path(message, walk, asked);
	if (result == FORWARDED)
		return;
	said.answer.op = asked->op | DEMOS_OP_ANSWER;
	said.answer.result = result;
	answer(message, &said, result ? sizeof(said.answer) : length);
}

static void handle(const struct demos_message *message, uint8_t *data)
{
	struct fs_claimed about;

	if (message->channel == CHANNEL_NAME &&
	    message->flags & DEMOS_MESSAGE_NOTICE) {
		buffer_notice(message, data);
	} else if (message->channel == CHANNEL_NAME) {
		memset(&about, 0, sizeof(about));
		about.inodes = inodes_max;
		claim_received(message, data, &about);
	} else if (message->channel == CHANNEL_OWNER &&
		   claim_is_owner(message, data) &&
		   message->length >= sizeof(struct fs_walk) + 2) {
		owner_received(message, data);
	}
}

int main(void)
{
	static uint8_t data[DEMOS_DATA_MAX + 1];
	struct demos_message message;
	int result = buffer_ready();

	if (!result)
		result = register_name(FS_FOLDER_NAME, 0);
	if (result) {
		say("cannot get the buffer manager", result);
		return 1;
	}
	for (;;) {
		result = receive(&message, data, DEMOS_DATA_MAX,
				 DEMOS_ALL_CHANNELS, DEMOS_FOREVER);
		if (result)
			continue;
		handle(&message, data);
		drop_links(&message);
	}
}
