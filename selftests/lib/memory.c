// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of native processes, and data moves through it (memory.h).
 */
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/**
 * area_create() - AREA_CREATE
 * @process: the process
 * @fd: a memfd
 * @offset: offset in it
 * @length: bytes
 * @area: gets the beginning of the area, as links name it
 *
 * Return: 0 or a negative errno.
 */
int area_create(struct process *process, int fd, uint32_t offset,
		uint32_t length, uint32_t *area)
{
	struct answer *answer;
	struct nl_msg *msg;
	int error;

	msg = client_request(&process->client, DEMOS_CMD_AREA_CREATE, 0);
	nla_put_u32(msg, DEMOS_A_MEMORY, fd);
	nla_put_u32(msg, DEMOS_A_OFFSET, offset);
	nla_put_u32(msg, DEMOS_A_LENGTH, length);
	error = client_ask(&process->client, msg, &answer);
	if (error)
		return error;
	error = answer ? answer_u32(answer, DEMOS_A_AREA, area) : -ENOMSG;
	free(answer);
	return error;
}

/**
 * area_destroy() - AREA_DESTROY
 * @process: the process
 * @area: its beginning
 *
 * Return: 0 or a negative errno.
 */
int area_destroy(struct process *process, uint32_t area)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_AREA_DESTROY, 0);
	nla_put_u32(msg, DEMOS_A_AREA, area);
	return client_ask(&process->client, msg, NULL);
}

/**
 * memory_make() - make a memfd, seal it as required, and register it
 * @process: the process
 * @memory: to be filled in
 * @size: bytes
 *
 * Return: 0, or a negative errno, in which case there is nothing to free.
 */
int memory_make(struct process *process, struct memory *memory, size_t size)
{
	int error = 0;

	memory->size = size;
	memory->fd = memfd_create("memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory->fd < 0)
		return -errno;
	memory->bytes = MAP_FAILED;
	if (ftruncate(memory->fd, size) ||
	    fcntl(memory->fd, F_ADD_SEALS, F_SEAL_SHRINK))
		error = -errno;
	if (!error) {
		memory->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
				     MAP_SHARED, memory->fd, 0);
		if (memory->bytes == MAP_FAILED)
			error = -errno;
	}
	if (!error)
		error = area_create(process, memory->fd, 0, size,
				    &memory->area);
	if (error)
		memory_free(memory);
	return error;
}

/**
 * memory_free() - unmap and close; it stays registered
 * @memory: from memory_make()
 */
void memory_free(struct memory *memory)
{
	if (memory->bytes != MAP_FAILED)
		munmap(memory->bytes, memory->size);
	close(memory->fd);
}

/**
 * memory_move_begin() - request a data move through the process's own memory
 * @process: the process
 * @command: DEMOS_CMD_MOVE_READ or DEMOS_CMD_MOVE_WRITE
 * @link: link with a data area
 * @offset: offset in that area
 * @area: address in its own memory
 * @length: bytes
 * @seq: gets the number of the request
 *
 * Return: 0 or a negative errno.
 */
int memory_move_begin(struct process *process, int command, uint32_t link,
		      uint32_t offset, uint32_t area, uint32_t length,
		      uint32_t *seq)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, command, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	nla_put_u32(msg, DEMOS_A_OFFSET, offset);
	nla_put_u32(msg, DEMOS_A_LENGTH, length);
	nla_put_u32(msg, DEMOS_A_AREA, area);
	return client_send(&process->client, msg, seq);
}

/**
 * memory_move_end() - wait for the answer
 * @process: the process
 * @seq: of the request
 * @moved: gets the number of bytes moved
 *
 * Return: 0, a negative errno (refused), or a positive enum demos_result.
 */
int memory_move_end(struct process *process, uint32_t seq, uint32_t *moved)
{
	struct answer *answer;
	uint32_t result = 0;
	int error;

	*moved = 0;
	error = client_wait(&process->client, seq, SOON, &answer);
	if (error)
		return error;
	if (!answer->command)
		error = answer->error ? answer->error : -ENOMSG;
	else
		error = answer_u32(answer, DEMOS_A_LENGTH, moved);
	if (!error && !answer_u32(answer, DEMOS_A_ERROR, &result))
		error = result ? (int)result : -EBADMSG;
	free(answer);
	return error;
}

/**
 * memory_move() - move data through the process's own memory, all of it
 * @process: the process
 * @command: DEMOS_CMD_MOVE_READ or DEMOS_CMD_MOVE_WRITE
 * @link: link with a data area
 * @offset: offset in that area
 * @area: address in its own memory
 * @length: bytes
 *
 * Return: 0, -EBADMSG: a wrong number of bytes was moved without an error,
 * another negative errno, or a positive enum demos_result.
 */
int memory_move(struct process *process, int command, uint32_t link,
		uint32_t offset, uint32_t area, uint32_t length)
{
	uint32_t moved;
	uint32_t seq;
	int error;

	error = memory_move_begin(process, command, link, offset, area, length,
				  &seq);
	if (!error)
		error = memory_move_end(process, seq, &moved);
	if (!error && moved != length)
		error = -EBADMSG;
	return error;
}
