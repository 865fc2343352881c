// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

static const struct {
	int error;
	const char *text;
} texts[] = {
	{ 0, "Success" },
	{ EPERM, "Operation not permitted" },
	{ ENOENT, "No such file or directory" },
	{ EINTR, "Interrupted" },
	{ EIO, "Input/output error" },
	{ E2BIG, "Argument list too long" },
	{ EBADF, "Bad file" },
	{ EAGAIN, "Try again" },
	{ ENOMEM, "Out of memory" },
	{ EACCES, "Permission denied" },
	{ EFAULT, "Bad address" },
	{ EBUSY, "Busy" },
	{ EEXIST, "File exists" },
	{ ENOTDIR, "Not a directory" },
	{ EISDIR, "Is a directory" },
	{ EINVAL, "Invalid argument" },
	{ EMFILE, "Too many open files" },
	{ EFBIG, "File too large" },
	{ ENOSPC, "No space left" },
	{ ESPIPE, "Illegal seek" },
	{ EROFS, "Read-only file system" },
	{ EMLINK, "Too many links" },
	{ EPIPE, "Broken pipe" },
	{ EDOM, "Argument out of domain" },
	{ ERANGE, "Result out of range" },
	{ ENAMETOOLONG, "File name too long" },
	{ ENOSYS, "Not implemented" },
	{ ENOTEMPTY, "Directory not empty" },
	{ EILSEQ, "Illegal byte sequence" },
	{ ETIMEDOUT, "Timed out" },
	{ EUCLEAN, "Disk needs checking" },
};

char *strerror(int error)
{
	unsigned int i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].error == error)
			return (char *)texts[i].text;
	return "Unknown error";
}
