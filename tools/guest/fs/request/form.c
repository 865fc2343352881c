// SPDX-License-Identifier: GPL-2.0
/*
 * The form of a client's request. Nobody vouches for clients.
 */
#include <string.h>
#include "request.h"

/**
 * struct form - what belongs to a request
 * @head: bytes of its structure
 * @paths: how many follow
 * @changes: it changes the disk
 */
struct form {
	uint8_t head;
	uint8_t paths;
	uint8_t changes;
};

static const struct form forms[] = {
	{ sizeof(struct demos_fs_open), 1, 0 },	/* OPEN */
	{ sizeof(struct demos_fs_open), 1, 0 },	/* FOLDER */
	{ sizeof(struct demos_fs_path), 1, 0 },	/* STAT */
	{ sizeof(struct demos_fs_list), 1, 0 },	/* LIST */
	{ sizeof(struct demos_fs_open), 1, 1 },	/* MKDIR */
	{ sizeof(struct demos_fs_path), 1, 1 },	/* RMDIR */
	{ sizeof(struct demos_fs_path), 1, 1 },	/* UNLINK */
	{ sizeof(struct demos_fs_path), 2, 1 },	/* LINK */
	{ sizeof(struct demos_fs_path), 2, 1 },	/* RENAME */
	{ sizeof(struct demos_fs_open), 1, 1 },	/* CHMOD */
	{ sizeof(struct demos_fs_time), 1, 1 },	/* UTIME */
	{ sizeof(struct demos_fs_path), 0, 0 },	/* SYNC */
	{ sizeof(struct demos_fs_path), 0, 0 },	/* SPACE */
};

/**
 * form_check() - check a request
 * @data: the request
 * @length: bytes of it
 *
 * Return: 0, DEMOS_ECALL, DEMOS_FS_ENAMETOOLONG
 */
int form_check(const uint8_t *data, unsigned int length)
{
	unsigned int op, i, size;
	const struct form *form;
	const uint8_t *path;

	if (length < sizeof(struct demos_fs_path))
		return DEMOS_ECALL;
	op = *(const uint16_t *)data;
	if (op < DEMOS_FS_OPEN || op > DEMOS_FS_SPACE)
		return DEMOS_ECALL;
	form = &forms[op - DEMOS_FS_OPEN];
	if (length < form->head)
		return DEMOS_ECALL;
	path = data + form->head;
	length -= form->head;
	for (i = 0; i < form->paths; i++) {
		size = strnlen((const char *)path, length);
		if (size == length)	/* without its NUL */
			return DEMOS_ECALL;
		if (++size > DEMOS_FS_PATH_MAX)
			return DEMOS_FS_ENAMETOOLONG;
		path += size;
		length -= size;
	}
	return length ? DEMOS_ECALL : 0;
}

/**
 * form_changes() - does this request change the disk?
 * @data: the request, checked
 */
int form_changes(const uint8_t *data)
{
	const struct demos_fs_open *open = (const struct demos_fs_open *)data;

	if (open->op == DEMOS_FS_OPEN)
		return open->flags & (DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE |
				      DEMOS_FS_EMPTY);
	return forms[open->op - DEMOS_FS_OPEN].changes;
}
