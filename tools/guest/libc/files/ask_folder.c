// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "file.h"

/* Returns the request, which malloc() made; NULL with errno set */
static char *make(const struct __path_request *request, unsigned int *length)
{
	size_t first = strlen(request->path) + 1;
	size_t second = request->name ? strlen(request->name) + 1 : 0;
	char *data;

	if (first > DEMOS_FS_PATH_MAX || second > DEMOS_FS_PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	*length = request->size + first + second;
	data = malloc(*length);
	if (!data)
		return NULL;
	memcpy(data, request->head, request->size);
	memcpy(data + request->size, request->path, first);
	memcpy(data + request->size + first, request->name, second);
	return data;
}

/* Returns 0 or a result */
static int check(const struct __path_request *request,
		 const struct demos_message *message, demos_link_t *link)
{
	const struct demos_answer *answer = request->answer;
	const uint16_t *op = request->head;

	if (message->length < sizeof(*answer) ||
	    answer->op != (*op | DEMOS_OP_ANSWER))
		return DEMOS_ECALL;
	if (answer->result)
		return answer->result;
	if (link && !message->count)
		return DEMOS_ENOLINK;
	return 0;
}

int __ask_folder(demos_link_t folder, const struct __path_request *request,
		 demos_link_t *link)
{
	demos_link_t over = folder ? folder : __folder();
	struct demos_message message;
	unsigned int length;
	char *data;
	int result;

	if (!over)
		return -1;
	data = make(request, &length);
	if (!data)
		return -1;
	result = call(over, data, length, request->answer, request->room,
		      &message);
	free(data);
	/* The file system has been started anew: look for it the next time. */
	if (result == DEMOS_EDEAD && !folder)
		__folder_set(0);
	if (result)
		return __fail(result);
	result = check(request, &message, link);
	if (!result && link) {
		*link = message.links[0];
		message.links[0] = 0;
	}
	drop_links(&message);
	return result ? __fail(result) : message.length;
}
