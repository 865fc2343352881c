// SPDX-License-Identifier: GPL-2.0
/*
 * The buffer manager of the file system (section 2.3): inodes and blocks.
 * buffer.h names its parts, Documentation/files.rst its tasks.
 */
#include <string.h>
#include "buffer.h"

static int begin(void)
{
	int result;

	frame_init();
	result = disk_open();
	if (!result)
		result = super_mount();
	if (result == DEMOS_FS_ECORRUPT)
		say("there is no file system: mkfs.minix -1 -n 30 makes one",
		    0);
	else if (result)
		say("the disk cannot be read", result);
	return result ? result : register_name(FS_BUFFER_NAME, 0);
}

static void handle(const struct demos_message *message, void *data)
{
	struct fs_claimed about;

	switch (message->channel) {
	case CHANNEL_NAME:
		memset(&about, 0, sizeof(about));
		about.inodes = super.inodes;
		about.read_only = super.read_only;
		claim_received(message, data, &about);
		break;
	case CHANNEL_OWNER:
		if (claim_is_owner(message, data))
			store_received(message, data);
		break;
	case CHANNEL_DISK:
		disk_received(message, data);
		break;
	case CHANNEL_FILE:
		file_received(message, data);
		break;
	}
}

int main(void)
{
	static uint8_t data[DEMOS_DATA_MAX];
	struct demos_message message;
	int result = begin();

	if (result)
		return 1;
	for (;;) {
		result = receive(&message, data, sizeof(data),
				 DEMOS_ALL_CHANNELS, commit_patience());
		if (!result) {
			handle(&message, data);
			drop_links(&message);
		}
		if (result == DEMOS_ETIME)
			commit_all();
		else if (commit_wanted())
			commit();
	}
}
