// SPDX-License-Identifier: GPL-2.0
/* The library's seam to the system, for tests on the host */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

char console_text[65536];
size_t console_length;
const char *console_input = "";

int lc___console_write(const void *from, size_t size)
{
	if (console_length + size < sizeof(console_text))
		memcpy(console_text + console_length, from, size);
	console_length += size;
	return 0;
}

long lc___console_read(void *to, size_t size)
{
	size_t length = strnlen(console_input, size);

	memcpy(to, console_input, length);
	console_input += length;
	return length;
}

/* The host's tests have no pipes, and no files that were given. */
int lc___file_given(uint32_t link, unsigned int flags, uint32_t offset,
		    const void **operations, void **file)
{
	(void)link;
	(void)flags;
	(void)offset;
	(void)operations;
	(void)file;
	abort();
}

const void *lc___pipe_read_given(unsigned int which, uint32_t number,
				 void **file)
{
	(void)which;
	(void)number;
	(void)file;
	abort();
}

void lc___process_exit(int status)
{
	printf("# the program ended with status %d\n", status);
	exit(status);
}

uint64_t lc___clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* No files */
int lc___file_open(const char *path, unsigned int flags,
		   const void **operations, void **file)
{
	(void)path;
	(void)flags;
	(void)operations;
	(void)file;
	return -1;
}

int lc___file_remove(const char *path)
{
	(void)path;
	return -1;
}

int lc___file_rename(const char *from, const char *to)
{
	(void)from;
	(void)to;
	return -1;
}

/* The library's undefined names are not prefixed. */
int __console_write(const void *from, size_t size)
	__attribute__((alias("lc___console_write")));
long __console_read(void *to, size_t size)
	__attribute__((alias("lc___console_read")));
int __file_given(uint32_t link, unsigned int flags, uint32_t offset,
		 const void **operations, void **file)
	__attribute__((alias("lc___file_given")));
const void *__pipe_read_given(unsigned int which, uint32_t number, void **file)
	__attribute__((alias("lc___pipe_read_given")));
const void *__pipe_write_given(unsigned int which, uint32_t number, void **file)
	__attribute__((alias("lc___pipe_read_given")));
void __process_exit(int status)
	__attribute__((alias("lc___process_exit")));
uint64_t __clock_ns(void)
	__attribute__((alias("lc___clock_ns")));
int __file_open(const char *path, unsigned int flags,
		const void **operations, void **file)
	__attribute__((alias("lc___file_open")));
int __file_remove(const char *path)
	__attribute__((alias("lc___file_remove")));
int __file_rename(const char *from, const char *to)
	__attribute__((alias("lc___file_rename")));
