// SPDX-License-Identifier: GPL-2.0
/*
 * synced SEED ROUNDS RECORD: works on the file system, and prints what must be,
 * or may be, on the disk at each moment, for ./cuts. RECORD is the file of
 * demos-disk --record; its size tells the moment. A line is
 *
 *	SIZE may PATH SUM	from now on the file may have this content
 *	SIZE must PATH SUM	from now on it has this content, and no other
 *	SIZE one PATH,PATH SUM	one of them has it, until either is named again
 *
 * SUM is the CRC-32 of its content; "-": there is no such file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fs.h"

#define FILES		10
#define SIZE		20000

static struct fs fs;
static const char *record;
static unsigned int seed;

/* The content that each file has, as a text; "" was changed and not synced */
static char sums[FILES][16];
static bool known[FILES];

/* It is on the disk as it is here */
static bool settled[FILES];

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)((unsigned long long)(seed >> 4) * limit >> 28);
}

static void must(int result, const char *what)
{
	if (!result)
		return;
	fprintf(stderr, "synced: %s: result %d (%s)\n", what, result,
		demos_error(fs.demos));
	exit(1);
}

static void say(const char *verb, const char *path, const char *sum)
{
	struct stat status;

	if (stat(record, &status))
		must(-1, record);
	printf("%lld %s %s %s\n", (long long)status.st_size, verb, path, sum);
}

static unsigned int crc(const unsigned char *bytes, __u32 length)
{
	unsigned int sum = ~0U;
	int i;

	while (length--) {
		sum ^= *bytes++;
		for (i = 0; i < 8; i++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

static const char *name_of(int number)
{
	static char names[FILES][16];

	sprintf(names[number], number & 1 ? "/d/f%d" : "/f%d", number);
	return names[number];
}

static void sync_all(void)
{
	int i;

	must(fs_path(&fs, fs.root, DEMOS_FS_SYNC, NULL, NULL), "sync");
	for (i = 0; i < FILES; i++) {
		if (known[i])
			say("must", name_of(i), sums[i]);
		settled[i] = known[i];
	}
}

/* Some content, and its sum. Return: how many bytes */
static __u32 fill(char *sum)
{
	/* Without bytes there is no memory to write from */
	__u32 size = 1 + (below(4) ? below(SIZE / 10) : below(SIZE)), i;
	unsigned char *bytes = fs.memory.bytes;

	for (i = 0; i < size; i++)
		bytes[i] = below(256);
	sprintf(sum, "%08x", crc(bytes, size));
	return size;
}

/* Write a new file. Its content has the sum in @sum. */
static void make(const char *path, char *sum, bool fsync)
{
	__u32 size = fill(sum), link;

	must(fs_open(&fs, fs.root, path, DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE |
		     DEMOS_FS_EMPTY, 0644, NULL, &link), path);
	must(fs_io(&fs, link, DEMOS_FS_WRITE, 0, size, NULL), "write");
	if (fsync)
		must(fs_io(&fs, link, DEMOS_FS_FSYNC, 0, 0, NULL), "fsync");
	demos_link_destroy(fs.demos, link);
}

/* The way to replace a file: either content is there, at any moment. */
static void replace(int number)
{
	char sum[16];

	make("/new", sum, true);
	say("may", name_of(number), sum);
	must(fs_path(&fs, fs.root, DEMOS_FS_RENAME, "/new", name_of(number)),
	     "rename");
	strcpy(sums[number], sum);
	known[number] = true;
	settled[number] = false;
}

/* Not the way to do it: the file may be empty; but it has nothing else. */
static void rewrite(int number)
{
	unsigned int before;
	char sum[16];

	if (!settled[number])
		sync_all();
	before = seed;
	/* The same bytes as later, for their sum */
	fill(sum);
	seed = before;
	say("may", name_of(number), "00000000");
	say("may", name_of(number), sum);
	make(name_of(number), sum, false);
	strcpy(sums[number], sum);
	known[number] = true;
	settled[number] = false;
}

static void move(int from, int to)
{
	char both[40];

	if (from == to || !known[from] || !strcmp(sums[from], "-"))
		return;
	say("may", name_of(to), sums[from]);
	say("may", name_of(from), "-");
	if (settled[from]) {
		sprintf(both, "%s,%s", name_of(from), name_of(to));
		say("one", both, sums[from]);
	}
	must(fs_path(&fs, fs.root, DEMOS_FS_RENAME, name_of(from),
		     name_of(to)), "rename");
	memcpy(sums[to], sums[from], sizeof(sums[to]));
	strcpy(sums[from], "-");
	known[to] = true;
	settled[from] = false;
	settled[to] = false;
}

static void drop(int number)
{
	if (!known[number] || !strcmp(sums[number], "-"))
		return;
	say("may", name_of(number), "-");
	must(fs_path(&fs, fs.root, DEMOS_FS_UNLINK, name_of(number), NULL),
	     "unlink");
	strcpy(sums[number], "-");
	settled[number] = false;
}

/* A folder with more than a block of names, on blocks that were others' */
static void crowd(void)
{
	char path[32];
	int i;

	fs_mkdir(&fs, fs.root, "/g", 0755);
	for (i = 0; i < 40; i++) {
		sprintf(path, "/g/x%d", i);
		fs_path(&fs, fs.root, DEMOS_FS_LINK, "/f0", path);
	}
	if (below(2))
		sync_all();
	for (i = 0; i < 40; i++) {
		sprintf(path, "/g/x%d", i);
		fs_path(&fs, fs.root, DEMOS_FS_UNLINK, path, NULL);
	}
	fs_path(&fs, fs.root, DEMOS_FS_RMDIR, "/g", NULL);
}

/* Whatever else happens, without a promise */
static void noise(void)
{
	char path[32], other[32], sum[16];

	sprintf(path, "/n%u", below(30));
	sprintf(other, "/d/n%u", below(30));
	switch (below(6)) {
	case 5:
		crowd();
		break;
	case 0:
		fs_path(&fs, fs.root, DEMOS_FS_UNLINK, path, NULL);
		fs_path(&fs, fs.root, DEMOS_FS_RMDIR, path, NULL);
		break;
	case 1:
		fs_path(&fs, fs.root, DEMOS_FS_RENAME, path, other);
		break;
	case 2:
		fs_mkdir(&fs, fs.root, other, 0755);
		fs_path(&fs, fs.root, DEMOS_FS_RENAME, other, path);
		break;
	case 3:
		fs_path(&fs, fs.root, DEMOS_FS_LINK, "/f0", other);
		break;
	default:
		sprintf(path, "/z%u", below(5));
		make(path, sum, false);
	}
}

int main(int argc, char **argv)
{
	int i, rounds;

	if (argc != 4)
		return 2;
	seed = atoi(argv[1]);
	rounds = atoi(argv[2]);
	record = argv[3];
	must(fs_begin(&fs, "synced"), "begin");
	must(fs_mkdir(&fs, fs.root, "/d", 0755), "mkdir");
	for (i = 0; i < rounds; i++) {
		switch (below(12)) {
		case 0:
		case 1:
			replace(below(FILES));
			break;
		case 2:
			move(below(FILES), below(FILES));
			break;
		case 3:
			drop(below(FILES));
			break;
		case 4:
			sync_all();
			break;
		case 5:
			rewrite(below(FILES));
			break;
		case 6:
			move(below(FILES), below(FILES));
			break;
		default:
			noise();
		}
	}
	fs_end(&fs);
	return 0;
}
