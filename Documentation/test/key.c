// SPDX-License-Identifier: GPL-2.0
/*
 * Print the PSK that demos-netd derives from a key file's text and a dialer's
 * identity, in hexadecimal; or "refused".
 */
#include <stdio.h>
#include <string.h>

#include "netd/key.h"

static int derive(const char *file, const char *identity,
		  unsigned char psk[KEY_BYTES])
{
	__u16 dialer, dialled;
	struct key key;

	if (key_parse(file, &key) ||
	    key_identity_parse(identity, strlen(identity), &dialer,
			       &dialled) ||
	    !key_fits(&key, dialer, dialled))
		return -1;
	return key_derive(&key, dialer, dialled, psk);
}

int main(int argc, char **argv)
{
	unsigned char psk[KEY_BYTES];
	int i;

	if (argc != 3)
		return 2;
	if (derive(argv[1], argv[2], psk)) {
		puts("refused");
		return 0;
	}
	for (i = 0; i < KEY_BYTES; i++)
		printf("%02x", psk[i]);
	puts("");
	return 0;
}
