// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

extern char **environ;

char *getenv(const char *name)
{
	size_t length = strlen(name);
	char **at;

	if (!length || memchr(name, '=', length))
		return NULL;
	for (at = environ; *at; at++)
		if (!strncmp(*at, name, length) && (*at)[length] == '=')
			return *at + length + 1;
	return NULL;
}
