// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>
#include "file.h"

int sync(void)
{
	struct demos_fs_path head = { DEMOS_FS_SYNC, 0 };
	struct demos_answer answer;
	struct demos_message message;
	demos_link_t folder = __folder();
	int result;

	if (!folder)
		return -1;
	result = call(folder, &head, sizeof(head), &answer, sizeof(answer),
		      &message);
	if (result)
		return __fail(result);
	drop_links(&message);
	if (message.length < sizeof(answer))
		return __fail(DEMOS_ECALL);
	return answer.result ? __fail(answer.result) : 0;
}
