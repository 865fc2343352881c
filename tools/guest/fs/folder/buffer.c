// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to the buffer manager. If it has ended, the request fails, and the
 * next one waits for a new one.
 */
#include <string.h>
#include "folder.h"

uint16_t inodes_max;

static demos_link_t buffer;

static union {
	struct demos_answer answer;
	struct demos_fs_file file;
	uint8_t bytes[DEMOS_DATA_MAX];
} said;

/**
 * buffer_ready() - have a link to the buffer manager
 */
int buffer_ready(void)
{
	struct fs_claimed about;
	int result;

	if (buffer)
		return 0;
	result = claim_of(FS_BUFFER_NAME, &buffer, &about);
	if (!result)
		inodes_max = about.inodes;
	return result;
}

static int lose_buffer(void)
{
	link_destroy(buffer);
	buffer = 0;
	folder_forget_all();
	return DEMOS_FS_EIO;
}

/**
 * buffer_notice() - take a notice
 * @message: the message
 * @data: its data
 */
void buffer_notice(const struct demos_message *message, const void *data)
{
	if (claim_is_over(message, data, buffer))
		lose_buffer();
}

/**
 * buffer_request() - begin a request
 * @request: filled in
 * @op: FS_*
 * @inode: which it is about
 */
void buffer_request(struct fs_request *request, unsigned int op, uint16_t inode)
{
	memset(request, 0, sizeof(*request));
	request->op = op;
	request->as = op;
	request->inode = inode;
}

/* Ask, with an answer of at least @least bytes in @said. */
static int ask(const void *request, unsigned int length, unsigned int least)
{
	struct demos_message message;

	if (call(buffer, request, length, &said, sizeof(said), &message))
		return lose_buffer();
	drop_links(&message);
	if (message.length >= sizeof(said.answer) && said.answer.result)
		return said.answer.result;
	return message.length < least ? lose_buffer() : 0;
}

/**
 * buffer_ask() - a request about an inode
 * @request: the request
 * @file: the inode is described there; or NULL
 */
int buffer_ask(struct fs_request *request, struct demos_fs_file *file)
{
	int result = ask(request, sizeof(*request), sizeof(said.file));

	if (!result && file)
		*file = said.file;
	return result;
}

/**
 * buffer_stat() - describe an inode
 * @inode: its number
 * @file: filled in
 */
int buffer_stat(uint16_t inode, struct demos_fs_file *file)
{
	struct fs_request request;

	buffer_request(&request, FS_STAT, inode);
	return buffer_ask(&request, file);
}

/**
 * buffer_drop() - names of an inode are gone
 * @inode: its number
 * @count: how many names
 */
int buffer_drop(uint16_t inode, uint32_t count)
{
	struct fs_request request;

	buffer_request(&request, FS_DROP, inode);
	request.number = count;
	return buffer_ask(&request, NULL);
}

/**
 * buffer_fetch() - get a block of a folder
 * @inode: the folder
 * @block: number of the block
 * @bytes: it is written there
 * @file: the folder is described there
 */
int buffer_fetch(uint16_t inode, uint32_t block, uint8_t *bytes,
		 struct demos_fs_file *file)
{
	struct fs_request request;
	int result;

	buffer_request(&request, FS_FETCH, inode);
	request.number = block;
	result = ask(&request, sizeof(request), sizeof(said.file) + FS_BLOCK);
	if (result)
		return result;
	*file = said.file;
	memcpy(bytes, said.bytes + sizeof(said.file), FS_BLOCK);
	return 0;
}

/**
 * buffer_modes() - modes of inodes
 * @numbers: of the inodes; the modes take their places
 * @count: how many
 */
int buffer_modes(uint16_t *numbers, unsigned int count)
{
	struct fs_request *request = (struct fs_request *)said.bytes;
	const unsigned int length = count * sizeof(*numbers);
	int result;

	buffer_request(request, FS_MODES, 0);
	memcpy(request + 1, numbers, length);
	result = ask(request, sizeof(*request) + length,
		     sizeof(said.answer) + length);
	if (!result)
		memcpy(numbers, said.bytes + sizeof(said.answer), length);
	return result;
}

/**
 * buffer_forward() - let the buffer manager answer a client
 * @request: the request
 * @message: the client's, with its reply link
 */
int buffer_forward(struct fs_request *request,
		   const struct demos_message *message)
{
	int result = send_links(buffer, request, sizeof(*request),
				message->links, 1);

	if (result == DEMOS_EDEAD || result == DEMOS_ENOLINK)
		return lose_buffer();
	return result;
}
