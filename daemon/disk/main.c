// SPDX-License-Identifier: GPL-2.0
/*
 * demos-disk: the disk interface (section 2.3), a process that owns an image
 * or a block device. The buffer manager is its user.
 *
 * The link with the disk's name at the switchboard answers DEMOS_DISK_OPEN
 * alone. Its answer gives a link to the disk, if nobody has it: there is one,
 * it cannot be duplicated, and a notice tells when it is destroyed. Blocks go
 * straight between a registered area here and the data area of a link that
 * comes with the request.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/options.h"
#include "common/serve.h"
#include "disk/image.h"

#define CHANNEL_NAME	0
#define CHANNEL_DISK	1

static const char help[] =
"Usage: demos-disk [OPTION]... IMAGE\n"
"The disk interface of the DEMOS file system: lets one process\n"
"at a time read and write the blocks of IMAGE, a file or a block device.\n\n"
"  -n, --name NAME           at the switchboard (default: disk)\n"
"  -r, --read-only           never write to IMAGE\n"
"      --record FILE         append all writes and flushes to FILE, too\n"
OPTIONS_STANDARD_HELP;

/**
 * struct disk - the server
 * @demos: its process
 * @image: the image
 * @memory: where blocks are on their way
 * @loop: its event loop
 * @process: @demos in the loop
 * @id: of this opening of the image
 * @user: code of the link that its user has; 0: there is no user
 * @owner: link to its user
 * @probing: its user was asked whether it is still there
 * @last: the last such code
 * @failed: it ends, because of an error
 */
struct disk {
	struct demos *demos;
	struct image image;
	struct demos_memory memory;
	struct loop loop;
	struct loop_source process;
	__u64 id;
	__u32 user;
	__u32 owner;
	bool probing;
	__u32 last;
	bool failed;
};

/**
 * struct settings - the command line
 * @name: at the switchboard
 * @path: of the image
 * @record: path of the record, or NULL
 * @read_only: never write
 */
struct settings {
	const char *name;
	const char *path;
	const char *record;
	bool read_only;
};

static struct disk disk;

static int new_link(struct disk *d, __u32 *link)
{
	const struct demos_link wanted = {
		.code = d->last + 1,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
		.channel = CHANNEL_DISK,
	};
	int err;

	if (!wanted.code) {	/* 0 stands for no user */
		d->last++;
		return new_link(d, link);
	}
	err = demos_link_create(d->demos, &wanted, link);
	if (!err)
		d->user = wanted.code;
	d->last = wanted.code;
	return err;
}

/* The user was asked whether it is still there. It need not answer: a reply
 * link that is destroyed is an answer, too
 */
static void user_received(struct demos *demos, const struct demos_incoming *in,
			  void *arg)
{
	struct disk *d = arg;

	demos_links_drop(demos, in);
	d->probing = false;
	if (in->result != DEMOS_EDEAD || !d->user)
		return;
	/* What it had not written is lost: the image is to be checked first */
	log_line("its user was lost with its machine");
	log_line("ending: run fsck.minix -a, then start again");
	d->failed = true;
}

static void probe(struct disk *d)
{
	const struct demos_outgoing empty = {};

	if (!d->probing)
		d->probing = !demos_call_post(d->demos, d->owner, &empty,
					      user_received, d);
}

static void op_open(struct disk *d, struct serve_request *request)
{
	struct demos_disk_info said = {
		.op = __cpu_to_be16(request->op | DEMOS_OP_ANSWER),
		.blocks = __cpu_to_be32(d->image.blocks),
		.flags = __cpu_to_be32(d->image.read_only ?
				       DEMOS_DISK_READ_ONLY : 0),
		.id = __cpu_to_be64(d->id),
	};
	enum demos_result result = DEMOS_OK;
	__u32 link = 0;

	if (request->op != DEMOS_DISK_OPEN)
		result = DEMOS_ECALL;
	else if (!request->nlinks)
		result = DEMOS_ENOLINK;
	else if (d->user)
		result = DEMOS_EBUSY;
	else if (new_link(d, &link))
		result = DEMOS_EROOM;
	if (result == DEMOS_OK) {
		d->owner = request->links[0];
		request->links[0] = 0;
	} else if (result == DEMOS_EBUSY) {
		probe(d);
	}
	said.result = __cpu_to_be16(result);
	serve_answer(d->demos, request->reply, &said, sizeof(said), link);
}

static void name_received(struct demos *demos, const struct demos_incoming *in,
			  void *arg)
{
	struct disk *d = arg;
	struct serve_request request;

	if (serve_fatal(in)) {
		d->failed = true;
		return;
	}
	if (serve_take(demos, in, &request))
		return;
	op_open(d, &request);
	serve_done(demos, &request);
}

static int io_result(int err)
{
	if (!err)
		return DEMOS_OK;
	log_line("image: %s", strerror(-err));
	return DEMOS_FS_EIO;
}

static int op_read(struct disk *d, __u32 block, __u16 count, __u32 memory)
{
	int result = io_result(image_read(&d->image, block, count,
					  d->memory.bytes));

	if (!result && demos_move_write_area(d->demos, memory, 0,
					     d->memory.area,
					     count * DEMOS_DISK_BLOCK))
		result = demos_error_result(d->demos) ? : DEMOS_EROOM;
	return result;
}

static int op_write(struct disk *d, __u32 block, __u16 count, __u32 memory)
{
	if (d->image.read_only)
		return DEMOS_FS_EROFS;
	if (demos_move_read_area(d->demos, memory, 0, d->memory.area,
				 count * DEMOS_DISK_BLOCK))
		return demos_error_result(d->demos) ? : DEMOS_EROOM;
	return io_result(image_write(&d->image, block, count,
				     d->memory.bytes));
}

/* May these blocks be read or written? */
static bool in_range(const struct disk *d, __u32 block, __u16 count)
{
	return count && count <= DEMOS_DISK_BLOCKS_MAX &&
	       block < d->image.blocks && count <= d->image.blocks - block;
}

static int serve(struct disk *d, const struct serve_request *request)
{
	struct demos_disk_io asked;
	__u32 block;
	__u16 count;

	if (request->length != sizeof(asked))
		return DEMOS_ECALL;
	memcpy(&asked, request->data, sizeof(asked));
	block = __be32_to_cpu(asked.block);
	count = __be16_to_cpu(asked.count);
	if (request->op == DEMOS_DISK_FLUSH)
		return io_result(image_flush(&d->image));
	if (request->op != DEMOS_DISK_READ && request->op != DEMOS_DISK_WRITE)
		return DEMOS_ECALL;
	if (!in_range(d, block, count))
		return DEMOS_EADDRESS;
	if (!request->nlinks)
		return DEMOS_ENOLINK;
	if (request->op == DEMOS_DISK_READ)
		return op_read(d, block, count, request->links[0]);
	return op_write(d, block, count, request->links[0]);
}

static void disk_received(struct demos *demos, const struct demos_incoming *in,
			  void *arg)
{
	struct disk *d = arg;
	struct serve_request request;

	if (serve_fatal(in)) {
		d->failed = true;
		return;
	}
	if (in->flags & DEMOS_F_NOTICE && in->code == d->user) {
		d->user = 0;
		demos_link_destroy(demos, d->owner);
		log_line("its user has gone");
	}
	if (serve_take(demos, in, &request))
		return;
	serve_result(demos, request.reply, request.op, serve(d, &request));
	serve_done(demos, &request);
}

/* The next turn of the loop calls demos_dispatch(), which reads it */
static void process_ready(struct loop_source *source, __u32 events)
{
	(void)source;
	(void)events;
}

static int turn(void *arg)
{
	struct disk *d = arg;
	int called = demos_dispatch(d->demos);

	if (called < 0) {
		log_line("ending: %s", demos_error(d->demos));
		d->failed = true;
	}
	return d->failed ? -2 : -1;
}

static int become_disk(struct disk *d, const char *name)
{
	const struct demos_link wanted = {
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
		.channel = CHANNEL_NAME,
	};
	__u32 switchboard, link, token;
	int err;

	err = demos_open(&d->demos);
	if (!err)
		err = demos_attach(d->demos, name);
	if (!err)
		err = demos_memory_create(d->demos, DEMOS_DISK_BLOCKS_MAX *
					  DEMOS_DISK_BLOCK, &d->memory);
	if (!err)
		err = demos_listen(d->demos, 1U << CHANNEL_NAME, name_received,
				   d);
	if (!err)
		err = demos_listen(d->demos, 1U << CHANNEL_DISK, disk_received,
				   d);
	if (!err)
		err = demos_link_create(d->demos, &wanted, &link);
	if (!err)
		err = demos_boot_find(d->demos, 10000, &switchboard);
	if (!err)
		err = demos_sb_register(d->demos, switchboard, name, link,
					&token);
	if (err)
		log_line("cannot start: %s", demos_error(d->demos));
	return err;
}

static int set_up(struct disk *d, const struct settings *settings)
{
	int err = image_open(&d->image, settings->path, settings->read_only,
			     settings->record);

	if (err)
		return err;
	d->id = demos_time() ^ (__u64)getpid() << 48;
	err = become_disk(d, settings->name);
	if (err)
		return err;
	err = loop_init(&d->loop);
	if (!err) {
		d->process.fd = demos_fd(d->demos);
		d->process.ready = process_ready;
		err = loop_add(&d->loop, &d->process, EPOLLIN);
	}
	if (err)
		log_line("cannot start: %s", strerror(-err));
	return err;
}

static void read_options(int argc, char **argv, struct settings *settings)
{
	static const struct option options[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "read-only", no_argument, NULL, 'r' },
		{ "record", required_argument, NULL, 'R' },
		{ "machine", required_argument, NULL, 'm' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{},
	};
	int option;

	settings->name = DEMOS_DISK_NAME;
	while ((option = getopt_long(argc, argv,
				     OPTIONS_STANDARD_LETTERS "n:r",
				     options, NULL)) != -1) {
		if (option == 'n')
			settings->name = optarg;
		else if (option == 'r')
			settings->read_only = true;
		else if (option == 'R')
			settings->record = optarg;
		else
			options_standard(option, "demos-disk", help);
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "demos-disk: needs the path of one image\n");
		options_standard('?', "demos-disk", help);
	}
	settings->path = argv[optind];
}

int main(int argc, char **argv)
{
	struct settings settings = {};
	int err;

	log_begin("demos-disk");
	read_options(argc, argv, &settings);
	err = set_up(&disk, &settings);
	if (!err) {
		loop_ready("serving an image");
		err = loop_run(&disk.loop, turn, &disk);
	}
	if (disk.memory.bytes)
		demos_memory_destroy(disk.demos, &disk.memory);
	demos_close(disk.demos);
	image_close(&disk.image);
	return err ? 1 : 0;
}
