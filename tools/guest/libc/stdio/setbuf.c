// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

void setbuf(FILE *stream, char *buffer)
{
	setvbuf(stream, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}
