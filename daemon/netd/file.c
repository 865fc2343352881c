// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration file. inih takes it apart, but passes over some mistakes in
 * silence: text behind "]", a NUL byte and what follows it, the end of a long
 * line, a line that begins with a blank (to inih, more of the value before). So
 * each line is checked before inih gets it.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "netd/config.h"

#define FILE_MOST	(16 << 20)	/* 65534 machines need less */

/**
 * struct reading - a configuration file that is being read
 * @config: its settings so far
 * @file: the file
 * @text: the line that was read last
 * @size: of @text
 * @wrong: number of the line that @config->error is about, 0: there is none
 */
struct reading {
	struct config *config;
	FILE *file;
	char *text;
	size_t size;
	int wrong;
};

static int refuse(struct reading *reading, const char *why)
{
	snprintf(reading->config->error, sizeof(reading->config->error), "%s",
		 why);
	reading->wrong = reading->config->line;
	return -EINVAL;
}

static int take(void *arg, const char *section, const char *name,
		const char *value)
{
	struct reading *reading = arg;

	/* No value has blanks in it */
	if (value[strcspn(value, " \t")])
		refuse(reading, "has more than one word behind the =");
	else if (config_set(reading->config, section, name, value))
		reading->wrong = reading->config->line;
	/* For inih, 0 means an error */
	return !reading->wrong;
}

/* Blanks, then nothing or a comment? */
static bool is_rest(const char *text)
{
	text += strspn(text, " \t\r\n");
	return !*text || *text == ';' || *text == '#';
}

/* A line of text that inih would not take for what it is */
static int check_line(struct reading *reading, const char *text, size_t length,
		      int most)
{
	const char *at, *end;
	char why[80];

	for (at = text; at < text + length; at++) {
		if (iscntrl((unsigned char)*at) && !isspace((unsigned char)*at))
			return refuse(reading,
				      "has a NUL or control character: this is not text");
	}
	at = strpbrk(text, "\r\n\v\f");
	if (at && at + strspn(at, "\r\n") < text + length)
		return refuse(reading, "has a line end in the middle");
	if (length > (size_t)most) {
		snprintf(why, sizeof(why), "is longer than %d bytes", most - 1);
		return refuse(reading, why);
	}
	end = *text == '[' ? strchr(text, ']') : NULL;
	if (end && !is_rest(end + 1))
		return refuse(reading,
			      "has text behind the ]: a setting needs a line of its own");
	return 0;
}

/* fgets() for inih, which would read on after a mistake */
static char *next_line(char *text, int size, void *arg)
{
	struct reading *reading = arg;
	const char *begin;
	ssize_t length;

	if (reading->wrong)
		return NULL;
	length = getline(&reading->text, &reading->size, reading->file);
	if (length < 0)
		return NULL;
	reading->config->line++;
	begin = reading->text;
	/* A byte order mark; blanks */
	if (reading->config->line == 1 && !strncmp(begin, "\xef\xbb\xbf", 3))
		begin += 3;
	begin += strspn(begin, " \t");
	if (check_line(reading, begin, reading->text + length - begin,
		       size - 1))
		return NULL;
	return strcpy(text, begin);
}

/* Return: number of the first line that is wrong, 0: none is */
static int read_lines(struct config *config, FILE *file)
{
	struct reading reading = { .config = config, .file = file };
	int line = ini_parse_stream(next_line, &reading, take, &reading);

	free(reading.text);
	config->line = 0;
	if (line <= 0 || line == reading.wrong)
		return line < 0 ? line : reading.wrong;
	snprintf(config->error, sizeof(config->error),
		 "is not like [section] or name = value");
	return line;
}

static int fail(struct config *config, const char *path, int err,
		const char *why)
{
	snprintf(config->error, sizeof(config->error),
		 "configuration '%.200s': %s", path, why);
	return err;
}

/* /dev/null, for no configuration, not even that of /etc */
static bool is_null(const struct stat *info)
{
	return S_ISCHR(info->st_mode) && info->st_rdev == makedev(1, 3);
}

/* Nothing that makes us wait: netd serves others while it reads */
static int open_file(struct config *config, const char *path, FILE **file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat info;
	int err = 0;

	if (fd < 0)
		return fail(config, path, -errno, strerror(errno));
	if (fstat(fd, &info))
		err = fail(config, path, -errno, strerror(errno));
	else if (!S_ISREG(info.st_mode) && !is_null(&info))
		err = fail(config, path, -EINVAL, "is not a regular file");
	else if (info.st_size > FILE_MOST)
		err = fail(config, path, -EINVAL, "is larger than 16 MiB");
	*file = err ? NULL : fdopen(fd, "r");
	if (!err && !*file)
		err = fail(config, path, -errno, strerror(errno));
	if (err)
		close(fd);
	return err;
}

/**
 * config_read() - read a configuration file
 * @config: the configuration; @error says why not, with the line
 * @path: of the file
 *
 * Return: 0; -EINVAL: a line is wrong, or it is not a regular file; another
 * negative errno: the file cannot be read.
 */
int config_read(struct config *config, const char *path)
{
	char why[CONFIG_ERROR];
	FILE *file = NULL;
	int line, err = open_file(config, path, &file);

	if (err)
		return err;
	line = read_lines(config, file);
	if (ferror(file))
		line = -1;
	fclose(file);
	if (!line)
		return 0;
	if (line < 0)
		return fail(config, path, -EIO, "cannot be read");
	strcpy(why, config->error);
	snprintf(config->error, sizeof(config->error), "%.200s:%d: %.250s",
		 path, line, why);
	return -EINVAL;
}
