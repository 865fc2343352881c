// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "fs.h"

#define PATIENCE	120000	/* ms */

int fs_begin(struct fs *fs, const char *name)
{
	int err = demos_open(&fs->demos);

	if (!err)
		err = demos_attach(fs->demos, name);
	if (!err)
		err = demos_find(fs->demos, DEMOS_FS_NAME, 60000, &fs->root);
	if (!err)
		err = demos_memory_create(fs->demos, FS_AREA, &fs->memory);
	return err;
}

void fs_end(struct fs *fs)
{
	demos_memory_destroy(fs->demos, &fs->memory);
	demos_close(fs->demos);
}

/* Return: the result in the answer, or a negative errno */
static int ask(struct fs *fs, __u32 link, const struct demos_outgoing *out,
	       struct demos_incoming *in, size_t size)
{
	const struct demos_answer *said = (const void *)in->data;
	int err = demos_call(fs->demos, link, out, PATIENCE, in);

	if (err)
		return err;
	if (in->length < sizeof(*said))
		return -EPROTO;
	err = __be16_to_cpu(said->result);
	if (!err && in->length < size)
		err = -EPROTO;
	if (err)
		demos_links_drop(fs->demos, in);
	return err;
}

static int ask_path(struct fs *fs, __u32 folder, const void *head, size_t size,
		    const char *path, const char *second,
		    struct demos_incoming *in, size_t least)
{
	unsigned char data[DEMOS_DATA_MAX];
	struct demos_outgoing out = { .data = data, .length = size };

	memcpy(data, head, size);
	if (path) {
		strcpy((char *)data + out.length, path);
		out.length += strlen(path) + 1;
	}
	if (second) {
		strcpy((char *)data + out.length, second);
		out.length += strlen(second) + 1;
	}
	return ask(fs, folder, &out, in, least);
}

static void take_file(const struct demos_incoming *in, struct fs_file *file)
{
	const struct demos_fs_file *said = (const void *)in->data;

	file->inode = __be32_to_cpu(said->inode);
	file->size = __be32_to_cpu(said->size);
	file->time = __be32_to_cpu(said->time);
	file->mode = __be16_to_cpu(said->mode);
	file->links = __be16_to_cpu(said->links);
}

int fs_path(struct fs *fs, __u32 folder, __u16 op, const char *path,
	    const char *second)
{
	const struct demos_fs_path head = { .op = __cpu_to_be16(op) };
	struct demos_incoming in;
	int result = ask_path(fs, folder, &head, sizeof(head), path, second,
			      &in, 0);

	if (!result)
		demos_links_drop(fs->demos, &in);
	return result;
}

static int ask_open(struct fs *fs, __u32 folder, __u16 op, const char *path,
		    __u16 flags, __u16 mode, struct demos_incoming *in)
{
	const struct demos_fs_open head = {
		.op = __cpu_to_be16(op),
		.flags = __cpu_to_be16(flags),
		.mode = __cpu_to_be16(mode),
	};

	return ask_path(fs, folder, &head, sizeof(head), path, NULL, in, 0);
}

static int ask_link(struct fs *fs, __u32 folder, __u16 op, const char *path,
		    __u16 flags, __u16 mode, struct fs_file *file, __u32 *link)
{
	struct demos_incoming in;
	int result = ask_open(fs, folder, op, path, flags, mode, &in);

	if (result)
		return result;
	if (in.nlinks != 1 || in.length != sizeof(struct demos_fs_file))
		return -EPROTO;
	if (file)
		take_file(&in, file);
	*link = in.links[0];
	return 0;
}

int fs_open(struct fs *fs, __u32 folder, const char *path, __u16 flags,
	    __u16 mode, struct fs_file *file, __u32 *link)
{
	return ask_link(fs, folder, DEMOS_FS_OPEN, path, flags, mode, file,
			link);
}

int fs_folder(struct fs *fs, __u32 folder, const char *path, __u16 flags,
	      __u32 *link)
{
	return ask_link(fs, folder, DEMOS_FS_FOLDER, path, flags, 0, NULL,
			link);
}

int fs_mkdir(struct fs *fs, __u32 folder, const char *path, __u16 mode)
{
	struct demos_incoming in;

	return ask_open(fs, folder, DEMOS_FS_MKDIR, path, 0, mode, &in);
}

int fs_chmod(struct fs *fs, __u32 folder, const char *path, __u16 mode)
{
	struct demos_incoming in;

	return ask_open(fs, folder, DEMOS_FS_CHMOD, path, 0, mode, &in);
}

int fs_utime(struct fs *fs, __u32 folder, const char *path, __u32 time)
{
	const struct demos_fs_time head = {
		.op = __cpu_to_be16(DEMOS_FS_UTIME),
		.time = __cpu_to_be32(time),
	};
	struct demos_incoming in;

	return ask_path(fs, folder, &head, sizeof(head), path, NULL, &in, 0);
}

int fs_stat(struct fs *fs, __u32 folder, const char *path,
	    struct fs_file *file)
{
	const struct demos_fs_path head = {
		.op = __cpu_to_be16(DEMOS_FS_STAT),
	};
	struct demos_incoming in;
	int result = ask_path(fs, folder, &head, sizeof(head), path, NULL, &in,
			      sizeof(struct demos_fs_file));

	if (!result)
		take_file(&in, file);
	return result;
}

int fs_list(struct fs *fs, __u32 folder, const char *path, __u32 *from,
	    struct demos_incoming *in)
{
	const struct demos_fs_list head = {
		.op = __cpu_to_be16(DEMOS_FS_LIST),
		.from = __cpu_to_be32(*from),
	};
	const struct demos_fs_entries *said = (const void *)in->data;
	int result = ask_path(fs, folder, &head, sizeof(head), path, NULL, in,
			      sizeof(*said));

	if (!result)
		*from = __be32_to_cpu(said->next);
	return result;
}

int fs_space(struct fs *fs, struct demos_fs_space *space)
{
	const struct demos_fs_path head = {
		.op = __cpu_to_be16(DEMOS_FS_SPACE),
	};
	struct demos_incoming in;
	int result = ask_path(fs, fs->root, &head, sizeof(head), NULL, NULL,
			      &in, sizeof(*space));

	if (!result)
		memcpy(space, in.data, sizeof(*space));
	return result;
}

int fs_io(struct fs *fs, __u32 file, __u16 op, __u32 offset, __u32 length,
	  struct demos_fs_done *done)
{
	const struct demos_fs_io head = {
		.op = __cpu_to_be16(op),
		.offset = __cpu_to_be32(offset),
		.length = __cpu_to_be32(length),
	};
	const struct demos_link lent = {
		.flags = DEMOS_LINK_PASS | (op == DEMOS_FS_READ ?
				DEMOS_LINK_WRITE : DEMOS_LINK_READ),
		.area = fs->memory.area,
		.length = length,
	};
	struct demos_outgoing out = { .data = &head, .length = sizeof(head) };
	struct demos_fs_done said = {};
	struct demos_incoming in;
	int result;

	if ((op == DEMOS_FS_READ || op == DEMOS_FS_WRITE) && length) {
		result = demos_link_create(fs->demos, &lent, &out.links[0]);
		if (result)
			return result;
		out.nlinks = 1;
	}
	result = ask(fs, file, &out, &in, 0);
	if (result >= 0 && in.length == sizeof(said))
		memcpy(&said, in.data, sizeof(said));
	else if (!result)
		result = -EPROTO;
	if (done) {
		memset(done, 0, sizeof(*done));
		done->moved = __be32_to_cpu(said.moved);
		done->offset = __be32_to_cpu(said.offset);
		done->size = __be32_to_cpu(said.size);
	}
	return result;
}

int fs_fstat(struct fs *fs, __u32 file, struct fs_file *about)
{
	const struct demos_fs_io head = {
		.op = __cpu_to_be16(DEMOS_FS_FSTAT),
	};
	const struct demos_outgoing out = { .data = &head,
					    .length = sizeof(head) };
	struct demos_incoming in;
	int result = ask(fs, file, &out, &in, sizeof(struct demos_fs_file));

	if (!result)
		take_file(&in, about);
	return result;
}
