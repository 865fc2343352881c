// SPDX-License-Identifier: GPL-2.0
/*
 * hostile SEED ROUNDS: random messages at all that a stranger gets a link to:
 * the file system, folders, open files, the names of its guests, the disk. Each
 * request that can be answered is answered. Ends with status 0 if so.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "fs.h"

#define PATIENCE	20000	/* ms */
#define TARGETS		6

static struct fs fs;
static unsigned int seed;
static __u32 targets[TARGETS];
static unsigned int answers, refusals;

static unsigned int below(unsigned int limit)
{
	seed = seed * 1103515245 + 12345;
	return (unsigned int)((unsigned long long)(seed >> 4) * limit >> 28);
}

static void wrong(const char *what, int error)
{
	printf("hostile: %s: %d (%s)\n", what, error, demos_error(fs.demos));
	exit(1);
}

/* Get new links of an open file and of a folder. */
static void get_links(void)
{
	static const char *const names[] = { "fs.buffer", "fs.folder", "disk" };
	int i, result;

	result = fs_open(&fs, fs.root, "h/file", DEMOS_FS_FOR_READ |
			 DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE, 0644, NULL,
			 &targets[0]);
	if (result < 0)
		wrong("open", result);
	result = fs_folder(&fs, fs.root, "h", below(2) ? DEMOS_FS_ROOT : 0,
			   &targets[1]);
	if (result < 0)
		wrong("folder", result);
	targets[2] = fs.root;
	for (i = 0; i < 3; i++) {
		if (!targets[3 + i] &&
		    demos_find(fs.demos, names[i], 10000, &targets[3 + i]))
			wrong(names[i], 0);
	}
}

static size_t put_path(char *to)
{
	static const char *const names[] = {
		"h", "h", "..", ".", "", "a", "b", "file", "\377\1", "h/d",
		"a-name-that-is-longer-than-thirty-bytes",
	};
	unsigned int i, count = below(50) ? 1 + below(4) : 200;
	char *end = to;

	for (i = 0; i < count; i++) {
		end = stpcpy(end, names[below(11)]);
		if (below(4))
			end = stpcpy(end, "/");
	}
	return end + (below(20) != 0) - to;
}

/* A request that is nearly right */
static size_t make_request(unsigned char *data)
{
	static const __u16 ops[] = {
		DEMOS_FS_OPEN, DEMOS_FS_READ, DEMOS_DISK_OPEN, 576,
	};
	__be16 *words = (__be16 *)data;
	size_t length = 4 + below(3) * 4, i;

	for (i = 0; i < 8; i++)
		words[i] = __cpu_to_be16(below(3) ? below(1024) : below(65536));
	words[0] = __cpu_to_be16(ops[below(4)] + below(15));
	if (below(3)) {
		words[1] = __cpu_to_be16(below(64));
		words[2] = __cpu_to_be16(below(0777));
	}
	if (below(4) == 0)
		return below(64);
	length += put_path((char *)data + length);
	if (!below(3))
		length += put_path((char *)data + length);
	return length;
}

/* A link of some kind, to be enclosed; 0: none */
static __u32 make_link(void)
{
	struct demos_link wanted = {
		.flags = DEMOS_LINK_PASS,
		.channel = 5,
	};
	__u32 link = 0;

	switch (below(4)) {
	case 0:
		wanted.flags |= DEMOS_LINK_DUP;
		break;
	case 1:
		wanted.flags |= DEMOS_LINK_REPLY;
		break;
	default:
		wanted.flags |= below(2) ? DEMOS_LINK_READ : DEMOS_LINK_WRITE;
		wanted.area = fs.memory.area;
		wanted.length = 1 + below(FS_AREA);
	}
	demos_link_create(fs.demos, &wanted, &link);
	return link;
}

static void attack(void)
{
	unsigned char data[DEMOS_DATA_MAX] = {};
	struct demos_outgoing out = { .data = data };
	unsigned int target = below(TARGETS), count = below(3);
	struct demos_incoming in;
	int err;

	out.length = make_request(data);
	while (out.nlinks < count) {
		__u32 link = make_link();

		if (!link)
			break;
		out.links[out.nlinks++] = link;
	}
	if (!below(8)) {	/* cannot be answered, perhaps */
		demos_send_now(fs.demos, targets[target], &out);
		return;
	}
	err = demos_call(fs.demos, targets[target], &out, PATIENCE, &in);
	if (err == -ETIME || err == -ESRCH)
		wrong("no answer", err);
	if (err) {
		refusals++;
		return;
	}
	answers++;
	demos_links_drop(fs.demos, &in);
}

/* Take whatever was sent to us. */
static void drain(void)
{
	struct demos_incoming in;

	while (!demos_receive(fs.demos, 1U << 5, 0, &in))
		demos_links_drop(fs.demos, &in);
}

int main(int argc, char **argv)
{
	int i, rounds;

	if (argc != 3)
		return 2;
	seed = atoi(argv[1]);
	rounds = atoi(argv[2]);
	if (fs_begin(&fs, "hostile"))
		wrong("begin", 0);
	fs_mkdir(&fs, fs.root, "h", 0755);
	for (i = 0; i < rounds; i++) {
		if (!(i % 50)) {
			if (i && below(2)) {
				demos_link_destroy(fs.demos, targets[0]);
				demos_link_destroy(fs.demos, targets[1]);
			}
			fs_mkdir(&fs, fs.root, "h", 0755);
			fs_chmod(&fs, fs.root, "/", 0755);
			fs_chmod(&fs, fs.root, "h", 0755);
			get_links();
		}
		attack();
		drain();
	}
	fs_chmod(&fs, fs.root, "/", 0755);
	fs_path(&fs, fs.root, DEMOS_FS_SYNC, NULL, NULL);
	printf("hostile: %u answers, %u refusals\n", answers, refusals);
	fs_end(&fs);
	return 0;
}
