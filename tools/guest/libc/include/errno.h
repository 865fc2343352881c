/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ERRNO_H
#define _ERRNO_H

extern int errno;

/* Linux's numbers */
#define EPERM		1	/* operation not permitted */
#define ENOENT		2	/* no such file */
#define EINTR		4	/* interrupted */
#define EIO		5	/* input or output error */
#define E2BIG		7	/* too many arguments */
#define EBADF		9	/* bad file */
#define EAGAIN		11	/* try again */
#define ENOMEM		12	/* out of memory */
#define EACCES		13	/* permission denied */
#define EFAULT		14	/* bad address */
#define EBUSY		16	/* busy */
#define EEXIST		17	/* file exists */
#define ENOTDIR		20	/* not a folder */
#define EISDIR		21	/* is a folder */
#define EINVAL		22	/* invalid argument */
#define EMFILE		24	/* too many open files */
#define EFBIG		27	/* file too large */
#define ENOSPC		28	/* no space left */
#define ESPIPE		29	/* illegal seek */
#define EROFS		30	/* read-only */
#define EMLINK		31	/* too many links */
#define EPIPE		32	/* broken pipe */
#define EDOM		33	/* argument out of domain */
#define ERANGE		34	/* result out of range */
#define ENAMETOOLONG	36	/* file name too long */
#define ENOSYS		38	/* not implemented */
#define ENOTEMPTY	39	/* folder not empty */
#define EILSEQ		84	/* illegal byte sequence */
#define ETIMEDOUT	110	/* timed out */
#define EUCLEAN		117	/* content of the disk makes no sense */

#endif
