// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "file.h"

/* By enum demos_fs_result */
static const unsigned char errors[] = {
	ENOENT, EEXIST, ENOTDIR, EISDIR, ENOTEMPTY, ENAMETOOLONG, EINVAL,
	EACCES, EROFS, ENOSPC, EFBIG, EMLINK, EMFILE, EIO, EUCLEAN,
};

int __fail(unsigned int result)
{
	unsigned int n = result - DEMOS_FS_ENOENT;

	if (result >= DEMOS_FS_ENOENT && n < sizeof(errors))
		errno = errors[n];
	else if (result == DEMOS_ERIGHTS)
		errno = EACCES;
	else if (result == DEMOS_EROOM)
		errno = ENOMEM;
	else
		errno = EIO;
	return -1;
}
