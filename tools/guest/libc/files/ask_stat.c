// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __ask_stat(const char *path, struct demos_fs_file *file)
{
	struct demos_fs_path head;
	struct __path_request request;
	int length;

	head.op = DEMOS_FS_STAT;
	head.reserved = 0;
	request.head = &head;
	request.size = sizeof(head);
	request.path = path;
	request.name = NULL;
	request.answer = file;
	request.room = sizeof(*file);
	length = __ask_folder(0, &request, NULL);
	if (length >= 0 && length < (int)sizeof(*file))
		return __fail(DEMOS_ECALL);
	return length < 0 ? -1 : 0;
}
