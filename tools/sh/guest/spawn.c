// SPDX-License-Identifier: GPL-2.0
/*
 * Starts programs as other guests: reads them, has guests created for them, the
 * last of a pipe first, and writes them there.
 */
#include <demos/files.h>
#include <linux/demos_fs.h>
#include <stdlib.h>
#include <string.h>

#include "../../../z8kvm/arguments.h"
#include "guest.h"
#include "image.h"

enum { STACK = 8192, SEGMENTS = 16 };

/* Where DEMOS_STREAMS stands in the environment, and its length */
#define VARIABLE	"DEMOS_STREAMS="
#define WORDS		"c00000000 c00000000 c00000000 n00000000"

/**
 * struct spawning - a program that is being started
 * @order: what the shell wants
 * @pid: the guest
 * @claim: keeps it alive until it is started
 * @environ: its environment
 * @streams: the text of DEMOS_STREAMS
 * @links: of its streams, and its folder
 * @kinds: letters of its streams and folder
 * @writers: of the pipe that it reads
 * @pipe: their links
 */
struct spawning {
	struct program_order *order;
	demos_pid_t pid;
	demos_link_t claim;
	char **environ;
	char streams[sizeof(VARIABLE WORDS)];
	demos_link_t links[4];
	char kinds[4];
	unsigned int writers;
	demos_link_t pipe[2];
};

/**
 * struct create - DEMOS_PM_CREATE
 * @create: its fixed part
 * @segments: as many as it says (both consist of bytes: no gap)
 */
struct create {
	struct demos_pm_create create;
	struct demos_op_segment segments[SEGMENTS];
};

static const char *find(const char *name, struct image *image)
{
	struct text path = { 0 };
	const char *wrong;

	if (!strchr(name, '/'))
		text_string(&path, "/bin/");
	text_string(&path, name);
	wrong = image_open(image, text_get(&path));
	text_free(&path);
	return wrong;
}

static void describe(const struct z8k_coff *coff,
		     const struct z8k_layout *layout, struct create *create)
{
	struct demos_op_create *guest = &create->create.create;
	unsigned int i;

	guest->model = (uint8_t)coff->model;
	guest->pc = coff->entry;
	guest->sp = layout->sp;
	guest->segments = (uint8_t)layout->nsegments;
	for (i = 0; i < layout->nsegments; i++) {
		create->segments[i].number = layout->segments[i].number;
		create->segments[i].attributes =
			layout->segments[i].readonly ? DEMOS_SEG_READONLY : 0;
		create->segments[i].pages = layout->segments[i].pages;
	}
}

/* ---- streams */

static void put_word(char *at, char kind, uint32_t number)
{
	int i;

	*at = kind;
	for (i = 8; i; i--) {
		at[i] = "0123456789abcdef"[number & 15];
		number >>= 4;
	}
}

static void put_words(struct spawning *spawning, const uint32_t numbers[4])
{
	char *at = spawning->streams + sizeof(VARIABLE) - 1;
	int i;

	for (i = 0; i < 4; i++)
		put_word(at + i * 10, spawning->kinds[i], numbers[i]);
}

/* An open file, or a folder, as a link to be passed on */
static int open_link(unsigned int op, const char *path, unsigned int flags,
		     demos_link_t *link)
{
	struct {
		struct demos_fs_open open;
		char path[200];
	} request = { { .op = op, .flags = flags, .mode = 0644 }, "" };
	struct demos_fs_file file;
	struct demos_message answer;
	int result;

	if (strlen(path) >= sizeof(request.path))
		return DEMOS_ESIZE;
	strcpy(request.path, path);
	result = call(folder_link(), &request,
		      (unsigned int)(sizeof(request.open) + strlen(path) + 1),
		      &file, sizeof(file), &answer);
	if (!result)
		result = file.result;
	if (!result)
		*link = answer.links[0];
	return result;
}

static int open_stream(struct spawning *all, int i, int n)
{
	const struct stream *stream = &all[i].order->streams[n];
	demos_link_t *link = &all[i].links[n];
	unsigned int taken;

	switch (all[i].kinds[n]) {
	case 'f':
		return open_link(DEMOS_FS_OPEN, stream->path,
				 DEMOS_FS_FOR_READ, link);
	case 'a':
		return open_link(DEMOS_FS_OPEN, stream->path,
				 DEMOS_FS_FOR_WRITE | DEMOS_FS_APPEND |
				 DEMOS_FS_CREATE, link);
	case 'p':
		if (!n)
			return 0;
		if (stream->kind == STREAM_BUFFER)
			return link_create(link, 0, 29, DEMOS_LINK_PASS |
					   DEMOS_LINK_NOTIFY);
		taken = all[i + 1].pipe[0] ? 0 : 1;
		*link = all[i + 1].pipe[taken];
		all[i + 1].pipe[taken] = 0;
		return 0;
	default:
		return 0;
	}
}

static void choose(struct spawning *all, int i)
{
	const struct stream *streams = all[i].order->streams;
	int n;

	strncpy(all[i].kinds, "cccn", 4);
	for (n = 0; n < 3; n++)
		if (streams[n].kind == STREAM_FILE)
			all[i].kinds[n] = n ? 'a' : 'f';
		else if (streams[n].kind != STREAM_CONSOLE)
			all[i].kinds[n] = 'p';
	if (streams[0].kind == STREAM_PIPE)
		for (n = 1; n < 3; n++)
			all[i].writers +=
				all[i - 1].order->streams[n].kind ==
				STREAM_PIPE;
	if (streams[0].kind == STREAM_BUFFER)
		all[i].writers = 1;
	if (all[i].kinds[0] == 'p' && !all[i].writers)
		all[i].kinds[0] = 'n';
	if (folder_link())
		all[i].kinds[3] = 'd';
}

static int give_streams(struct spawning *all, int i)
{
	struct spawning *one = &all[i];
	uint32_t names[4] = { 0 };
	unsigned int n;
	int result = 0;

	for (n = 0; n < 3 && !result; n++)
		result = open_stream(all, i, (int)n);
	if (!result && one->kinds[3] == 'd')
		result = open_link(DEMOS_FS_FOLDER, ".", 0, &one->links[3]);
	for (n = 0; n < 4 && !result; n++)
		result = pm_give(one->pid, &one->links[n], &names[n]);
	if (one->writers)
		names[0] = one->writers;
	for (n = 0; n < one->writers && !result; n++)
		result = pm_link(one->pid, n, &one->pipe[n]);
	put_words(one, names);
	return result;
}

/* ---- guests */

static bool take_environ(struct spawning *one)
{
	size_t count = 0;

	while (one->order->environ[count])
		count++;
	one->environ = calloc(count + 2, sizeof(*one->environ));
	if (!one->environ)
		return false;
	memcpy(one->environ, one->order->environ,
	       count * sizeof(*one->environ));
	strcpy(one->streams, VARIABLE WORDS);
	one->environ[count] = one->streams;
	return true;
}

static int write_arguments(struct spawning *one, enum z8k_model model,
			   uint32_t sp, demos_link_t memory, size_t size)
{
	void *bytes = malloc(size);
	int result = DEMOS_EROOM;

	if (bytes) {
		z8k_arguments_put(model, sp,
				  (const char *const *)one->order->argv,
				  (const char *const *)one->environ, bytes);
		result = move_write(memory, bytes, sp, size, NULL);
	}
	free(bytes);
	return result;
}

static int create(struct spawning *all, int i, struct image *image,
		  const struct z8k_layout *layout, size_t size)
{
	struct spawning *one = &all[i];
	struct create request;
	demos_link_t memory;
	uint32_t sp = layout->sp - size;
	int result;

	memset(&request, 0, sizeof(request));
	request.create.op = DEMOS_PM_CREATE;
	if (one->order->machine)
		request.create.machine =
			(uint16_t)atoi(one->order->machine);
	describe(&image->coff, layout, &request);
	request.create.create.sp = sp;
	strncpy(request.create.create.name, one->order->argv[0],
		DEMOS_NAME_MAX - 1);
	result = pm_create(&request, sizeof(request.create) +
			   layout->nsegments * sizeof(request.segments[0]),
			   &one->pid, &memory, &one->claim);
	if (result)
		return result;
	result = give_streams(all, i);
	if (!result)
		result = image_write(image, memory);
	if (!result)
		result = write_arguments(one, image->coff.model, sp, memory,
					 size);
	link_destroy(memory);
	return result;
}

static int spawn_one(struct shell *shell, struct spawning *all, int i)
{
	const char *name = all[i].order->argv[0], *wrong;
	static struct z8k_layout layout;
	static struct image image;
	size_t room;
	int result;

	wrong = find(name, &image);
	if (wrong)
		return shell_fail(shell, STATUS_NOT_FOUND, name, wrong);
	if (!take_environ(&all[i])) {
		image_close(&image);
		return shell_fail(shell, STATUS_FAILED, "no memory", NULL);
	}
	choose(all, i);
	room = z8k_arguments_size(Z8K_Z8001,
				  (const char *const *)all[i].order->argv,
				  (const char *const *)all[i].environ);
	if (!wrong)
		wrong = z8k_layout_make(&layout, &image.coff, STACK, room);
	if (!wrong && layout.nsegments > SEGMENTS)
		wrong = "it has too many segments";
	if (!wrong) {
		result = create(all, i, &image, &layout, room);
		wrong = result ? demos_error(result) : NULL;
	}
	result = wrong ? shell_fail(shell, STATUS_NOT_PROGRAM, name, wrong) :
			 0;
	image_close(&image);
	return result;
}

/* ---- texts that the shell writes to the first, or reads from the last */

static void feed(struct spawning *one)
{
	const struct stream *in = &one->order->streams[0];
	unsigned int some;

	if (in->kind != STREAM_BUFFER)
		return;
	while (*in->at < in->buffer->length) {
		some = (unsigned int)(in->buffer->length - *in->at);
		if (some > DEMOS_PIPE_MAX)
			some = DEMOS_PIPE_MAX;
		if (send(one->pipe[0], in->buffer->bytes + *in->at, some))
			break;
		*in->at += some;
	}
	*in->at = in->buffer->length;
	send(one->pipe[0], "", 0);
	link_destroy(one->pipe[0]);
}

static int count_buffers(const struct spawning *all, int count)
{
	int i, n, open = 0;

	for (i = 0; i < count; i++)
		for (n = 1; n < 3; n++)
			open += all[i].order->streams[n].kind == STREAM_BUFFER;
	return open;
}

static void collect(struct spawning *all, int count)
{
	struct text *to = all[count - 1].order->streams[1].buffer;
	static char bytes[DEMOS_DATA_MAX];
	int open = count_buffers(all, count);
	struct demos_message message;

	while (open && !receive(&message, bytes, sizeof(bytes), 1UL << 29,
				DEMOS_FOREVER)) {
		if (message.flags & DEMOS_MESSAGE_NOTICE)
			open--;
		else if (to)
			text_add(to, bytes, message.length);
		if (message.count)
			answer(&message, "", 0);
	}
}

static void start_all(struct shell *shell, struct spawning *all, int count,
		      struct job *job)
{
	demos_pid_t *pids = calloc((size_t)count, sizeof(*pids));
	int i;

	for (i = 0; i < count; i++) {
		pid_format(all[i].pid, job->pids[i]);
		pm_about(shell, DEMOS_PM_START, all[i].pid, 0, job->pids[i]);
		link_destroy(all[i].claim);
		if (pids)
			pids[i] = all[i].pid;
	}
	job->count = count;
	job->handle = pids;
	for (i = 0; i < count; i++)
		feed(&all[i]);
	collect(all, count);
}

/**
 * spawn - start the programs of a job
 * @shell: the shell
 * @orders: the programs
 * @count: how many
 * @job: gets its processes
 *
 * Return: 0 or an exit status: none of them runs.
 */
int spawn(struct shell *shell, struct program_order *orders, int count,
	  struct job *job)
{
	struct spawning *all = calloc((size_t)count, sizeof(*all));
	int i, status = all ? 0 : STATUS_FAILED;

	for (i = count - 1; i >= 0 && !status; i--)
		all[i].order = &orders[i];
	for (i = count - 1; i >= 0 && !status; i--)
		status = spawn_one(shell, all, i);
	if (!status)
		start_all(shell, all, count, job);
	/* A claim that is destroyed kills its guest */
	for (i = 0; all && i < count; i++) {
		if (status && all[i].claim)
			link_destroy(all[i].claim);
		free(all[i].environ);
	}
	free(all);
	return status;
}
