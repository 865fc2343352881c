// SPDX-License-Identifier: GPL-2.0
/*
 * Files of areas: refused descriptors, the size and access that the host sees,
 * reading and writing.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/err.h>
#include <string.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "door/area_file.h"
#include "expect.h"

#define SIZE	10000

static int memfd(unsigned int seals)
{
	int fd = memfd_create("area", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || ftruncate(fd, SIZE) || fcntl(fd, F_ADD_SEALS, seals))
		perror("memfd");
	return fd;
}

/* The same file, opened in another way */
static int again(int fd, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

/* Takes over FD */
static struct demos_area_facts look(int fd)
{
	struct demos_area_file *file = demos_area_file_get(fd);
	struct demos_area_facts facts = { };

	close(fd);
	if (!expect(!IS_ERR(file), "descriptor %d is found", fd))
		return facts;
	demos_area_file_look(file, &facts);
	demos_area_file_put(file);
	return facts;
}

static void test_get(void)
{
	int fd = memfd(F_SEAL_SHRINK);
	int path = again(fd, O_PATH);

	expect(PTR_ERR(demos_area_file_get(-1)) == -EBADF, "-1 is none");
	expect(PTR_ERR(demos_area_file_get(999)) == -EBADF,
	       "a closed descriptor is none");
	expect(PTR_ERR(demos_area_file_get(path)) == -EBADF,
	       "one opened by O_PATH is none");
	close(path);
	close(fd);
}

static void test_look(void)
{
	struct demos_area_facts facts = look(memfd(F_SEAL_SHRINK));
	int fds[2];
	int fd;

	expect(facts.memfd && facts.readable && facts.whole &&
	       facts.size == SIZE, "a sealed memfd is seen as such");
	expect(!look(memfd(F_SEAL_GROW)).whole,
	       "one not sealed against shrinking is not whole");
	fd = memfd(F_SEAL_SHRINK);
	facts = look(again(fd, O_WRONLY));
	expect(facts.memfd && !facts.readable, "a write-only one is seen");
	close(fd);
	if (pipe(fds))
		perror("pipe");
	close(fds[1]);
	expect(!look(fds[0]).memfd, "a pipe is no memfd");
	expect(!look(open("/dev/shm", O_RDONLY)).memfd,
	       "a folder in memory is no memfd");
	expect(!look(open("/proc/self/exe", O_RDONLY)).memfd,
	       "a file on a disk is no memfd");
	fd = memfd_create("huge", MFD_HUGETLB | MFD_ALLOW_SEALING);
	if (fd < 0)
		expect_skip("huge pages: there are none");
	else
		expect(!look(fd).memfd, "one with huge pages is none");
}

static void test_access(void)
{
	int fd = memfd(F_SEAL_SHRINK);
	struct demos_area_file *file = demos_area_file_get(fd);
	char text[32] = "";

	expect(demos_area_file_writable(file), "it is writable");
	expect(demos_area_file_write(file, 100, "hello", 5) == 5 &&
	       pread(fd, text, 5, 100) == 5 && !strcmp(text, "hello"),
	       "what is written is in the file");
	expect(pwrite(fd, "HE", 2, 100) == 2 &&
	       demos_area_file_read(file, 99, text, 7) == 7 &&
	       !memcmp(text, "\0HEllo", 7), "what is in the file is read");
	expect(demos_area_file_read(file, SIZE - 2, text, 10) == 2,
	       "nothing is read behind the end");
	expect(lseek(fd, 0, SEEK_CUR) == 0, "the program's place stays");
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE))
		perror("seal");
	expect(demos_area_file_write(file, 0, "x", 1) == -EPERM,
	       "a file sealed against writing is not written");
	close(fd);
	expect(demos_area_file_read(file, 100, text, 5) == 5,
	       "it is read after the program has closed it");
	demos_area_file_put(file);
}

/* Which the program may set before or after */
static void test_append(void)
{
	int fd = memfd(F_SEAL_SHRINK);
	int other = again(fd, O_RDWR | O_APPEND);
	struct demos_area_file *file = demos_area_file_get(other);
	struct demos_area_facts facts = { };
	char text[8] = "";

	expect(demos_area_file_write(file, 7, "hello", 5) == 5 &&
	       pread(fd, text, 5, 7) == 5 && !strcmp(text, "hello"),
	       "O_APPEND does not change where it is written");
	demos_area_file_look(file, &facts);
	expect(facts.size == SIZE && facts.whole && facts.memfd,
	       "nor does the file grow");
	demos_area_file_put(file);
	close(other);
	close(fd);
}

static void test_read_only(void)
{
	int fd = memfd(F_SEAL_SHRINK);
	int other = again(fd, O_RDONLY);
	struct demos_area_file *file = demos_area_file_get(other);

	expect(!demos_area_file_writable(file), "a read-only one is seen");
	expect(demos_area_file_write(file, 0, "x", 1) == -EBADF,
	       "and not written");
	demos_area_file_put(file);
	close(other);
	close(fd);
}

int main(void)
{
	expect_begin();
	test_get();
	test_look();
	test_access();
	test_append();
	test_read_only();
	return expect_end();
}
