// SPDX-License-Identifier: GPL-2.0
/*
 * demos-netd's keys: the form and the rights of key files, and derived keys.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netd/key.h"
#include "test/check.h"

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void key_files_are_read(void)
{
	char text[8192];
	struct key key;

	CHECK(!key_parse("demos-key-1 cluster " HEX "\n", &key));
	CHECK(!key.low && !key.high && key.secret[31] == 0x1f);
	CHECK(!key_parse("# so\n\n  demos-key-1 pair 3 65534 " HEX, &key));
	CHECK(key.low == 3 && key.high == 65534 && key.secret[1] == 1);
	CHECK(key_parse("", &key));
	CHECK(key_parse("# demos-key-1 cluster " HEX, &key));
	CHECK(key_parse("demos-key-2 cluster " HEX, &key));
	CHECK(key_parse("demos-key-1 " HEX, &key));
	CHECK(key_parse("demos-key-1 cluster " HEX "0", &key));
	CHECK(key_parse("demos-key-1 cluster x" HEX, &key));
	CHECK(key_parse("demos-key-1 cluster " HEX " more", &key));
	CHECK(key_parse("demos-key-1 pair 3 " HEX, &key));
	CHECK(key_parse("demos-key-1 pair 4 3 " HEX, &key));
	CHECK(key_parse("demos-key-1 pair 3 3 " HEX, &key));
	CHECK(key_parse("demos-key-1 pair 0 3 " HEX, &key));
	CHECK(key_parse("demos-key-1 cluster " HEX "\n"
			"demos-key-1 cluster " HEX "\n", &key));
	memset(text, '#', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	CHECK(key_parse(text, &key));
}

static void keys_fit_their_machines(void)
{
	const struct key pair = { .low = 1, .high = 3 };
	const struct key cluster = {};

	CHECK(key_fits(&pair, 1, 3) && key_fits(&pair, 3, 1));
	CHECK(!key_fits(&pair, 1, 2) && !key_fits(&pair, 3, 3));
	CHECK(key_fits(&cluster, 4, 5));
}

/* Return: the result of key_read() for a file with these rights */
static int read_with(mode_t mode, char error[KEY_ERROR])
{
	static const char text[] = "demos-key-1 cluster " HEX "\n";
	char path[] = "/tmp/netd-key.XXXXXX";
	int fd = mkstemp(path);
	struct key key;
	int err;

	if (fd < 0 || write(fd, text, strlen(text)) != (long)strlen(text) ||
	    fchmod(fd, mode))
		return -EIO;
	close(fd);
	err = key_read(path, &key, error);
	unlink(path);
	return err;
}

static void others_must_not_read_them(void)
{
	char error[KEY_ERROR];
	struct key key;

	CHECK(!read_with(0600, error));
	CHECK(!read_with(0400, error));
	CHECK(read_with(0640, error) == -EPERM && strstr(error, "chmod 600"));
	CHECK(read_with(0604, error) == -EPERM);
	CHECK(read_with(0620, error) == -EPERM);
	CHECK(read_with(0601, error) == -EPERM);
	CHECK(key_read("/nowhere/key", &key, error) == -ENOENT);
	CHECK(strstr(error, "/nowhere/key"));
	CHECK(key_read("/tmp", &key, error) == -EPERM);
	CHECK(strstr(error, "is not a regular file"));
	CHECK(key_read("/dev/null", &key, error) == -EPERM);
}

static bool says(const char *identity, __u16 one, __u16 other)
{
	__u16 dialer = 0, dialled = 0;

	return !key_identity_parse(identity, strlen(identity), &dialer,
				   &dialled) &&
	       dialer == one && dialled == other;
}

static void identities_are_read(void)
{
	char text[KEY_IDENTITY];
	__u16 one, other;

	key_identity(3, 65534, text);
	CHECK(says(text, 3, 65534));
	CHECK(says("demos-1 3 1", 3, 1));
	CHECK(!says("demos-1 3 1 ", 3, 1));
	CHECK(!says("demos-1 03 1", 3, 1));
	CHECK(!says("demos-1  3 1", 3, 1));
	CHECK(!says("demos-1 3 65537", 3, 1));
	CHECK(!says("demos-1 65539 1", 3, 1));
	CHECK(!says("demos-1 0 1", 0, 1));
	CHECK(!says("demos-2 3 1", 3, 1));
	CHECK(!says("", 0, 0));
	CHECK(key_identity_parse("demos-1 3 1\0", 12, &one, &other));
	CHECK(key_identity_parse(text, sizeof(text), &one, &other));
}

static void each_connection_has_its_own(void)
{
	struct key key = { .secret = { 1 } }, another = { .secret = { 2 } };
	unsigned char psk[KEY_BYTES], again[KEY_BYTES];

	CHECK(!key_derive(&key, 3, 1, psk));
	CHECK(!key_derive(&key, 3, 1, again));
	CHECK(!memcmp(psk, again, sizeof(psk)));
	CHECK(memcmp(psk, key.secret, sizeof(psk)));
	CHECK(!key_derive(&key, 4, 1, again));
	CHECK(memcmp(psk, again, sizeof(psk)));
	CHECK(!key_derive(&key, 1, 3, again));
	CHECK(memcmp(psk, again, sizeof(psk)));
	CHECK(!key_derive(&another, 3, 1, again));
	CHECK(memcmp(psk, again, sizeof(psk)));
}

int main(void)
{
	key_files_are_read();
	keys_fit_their_machines();
	others_must_not_read_them();
	identities_are_read();
	each_connection_has_its_own();
	return done();
}
