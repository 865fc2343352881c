// SPDX-License-Identifier: GPL-2.0
/*
 * explore SEED ROUNDS: uses a disk whose content may make no sense: lists,
 * reads and changes whatever it finds. Any result is right, as long as there
 * is one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs.h"

#define PATHS		64

static struct fs fs;
static unsigned int seed;
static char paths[PATHS][DEMOS_FS_PATH_MAX];
static int known = 1;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)((unsigned long long)(seed >> 4) * limit >> 28);
}

static int check(int result, const char *what, const char *path)
{
	if (result >= 0)
		return result;
	printf("explore: %s %s: %d (%s)\n", what, path, result,
	       demos_error(fs.demos));
	exit(1);
}

/* Note the paths below this one. */
static void list(const char *path)
{
	struct demos_incoming in;
	__u32 from = 0, before;
	int tries;

	for (tries = 0; tries < 20; tries++) {
		size_t at = sizeof(struct demos_fs_entries);

		before = from;
		if (check(fs_list(&fs, fs.root, path, &from, &in), "list",
			  path) || at == in.length)
			return;
		if (from <= before)
			check(-ELOOP, "list", path);
		while (at < in.length) {
			const char *name = (char *)in.data + at +
				sizeof(struct demos_fs_entry);
			int number = 1 + below(PATHS - 1);
			char *place;

			if (known < PATHS)
				number = known++;
			place = paths[number];
			snprintf(place, 900, "%.800s/%s",
				 strcmp(path, "/") ? path : "", name);
			at += sizeof(struct demos_fs_entry) + strlen(name) + 1;
		}
	}
}

static void use(const char *path)
{
	struct fs_file about;
	__u32 link;
	int i;

	if (check(fs_open(&fs, fs.root, path, DEMOS_FS_FOR_READ |
			  (below(2) ? DEMOS_FS_FOR_WRITE : 0), 0, &about,
			  &link), "open", path))
		return;
	for (i = 0; i < 4; i++)
		check(fs_io(&fs, link, below(2) ? DEMOS_FS_READ :
			    DEMOS_FS_WRITE, below(3) ? below(300000) :
			    below(60 << 20), 1 + below(30000), NULL), "io",
		      path);
	if (!below(4))
		check(fs_io(&fs, link, DEMOS_FS_TRUNCATE, below(200000), 0,
			    NULL), "truncate", path);
	demos_link_destroy(fs.demos, link);
}

static void operate(void)
{
	const char *path = paths[below(known)], *other = paths[below(known)];
	struct fs_file about;
	char name[DEMOS_FS_PATH_MAX];
	__u32 link;

	snprintf(name, sizeof(name), "%.900s/n%u", other, below(100));
	switch (below(10)) {
	case 0:
		check(fs_path(&fs, fs.root, DEMOS_FS_UNLINK, path, NULL),
		      "unlink", path);
		break;
	case 1:
		check(fs_path(&fs, fs.root, DEMOS_FS_RMDIR, path, NULL),
		      "rmdir", path);
		break;
	case 2:
		check(fs_path(&fs, fs.root, DEMOS_FS_RENAME, path, name),
		      "rename", path);
		break;
	case 3:
		check(fs_mkdir(&fs, fs.root, name, 0755), "mkdir", name);
		break;
	case 4:
		if (!check(fs_open(&fs, fs.root, name, DEMOS_FS_FOR_WRITE |
				   DEMOS_FS_CREATE, 0644, NULL, &link), "make",
			   name))
			demos_link_destroy(fs.demos, link);
		break;
	case 5:
		check(fs_stat(&fs, fs.root, path, &about), "stat", path);
		break;
	case 6:
		snprintf(name, sizeof(name), "%.800s/../..", path);
		list(name);
		break;
	case 7:
		check(fs_path(&fs, fs.root, DEMOS_FS_LINK, path, name), "link",
		      path);
		break;
	case 8:
		list(path);
		break;
	default:
		use(path);
	}
}

int main(int argc, char **argv)
{
	int i;

	if (argc != 3)
		return 2;
	seed = atoi(argv[1]);
	check(fs_begin(&fs, "explore"), "begin", "");
	strcpy(paths[0], "/");
	list("/");
	for (i = 0; i < known && i < PATHS; i++)
		list(paths[i]);
	for (i = atoi(argv[2]); i; i--)
		operate();
	check(fs_path(&fs, fs.root, DEMOS_FS_SYNC, NULL, NULL), "sync", "");
	fs_end(&fs);
	return 0;
}
