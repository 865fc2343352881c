// SPDX-License-Identifier: GPL-2.0
/*
 * Files. Needs a file system, so that `check` alone does not run it:
 *
 *	files FOLDER	makes FOLDER and works in there
 *	bench PATH KIB	writes a file and reads it, times on the console
 *	many FOLDER N	makes N small files
 */
#include <demos/files.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK(holds) \
	do { \
		if (!(holds)) { \
			printf("not right, line %d: %s, errno %d\n", __LINE__, \
			       #holds, errno); \
			return 1; \
		} \
	} while (0)

#define LARGE 5000

/* Of a read or write of bench */
#ifdef __Z8001__
#define BLOCK 32768U
#else
#define BLOCK 8192U
#endif

HEAP(6000);

static unsigned char large[LARGE], back[LARGE];

static int names(const char *folder)
{
	struct dirent *entry;
	char path[80];
	int found = 0;
	DIR *dir;

	CHECK(!mkdir(folder, 0755));
	CHECK(mkdir(folder, 0755) == -1 && errno == EEXIST);
	CHECK(!chdir(folder));
	CHECK(getcwd(path, sizeof(path)) && !strcmp(path, folder));
	CHECK(!getcwd(path, 3) && errno == ERANGE);
	CHECK(!mkdir("sub", 0700) && !chdir("sub"));
	CHECK(getcwd(path, sizeof(path)) &&
	      !strcmp(path + strlen(folder), "/sub"));
	CHECK(!chdir("..") && !rmdir("sub"));
	CHECK(chdir("sub") == -1 && errno == ENOENT);
	CHECK(!fopen("none", "r") && errno == ENOENT);
	CHECK(!fopen("0123456789012345678901234567890", "w") &&
	      errno == ENAMETOOLONG);
	CHECK(!fclose(fopen("a", "w")));
	CHECK(!link("a", "b") && !rename("b", "c"));
	dir = opendir(".");
	CHECK(dir);
	while ((entry = readdir(dir)))
		if (*entry->d_name == 'a' || *entry->d_name == 'c')
			found += entry->d_type == DT_REG;
	CHECK(found == 2);
	rewinddir(dir);
	CHECK(readdir(dir) && !closedir(dir));
	CHECK(!unlink("a") && unlink("a") == -1 && errno == ENOENT);
	CHECK(!remove("c"));
	return 0;
}

static int content(void)
{
	struct stat status;
	char line[40];
	FILE *file;
	unsigned int i;

	for (i = 0; i < LARGE; i++)
		large[i] = i * 7 + (i >> 8);
	file = fopen("file", "w+");
	CHECK(file && fprintf(file, "%d lines\n", 3) == 8);
	CHECK(fwrite(large, 1, LARGE, file) == LARGE);
	CHECK(fputs("the end\n", file) >= 0 && !file_sync(file));
	CHECK(ftell(file) == LARGE + 16);
	rewind(file);
	CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "3 lines\n"));
	CHECK(fread(back, 1, LARGE, file) == LARGE);
	CHECK(!memcmp(large, back, LARGE));
	CHECK(fgets(line, sizeof(line), file) && !strcmp(line, "the end\n"));
	CHECK(fgetc(file) == EOF && feof(file));
	CHECK(!fseek(file, -8, SEEK_END) && fgetc(file) == 't');
	CHECK(!fseek(file, 3, SEEK_SET) && fwrite("X", 1, 1, file) == 1);
	CHECK(!file_truncate(file, 100) && !fclose(file));
	CHECK(!stat("file", &status) && status.st_size == 100);
	CHECK(S_ISREG(status.st_mode) && status.st_nlink == 1);
	CHECK(!chmod("file", 0400) && !stat("file", &status));
	CHECK((status.st_mode & 0777) == 0400);
	CHECK(!fopen("file", "a") && errno == EACCES);
	CHECK(!chmod("file", 0600) && !truncate("file", 9));
	file = fopen("file", "a");
	CHECK(file && fputs("appended\n", file) >= 0 && !fflush(file));
	CHECK(ftell(file) == 18 && !fclose(file));
	file = fopen("file", "r");
	CHECK(file && fread(line, 1, sizeof(line), file) == 18);
	CHECK(!memcmp(line, "3 lXnes\n", 8));
	CHECK(!memcmp(line + 9, "appended\n", 9) && stream_link(file));
	CHECK(fputc('x', file) == EOF && !fclose(file));
	CHECK(!stream_link(stdout));
	return 0;
}

static unsigned long ms_since(uint64_t start)
{
	return (now() - start) / 1000000;
}

static int bench(const char *path, unsigned int kib)
{
	static unsigned char block[BLOCK];
	uint64_t start = now();
	FILE *file = fopen(path, "w");
	unsigned int i;

	CHECK(file);
	for (i = 0; i < kib / (BLOCK / 1024); i++)
		CHECK(fwrite(block, sizeof(block), 1, file) == 1);
	CHECK(!file_sync(file) && !fclose(file));
	printf("written %lu ms\n", ms_since(start));
	start = now();
	file = fopen(path, "r");
	for (i = 0; i < kib / (BLOCK / 1024); i++)
		CHECK(fread(block, sizeof(block), 1, file) == 1);
	CHECK(!fclose(file));
	printf("read %lu ms\n", ms_since(start));
	return 0;
}

static int many(const char *folder, int count)
{
	uint64_t start = now();
	char name[12];
	FILE *file;
	int i;

	CHECK(!mkdir(folder, 0755) && !chdir(folder));
	for (i = 0; i < count; i++) {
		sprintf(name, "%d", i);
		file = fopen(name, "w");
		CHECK(file && fputs("a small file\n", file) >= 0);
		CHECK(!fclose(file));
	}
	CHECK(!sync());
	printf("made %lu ms\n", ms_since(start));
	return 0;
}

int main(int argc, char *argv[])
{
	if (argc == 4 && !strcmp(argv[1], "bench"))
		return bench(argv[2], atoi(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "many"))
		return many(argv[2], atoi(argv[3]));
	if (argc != 2 || names(argv[1]) || content())
		return 1;
	puts("all right");
	return 0;
}
