// SPDX-License-Identifier: GPL-2.0
/*
 * client NAME SEED ROUNDS [BYTES]: random operations in a folder NAME of the
 * file system, each compared with a model here: files with content, folders.
 * Ends with status 0 if all answers were as the model has them.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs.h"

#define FILES		12
#define SIZE_MAX_	300000

/**
 * struct file - a file of the model
 * @there: it exists
 * @size: bytes
 * @bytes: its content
 */
struct file {
	bool there;
	__u32 size;
	unsigned char *bytes;
};

static struct fs fs;
static __u32 home;
static struct file files[FILES];
static unsigned int seed;
static unsigned long long moved;
static const char *self;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)((unsigned long long)(seed >> 4) * limit >> 28);
}

static void wrong(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	printf("%s: ", self);
	vprintf(format, list);
	printf(" (%s)\n", demos_error(fs.demos));
	va_end(list);
	exit(1);
}

static void must(int result, const char *what, const char *name)
{
	if (result)
		wrong("%s %s: result %d", what, name, result);
}

/* f0 to f5 are in the client's folder, the others in its folder "d" */
static const char *name_of(int number)
{
	static char names[FILES][32];

	sprintf(names[number], number < FILES / 2 ? "f%d" : "d/f%d", number);
	return names[number];
}

static __u32 open_file(int number, __u16 flags)
{
	__u32 link;

	must(fs_open(&fs, home, name_of(number), flags, 0644, NULL, &link),
	     "open", name_of(number));
	return link;
}

static void close_file(__u32 link)
{
	must(demos_link_destroy(fs.demos, link), "close", "");
}

static void grow(struct file *file, __u32 size)
{
	if (size > file->size) {
		memset(file->bytes + file->size, 0, size - file->size);
		file->size = size;
	}
}

static void write_some(int number)
{
	struct file *file = &files[number];
	__u32 length = below(4) ? 1 + below(8000) : 1 + below(DEMOS_FS_IO_MAX);
	__u32 offset = below(3) ? file->size : below(SIZE_MAX_ / 2);
	bool append = !below(4);
	unsigned char *bytes = fs.memory.bytes;
	struct demos_fs_done done;
	__u32 link, i;

	if (append)
		offset = file->size;
	if (offset + length > SIZE_MAX_)
		offset = 0;
	if (append && !offset)
		append = false;
	for (i = 0; i < length; i++)
		bytes[i] = below(256);
	link = open_file(number, DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE |
			 (append ? DEMOS_FS_APPEND : 0));
	must(fs_io(&fs, link, DEMOS_FS_WRITE, append ? 0 : offset, length,
		   &done), "write", name_of(number));
	file->there = true;
	grow(file, offset + length);
	memcpy(file->bytes + offset, bytes, length);
	if (done.moved != length || done.offset != offset + length ||
	    done.size != file->size)
		wrong("write %s: moved %u of %u, offset %u, size %u",
		      name_of(number), done.moved, length, done.offset,
		      done.size);
	if (!below(8))
		must(fs_io(&fs, link, DEMOS_FS_FSYNC, 0, 0, NULL), "fsync",
		     name_of(number));
	close_file(link);
	moved += length;
}

static void compare(int number, __u32 offset, __u32 length, __u32 link)
{
	const struct file *file = &files[number];
	const unsigned char *bytes = fs.memory.bytes;
	struct demos_fs_done done;
	__u32 expected = 0, i;

	memset(fs.memory.bytes, 0xa5, length);
	must(fs_io(&fs, link, DEMOS_FS_READ, offset, length, &done), "read",
	     name_of(number));
	if (offset < file->size)
		expected = file->size - offset < length ? file->size - offset :
							  length;
	if (done.moved != expected || done.size != file->size)
		wrong("read %s at %u: %u bytes of %u, size %u not %u",
		      name_of(number), offset, done.moved, expected, done.size,
		      file->size);
	for (i = 0; i < expected; i++) {
		if (bytes[i] != file->bytes[offset + i])
			wrong("read %s: byte %u is %u, not %u",
			      name_of(number), offset + i, bytes[i],
			      file->bytes[offset + i]);
	}
	moved += expected;
}

static void read_some(int number)
{
	__u32 link;

	if (!files[number].there)
		return;
	link = open_file(number, DEMOS_FS_FOR_READ);
	compare(number, below(files[number].size + 10), 1 + below(20000), link);
	close_file(link);
}

static void read_all(int number)
{
	__u32 link, offset, step = 1 + below(DEMOS_FS_IO_MAX);

	if (!files[number].there)
		return;
	link = open_file(number, DEMOS_FS_FOR_READ);
	for (offset = 0; offset < files[number].size; offset += step)
		compare(number, offset, step, link);
	close_file(link);
}

static void truncate_file(int number)
{
	struct file *file = &files[number];
	__u32 link, size = below(2) ? below(file->size + 1) :
				      below(SIZE_MAX_);

	if (!file->there)
		return;
	link = open_file(number, DEMOS_FS_FOR_WRITE);
	must(fs_io(&fs, link, DEMOS_FS_TRUNCATE, size, 0, NULL), "truncate",
	     name_of(number));
	grow(file, size);
	file->size = size;
	close_file(link);
}

/* Its content stays as long as it is open. */
static void remove_file(int number)
{
	struct file *file = &files[number];
	__u32 link;

	if (!file->there)
		return;
	link = open_file(number, DEMOS_FS_FOR_READ);
	must(fs_path(&fs, home, DEMOS_FS_UNLINK, name_of(number), NULL),
	     "unlink", name_of(number));
	if (!below(4))
		must(fs_path(&fs, home, DEMOS_FS_SYNC, NULL, NULL), "sync", "");
	compare(number, 0, 1 + below(DEMOS_FS_IO_MAX), link);
	close_file(link);
	file->there = false;
	file->size = 0;
}

static void rename_file(int from, int to)
{
	struct file file = files[from];

	if (from == to || !file.there)
		return;
	must(fs_path(&fs, home, DEMOS_FS_RENAME, name_of(from), name_of(to)),
	     "rename", name_of(from));
	files[from] = files[to];
	files[from].there = false;
	files[from].size = 0;
	files[to] = file;
}

static void look(int number)
{
	const struct file *file = &files[number];
	struct fs_file about;
	int result = fs_stat(&fs, home, name_of(number), &about);

	if (!file->there && result != DEMOS_FS_ENOENT)
		wrong("stat %s: result %d", name_of(number), result);
	if (!file->there)
		return;
	must(result, "stat", name_of(number));
	if (about.size != file->size || about.links != 1 ||
	    about.mode != (S_IFREG | 0644))
		wrong("stat %s: size %u, not %u; %u links; mode %o",
		      name_of(number), about.size, file->size, about.links,
		      about.mode);
}

static void folders(void)
{
	char name[32], other[96];
	__u32 link, view;
	int i;

	sprintf(name, "e%u", below(1000000));
	sprintf(other, "d/%s", name);
	must(fs_mkdir(&fs, home, name, 0755), "mkdir", name);
	must(fs_folder(&fs, home, name, DEMOS_FS_ROOT, &view), "folder", name);
	for (i = 0; i < 3; i++) {
		sprintf(other + 64, "../../x%d", i);
		must(fs_open(&fs, view, other + 64, DEMOS_FS_FOR_WRITE |
			     DEMOS_FS_CREATE | DEMOS_FS_EXCLUSIVE, 0600, NULL,
			     &link), "open", other + 64);
		close_file(link);
	}
	if (fs_path(&fs, home, DEMOS_FS_RMDIR, name, NULL) !=
	    DEMOS_FS_ENOTEMPTY)
		wrong("rmdir %s: it is not empty", name);
	must(fs_path(&fs, home, DEMOS_FS_RENAME, name, other), "rename", name);
	if (fs_path(&fs, home, DEMOS_FS_RENAME, "d", other) !=
	    DEMOS_FS_EINVAL)
		wrong("rename d to %s: it is in there", other);
	for (i = 0; i < 3; i++) {
		sprintf(other + 64, "/x%d", i);
		must(fs_path(&fs, view, DEMOS_FS_UNLINK, other + 64, NULL),
		     "unlink", other + 64);
	}
	must(fs_path(&fs, home, DEMOS_FS_RMDIR, other, NULL), "rmdir", other);
	if (fs_open(&fs, view, "y", DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE, 0600,
		    NULL, &link) != DEMOS_FS_ENOENT)
		wrong("open in %s, which was removed", other);
	must(demos_link_destroy(fs.demos, view), "end of", name);
}

/* Each file of the model, and nothing else, is in the lists. */
static void list(const char *path, int first, int last)
{
	bool seen[FILES] = {};
	struct demos_incoming in;
	__u32 from = 0;
	int number;

	for (;;) {
		size_t at = sizeof(struct demos_fs_entries);

		must(fs_list(&fs, home, path, &from, &in), "LIST", path);
		if (at == in.length)
			break;
		while (at < in.length) {
			const char *name = (char *)in.data + at +
				sizeof(struct demos_fs_entry);

			at += sizeof(struct demos_fs_entry) + strlen(name) + 1;
			if (!strcmp(name, ".") || !strcmp(name, "..") ||
			    !strcmp(name, "d"))
				continue;
			number = atoi(name + 1);
			if (*name != 'f' || number < first || number > last ||
			    seen[number])
				wrong("LIST %s: %s", path, name);
			seen[number] = true;
		}
	}
	for (number = first; number <= last; number++) {
		if (seen[number] != files[number].there)
			wrong("LIST %s: f%d", path, number);
	}
}

static void operate(void)
{
	int number = below(FILES);

	switch (below(16)) {
	case 0:
		truncate_file(number);
		break;
	case 1:
		remove_file(number);
		break;
	case 2:
		rename_file(number, below(FILES));
		break;
	case 3:
		folders();
		break;
	case 4:
		list(".", 0, FILES / 2 - 1);
		list("d/", FILES / 2, FILES - 1);
		break;
	case 5:
		look(number);
		break;
	case 6:
	case 7:
		read_all(number);
		break;
	case 8:
	case 9:
	case 10:
		read_some(number);
		break;
	default:
		write_some(number);
	}
}

int main(int argc, char **argv)
{
	unsigned long long bytes = argc > 4 ? atoll(argv[4]) : 0;
	int i, rounds;

	if (argc < 4)
		return 2;
	self = argv[1];
	seed = atoi(argv[2]);
	rounds = atoi(argv[3]);
	must(fs_begin(&fs, self), "begin", self);
	for (i = 0; i < FILES; i++)
		files[i].bytes = calloc(1, SIZE_MAX_ + DEMOS_FS_IO_MAX);
	must(fs_mkdir(&fs, fs.root, self, 0755), "mkdir", self);
	must(fs_folder(&fs, fs.root, self, 0, &home), "folder", self);
	must(fs_mkdir(&fs, home, "d", 0755), "mkdir", "d");
	for (i = 0; i < rounds || moved < bytes; i++)
		operate();
	for (i = 0; i < FILES; i++)
		read_all(i);
	must(fs_path(&fs, home, DEMOS_FS_SYNC, NULL, NULL), "sync", "");
	printf("%s: %llu bytes\n", self, moved);
	fs_end(&fs);
	return 0;
}
