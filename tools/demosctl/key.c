// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl key: keys, with which machines authenticate each other.
 * daemon/netd/key.h describes key files.
 *
 * Invariants: a key is never readable by others, not even while it is written;
 * an existing key is never overwritten; half a key is never left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../daemon/lib/demos.h"
#include "command.h"

#define KEY_BYTES	32
#define ID_TEXT		8

static int make_secret(char text[2 * KEY_BYTES + 1])
{
	unsigned char secret[KEY_BYTES];
	int i;

	/* Early in a boot this waits until there is randomness */
	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret))
		return -errno;
	for (i = 0; i < KEY_BYTES; i++)
		sprintf(text + 2 * i, "%02x", secret[i]);
	explicit_bzero(secret, sizeof(secret));
	return 0;
}

static int write_key(int fd, const char *owner)
{
	char secret[2 * KEY_BYTES + 1];
	char text[256];
	int length, err = make_secret(secret);

	if (err)
		return err;
	length = snprintf(text, sizeof(text),
			  "# A key of DEMOS/MP (demos-netd): keep it secret.\n"
			  "demos-key-1 %s %s\n", owner, secret);
	if (write(fd, text, length) != length)
		err = errno ? -errno : -ENOSPC;
	else if (fsync(fd) && errno != EINVAL)
		err = -errno;
	explicit_bzero(secret, sizeof(secret));
	explicit_bzero(text, sizeof(text));
	return err;
}

static int make_file(const char *path, const char *owner)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int err = 0;

	if (fd < 0 && errno == EEXIST)
		return fail(FAILED,
			    "%s exists: a key that may be in use is never overwritten",
			    path);
	if (fd < 0)
		return fail(FAILED, "cannot create %s: %m", path);
	/* Regardless of the umask */
	if (fchmod(fd, 0600))
		err = -errno;
	if (!err)
		err = write_key(fd, owner);
	if (close(fd) && !err)
		err = -errno;
	if (!err)
		return DONE;
	unlink(path);
	return fail(FAILED, "cannot write %s: %s", path, strerror(-err));
}

static int no_pair(const char *text)
{
	return fail(MISUSED,
		    "'%s' is not a pair of machines: write it like 1,2", text);
}

/* Return: DONE, or MISUSED after saying why */
static int read_pair(const char *text, char owner[32])
{
	size_t first = strcspn(text, ",");
	char id[ID_TEXT];
	__u16 one, other;

	if (first >= sizeof(id) || !text[first])
		return no_pair(text);
	memcpy(id, text, first);
	id[first] = 0;
	if (demos_machine_parse(id, &one) ||
	    demos_machine_parse(text + first + 1, &other) || one == other)
		return no_pair(text);
	snprintf(owner, 32, "pair %u %u", one < other ? one : other,
		 one < other ? other : one);
	return DONE;
}

static int key_generate(const struct arguments *arguments)
{
	const char *pair = arguments->values['p'];
	char owner[32] = "cluster";
	int status = pair ? read_pair(pair, owner) : DONE;

	if (!*arguments->operands[0])
		return fail(MISUSED, "the name of the file is empty");
	return status ? status : make_file(arguments->operands[0], owner);
}

static const struct choice generate_options[] = {
	{ 'p', "pair", "ID,ID", "make it for these two machines only" },
	{ 0 }
};

const struct command command_key_generate = {
	.name = "key generate",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.summary = "make a key for demos-netd",
	.details =
	"Without --pair the key is for all machines of a cluster: copy the file to each\n"
	"(scp -p). Anyone who has it can pose as any machine. A pair's key goes to those\n"
	"two machines; its holder can pose as either of them, and only to the other.",
	.options = generate_options,
	.run = key_generate,
};
