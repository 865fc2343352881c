// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the request interpreter: requests over a folder link.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "file.h"
#include "handle.h"
#include "list.h"

/* A folder of a disk of 64 MiB has no more */
#define ENTRIES_MAX	(64 << 20 >> 5)

/**
 * struct request - a request over a folder link
 * @op: enum demos_fs_op
 * @folder: the folder link
 * @what: what it does, for error texts
 * @head: the structure that it begins with; @head's op is filled in
 * @size: of @head
 * @path: behind it, or NULL
 * @name: behind that, or NULL
 */
struct request {
	__u16 op;
	__u32 folder;
	const char *what;
	void *head;
	size_t size;
	const char *path;
	const char *name;
};

/* Append a text with its NUL; returns false if it is too long for a path */
static bool add_path(char *data, size_t *length, const char *path)
{
	size_t size;

	if (!path)
		return true;
	size = strlen(path) + 1;
	if (size > DEMOS_FS_PATH_MAX)
		return false;
	memcpy(data + *length, path, size);
	*length += size;
	return true;
}

/* The answer has at least @least bytes if this returns 0 */
static int ask(struct demos *demos, const struct request *request,
	       struct demos_incoming *in, size_t least)
{
	char data[sizeof(struct demos_fs_open) + 2 * DEMOS_FS_PATH_MAX];
	struct demos_outgoing out = { .data = data, .length = request->size };
	__be16 op = __cpu_to_be16(request->op);
	int err;

	memcpy(data, request->head, request->size);
	memcpy(data, &op, sizeof(op));
	if (!add_path(data, &out.length, request->path) ||
	    !add_path(data, &out.length, request->name))
		return demos_handle_fail_result(demos, DEMOS_FS_ENAMETOOLONG,
						request->what);
	err = demos_file_call(demos, request->folder, &out, in, least);
	return request->path ?
	       demos_handle_about(demos, err, "%s %s", request->what,
				  request->path) :
	       demos_handle_about(demos, err, "%s", request->what);
}

/* A request that is answered by a result alone */
static int do_request(struct demos *demos, const struct request *request)
{
	struct demos_incoming in;
	int err = ask(demos, request, &in, sizeof(struct demos_answer));

	if (!err)
		demos_links_drop(demos, &in);
	return err;
}

static int do_paths(struct demos *demos, __u16 op, __u32 folder,
		    const char *what, const char *path, const char *name)
{
	struct demos_fs_path head = {};
	const struct request request = {
		op, folder, what, &head, sizeof(head), path, name,
	};

	return do_request(demos, &request);
}

static int do_mode(struct demos *demos, __u16 op, __u32 folder,
		   const char *what, const char *path, unsigned int mode)
{
	struct demos_fs_open head = { .mode = __cpu_to_be16(mode) };
	const struct request request = {
		op, folder, what, &head, sizeof(head), path, NULL,
	};

	return do_request(demos, &request);
}

/* A request that is answered by a file's description and a link to it */
static int get_link(struct demos *demos, const struct request *request,
		    __u32 *link, struct demos_file_info *info)
{
	struct demos_incoming in;
	int err = ask(demos, request, &in, sizeof(struct demos_fs_file));

	if (err)
		return err;
	if (in.nlinks != 1) {
		demos_links_drop(demos, &in);
		return demos_handle_fail(demos, -EPROTO,
					 "%s %s: the answer encloses no link",
					 request->what, request->path);
	}
	*link = in.links[0];
	if (info)
		demos_file_describe(&in, info);
	return 0;
}

int demos_fs_open(struct demos *demos, __u32 folder, const char *path,
		  unsigned int flags, unsigned int mode, __u32 *file,
		  struct demos_file_info *info)
{
	struct demos_fs_open head = { .flags = __cpu_to_be16(flags),
				      .mode = __cpu_to_be16(mode) };
	const struct request request = {
		DEMOS_FS_OPEN, folder, "open", &head, sizeof(head), path, NULL,
	};

	return get_link(demos, &request, file, info);
}

int demos_fs_folder(struct demos *demos, __u32 folder, const char *path,
		    unsigned int flags, __u32 *link)
{
	struct demos_fs_open head = { .flags = __cpu_to_be16(flags) };
	const struct request request = {
		DEMOS_FS_FOLDER, folder, "open", &head, sizeof(head), path,
		NULL,
	};

	return get_link(demos, &request, link, NULL);
}

int demos_fs_stat(struct demos *demos, __u32 folder, const char *path,
		  struct demos_file_info *info)
{
	struct demos_fs_path head = {};
	const struct request request = {
		DEMOS_FS_STAT, folder, "look at", &head, sizeof(head), path,
		NULL,
	};
	struct demos_incoming in;
	int err = ask(demos, &request, &in, sizeof(struct demos_fs_file));

	if (err)
		return err;
	demos_links_drop(demos, &in);
	demos_file_describe(&in, info);
	return 0;
}

/* Return: bytes of the entry at @at, 0: it is none */
static size_t read_entry(const struct demos_incoming *in, size_t at,
			 struct demos_file_entry *entry)
{
	const char *name = (const char *)in->data + at +
			   sizeof(struct demos_fs_entry);
	struct demos_fs_entry head;
	size_t length;

	if (in->length - at <= sizeof(head))
		return 0;
	memcpy(&head, in->data + at, sizeof(head));
	length = strnlen(name, in->length - at - sizeof(head));
	if (!length || length >= sizeof(entry->name) ||
	    at + sizeof(head) + length == in->length ||
	    memchr(name, '/', length))
		return 0;
	memset(entry, 0, sizeof(*entry));
	memcpy(entry->name, name, length);
	entry->inode = __be32_to_cpu(head.inode);
	entry->mode = __be16_to_cpu(head.mode);
	return sizeof(head) + length + 1;
}

/* Return: how many entries an answer had, or a negative errno */
static int add_entries(struct demos *demos, const struct demos_incoming *in,
		       struct demos_list *list)
{
	size_t at = sizeof(struct demos_fs_entries), size;
	struct demos_file_entry *entry;
	int count = 0;

	for (; at < in->length; at += size, count++) {
		entry = demos_list_add(list);
		if (!entry)
			return demos_handle_fail(demos, -ENOMEM, "no memory");
		size = read_entry(in, at, entry);
		if (!size || list->count > ENTRIES_MAX)
			return demos_handle_fail(demos, -EPROTO,
						 "the answer holds a wrong name");
	}
	return count;
}

int demos_fs_list(struct demos *demos, __u32 folder, const char *path,
		  struct demos_file_entry **list)
{
	struct demos_list entries = { .size = sizeof(**list) };
	struct demos_fs_list head = {};
	const struct request request = {
		DEMOS_FS_LIST, folder, "list", &head, sizeof(head), path, NULL,
	};
	struct demos_fs_entries answer;
	struct demos_incoming in;
	int err;

	do {
		err = ask(demos, &request, &in, sizeof(answer));
		if (err)
			break;
		demos_links_drop(demos, &in);
		memcpy(&answer, in.data, sizeof(answer));
		err = add_entries(demos, &in, &entries);
		if (err > 0 &&
		    __be32_to_cpu(answer.next) <= __be32_to_cpu(head.from))
			err = demos_handle_fail(demos, -EPROTO,
						"list %s: it has no end", path);
		head.from = answer.next;
	} while (err > 0);
	return demos_list_result(&entries, err, (void **)list);
}

int demos_fs_mkdir(struct demos *demos, __u32 folder, const char *path,
		   unsigned int mode)
{
	return do_mode(demos, DEMOS_FS_MKDIR, folder, "make folder", path,
		       mode);
}

int demos_fs_rmdir(struct demos *demos, __u32 folder, const char *path)
{
	return do_paths(demos, DEMOS_FS_RMDIR, folder, "remove folder", path,
			NULL);
}

int demos_fs_unlink(struct demos *demos, __u32 folder, const char *path)
{
	return do_paths(demos, DEMOS_FS_UNLINK, folder, "remove", path, NULL);
}

int demos_fs_link(struct demos *demos, __u32 folder, const char *path,
		  const char *name)
{
	return do_paths(demos, DEMOS_FS_LINK, folder, "link", path, name);
}

int demos_fs_rename(struct demos *demos, __u32 folder, const char *path,
		    const char *name)
{
	return do_paths(demos, DEMOS_FS_RENAME, folder, "rename", path, name);
}

int demos_fs_chmod(struct demos *demos, __u32 folder, const char *path,
		   unsigned int mode)
{
	return do_mode(demos, DEMOS_FS_CHMOD, folder,
		       "change permissions of", path, mode);
}

int demos_fs_utime(struct demos *demos, __u32 folder, const char *path,
		   __u32 time)
{
	struct demos_fs_time head = { .time = __cpu_to_be32(time) };
	const struct request request = {
		DEMOS_FS_UTIME, folder, "set the time of", &head, sizeof(head),
		path, NULL,
	};

	return do_request(demos, &request);
}

int demos_fs_sync(struct demos *demos, __u32 folder)
{
	return do_paths(demos, DEMOS_FS_SYNC, folder, "write to the disk",
			NULL, NULL);
}

int demos_fs_space(struct demos *demos, __u32 folder,
		   struct demos_file_space *space)
{
	struct demos_fs_path head = {};
	const struct request request = {
		DEMOS_FS_SPACE, folder, "look at the disk's room", &head,
		sizeof(head), NULL, NULL,
	};
	struct demos_fs_space answer;
	struct demos_incoming in;
	int err = ask(demos, &request, &in, sizeof(answer));

	if (err)
		return err;
	demos_links_drop(demos, &in);
	memcpy(&answer, in.data, sizeof(answer));
	*space = (struct demos_file_space){
		.blocks = __be32_to_cpu(answer.blocks),
		.blocks_free = __be32_to_cpu(answer.blocks_free),
		.inodes = __be32_to_cpu(answer.inodes),
		.inodes_free = __be32_to_cpu(answer.inodes_free),
		.open = __be32_to_cpu(answer.open),
		.hits = __be32_to_cpu(answer.hits),
		.misses = __be32_to_cpu(answer.misses),
		.written = __be32_to_cpu(answer.written),
	};
	return 0;
}
