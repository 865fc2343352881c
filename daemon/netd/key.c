// SPDX-License-Identifier: GPL-2.0
/*
 * Keys. A file that users other than its owner may access is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "lib/demos_text.h"
#include "netd/key.h"

#define FILE_MOST	4096

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? at - digits : -1;
}

static int parse_secret(const char *text, unsigned char secret[KEY_BYTES])
{
	int i, high, low;

	if (strlen(text) != 2 * KEY_BYTES)
		return -EINVAL;
	for (i = 0; i < KEY_BYTES; i++) {
		high = hex_digit(text[2 * i]);
		low = hex_digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return -EINVAL;
		secret[i] = high << 4 | low;
	}
	return 0;
}

static int parse_line(char *line, struct key *key)
{
	char *words[6];
	char *rest = NULL;
	int count = 0;
	char *word;

	for (word = strtok_r(line, " \t\r", &rest); word && count < 6;
	     word = strtok_r(NULL, " \t\r", &rest))
		words[count++] = word;
	memset(key, 0, sizeof(*key));
	if (count < 3 || strcmp(words[0], "demos-key-1"))
		return -EINVAL;
	if (count == 3 && !strcmp(words[1], "cluster"))
		return parse_secret(words[2], key->secret);
	if (count != 5 || strcmp(words[1], "pair") ||
	    demos_machine_parse(words[2], &key->low) ||
	    demos_machine_parse(words[3], &key->high) ||
	    key->low >= key->high)
		return -EINVAL;
	return parse_secret(words[4], key->secret);
}

/**
 * key_parse() - read a key
 * @text: of a key file
 * @key: gets the key
 *
 * Return: 0, or -EINVAL: it is not a key file.
 */
int key_parse(const char *text, struct key *key)
{
	char copy[FILE_MOST];
	char *rest = NULL;
	bool found = false;
	int err = 0;
	char *line;

	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	for (line = strtok_r(copy, "\n", &rest); line && !err;
	     line = strtok_r(NULL, "\n", &rest)) {
		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		err = found ? -EINVAL : parse_line(line, key);
		found = true;
	}
	explicit_bzero(copy, sizeof(copy));
	return found ? err : -EINVAL;
}

static int check_file(int fd, const char **why)
{
	struct stat info;

	if (fstat(fd, &info))
		return -errno;
	*why = NULL;
	if (!S_ISREG(info.st_mode))
		*why = "is not a regular file";
	else if (info.st_uid && info.st_uid != geteuid())
		*why = "belongs to another user: chown root";
	else if (info.st_mode & 077)
		*why = "users other than its owner may access it: chmod 600";
	return *why ? -EPERM : 0;
}

static int read_file(int fd, struct key *key, const char **why)
{
	char text[FILE_MOST] = "";
	ssize_t got = read(fd, text, sizeof(text) - 1);
	int err = 0;

	/* While it is being made it is empty */
	if (got <= 0)
		err = got ? -errno : -ENODATA;
	else if (got == sizeof(text) - 1 || strlen(text) != (size_t)got ||
		 key_parse(text, key))
		err = -EINVAL;
	if (err == -EINVAL)
		*why = "is not a key file (demosctl key generate makes one)";
	explicit_bzero(text, sizeof(text));
	return err;
}

/**
 * key_read() - read a key file
 * @path: of the file
 * @key: gets the key
 * @error: gets the reason
 *
 * Return: 0 or a negative errno; -EPERM: others could have read it.
 */
int key_read(const char *path, struct key *key, char error[KEY_ERROR])
{
	/* A FIFO must not make us wait */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why = NULL;
	int err = fd < 0 ? -errno : check_file(fd, &why);

	if (!err)
		err = read_file(fd, key, &why);
	if (fd >= 0)
		close(fd);
	if (err)
		snprintf(error, KEY_ERROR, "key %s: %s", path,
			 why ? why : strerror(-err));
	return err;
}

/**
 * key_fits() - does a key hold between two machines?
 * @key: the key
 * @one: machine id
 * @other: machine id
 *
 * Return: whether it is the cluster's or the pair's.
 */
bool key_fits(const struct key *key, __u16 one, __u16 other)
{
	return !key->low || (key->low == one && key->high == other) ||
	       (key->low == other && key->high == one);
}

/**
 * key_identity() - name the dialer and the machine that it dials
 * @dialer: machine id
 * @dialled: machine id
 * @identity: gets it
 */
void key_identity(__u16 dialer, __u16 dialled, char identity[KEY_IDENTITY])
{
	snprintf(identity, KEY_IDENTITY, "demos-1 %u %u", dialer, dialled);
}

/**
 * key_identity_parse() - read the identity that a dialer sent
 * @identity: any bytes
 * @length: of @identity
 * @dialer: gets a machine id
 * @dialled: gets a machine id
 *
 * Return: 0 or -EINVAL.
 */
int key_identity_parse(const void *identity, size_t length, __u16 *dialer,
		       __u16 *dialled)
{
	char again[KEY_IDENTITY];
	char text[KEY_IDENTITY];
	unsigned int one, other;

	if (length >= sizeof(text))
		return -EINVAL;
	memcpy(text, identity, length);
	text[length] = 0;
	if (sscanf(text, "demos-1 %5u %5u", &one, &other) != 2 || !one ||
	    !other || one > DEMOS_MACHINE_MAX || other > DEMOS_MACHINE_MAX)
		return -EINVAL;
	/* Only in the form that key_identity() writes */
	key_identity(one, other, again);
	if (strlen(again) != length || memcmp(again, text, length))
		return -EINVAL;
	*dialer = one;
	*dialled = other;
	return 0;
}

/**
 * key_derive() - derive the pre-shared key of a connection
 * @key: the key, which fits the two machines
 * @dialer: machine id
 * @dialled: machine id
 * @psk: gets it (HKDF with SHA-256 of the secret)
 *
 * Return: 0, or -EIO: GnuTLS cannot.
 */
int key_derive(const struct key *key, __u16 dialer, __u16 dialled,
	       unsigned char psk[KEY_BYTES])
{
	const gnutls_datum_t secret = {
		.data = (unsigned char *)key->secret,
		.size = KEY_BYTES,
	};
	static const char salt_text[] = "DEMOS/MP netd";
	const gnutls_datum_t salt = {
		.data = (unsigned char *)salt_text,
		.size = sizeof(salt_text) - 1,
	};
	unsigned char extracted[KEY_BYTES];
	const gnutls_datum_t prk = { .data = extracted, .size = KEY_BYTES };
	char text[KEY_IDENTITY];
	gnutls_datum_t info = { .data = (unsigned char *)text };
	int err;

	key_identity(dialer, dialled, text);
	info.size = strlen(text);
	err = gnutls_hkdf_extract(GNUTLS_MAC_SHA256, &secret, &salt,
				  extracted);
	if (!err)
		err = gnutls_hkdf_expand(GNUTLS_MAC_SHA256, &prk, &info, psk,
					 KEY_BYTES);
	explicit_bzero(extracted, sizeof(extracted));
	return err ? -EIO : 0;
}
