// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __ask_paths(unsigned int op, const char *path, const char *name)
{
	struct demos_fs_path head;
	struct demos_fs_file answer;	/* of some, and no longer */
	struct __path_request request;

	head.op = op;
	head.reserved = 0;
	request.head = &head;
	request.size = sizeof(head);
	request.path = path;
	request.name = name;
	request.answer = &answer;
	request.room = sizeof(answer);
	return __ask_folder(0, &request, NULL) < 0 ? -1 : 0;
}
