// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "folder.h"

/* More entries; returns -1 at the end, or with errno set */
static int fill(DIR *folder)
{
	struct demos_fs_entries *answer = (void *)folder->entries;
	struct demos_fs_list head;
	struct __path_request request;
	int length;

	head.op = DEMOS_FS_LIST;
	head.reserved = 0;
	head.from = folder->next;
	request.head = &head;
	request.size = sizeof(head);
	request.path = ".";
	request.name = NULL;
	request.answer = folder->entries;
	request.room = sizeof(folder->entries);
	length = __ask_folder(folder->link, &request, NULL);
	if (length < (int)sizeof(*answer))
		return length < 0 ? -1 : __fail(DEMOS_ECALL);
	if (length == (int)sizeof(*answer))
		return -1;
	if (answer->next <= folder->next)
		return __fail(DEMOS_ECALL);
	folder->next = answer->next;
	folder->at = sizeof(*answer);
	folder->end = length;
	return 0;
}

struct dirent *readdir(DIR *folder)
{
	struct demos_fs_entry entry;
	const char *name;
	unsigned int room;
	size_t length;

	if (folder->at >= folder->end && fill(folder))
		return NULL;
	room = folder->end - folder->at;
	name = folder->entries + folder->at + sizeof(entry);
	length = room > sizeof(entry) ? strnlen(name, room - sizeof(entry)) : 0;
	if (!length || length > DEMOS_FS_NAME_MAX ||
	    length + sizeof(entry) == room) {
		folder->at = folder->end;
		__fail(DEMOS_ECALL);
		return NULL;
	}
	memcpy(&entry, folder->entries + folder->at, sizeof(entry));
	memcpy(folder->entry.d_name, name, length + 1);
	folder->entry.d_ino = entry.inode;
	folder->entry.d_type = entry.mode >> 12;
	folder->at += sizeof(entry) + length + 1;
	return &folder->entry;
}
