// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __ask_mode(unsigned int op, const char *path, unsigned int mode)
{
	struct demos_fs_open head;
	struct demos_fs_file answer;	/* of some, and no longer */
	struct __path_request request;

	head.op = op;
	head.flags = 0;
	head.mode = mode;
	head.reserved = 0;
	request.head = &head;
	request.size = sizeof(head);
	request.path = path;
	request.name = NULL;
	request.answer = &answer;
	request.room = sizeof(answer);
	return __ask_folder(0, &request, NULL) < 0 ? -1 : 0;
}
