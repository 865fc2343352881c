// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __ask_open(unsigned int op, const char *path, unsigned int flags,
	       unsigned int mode, demos_link_t *link)
{
	struct demos_fs_open head;
	struct demos_fs_file answer;
	struct __path_request request;

	head.op = op;
	head.flags = flags;
	head.mode = mode;
	head.reserved = 0;
	request.head = &head;
	request.size = sizeof(head);
	request.path = path;
	request.name = NULL;
	request.answer = &answer;
	request.room = sizeof(answer);
	return __ask_folder(0, &request, link) < 0 ? -1 : 0;
}
