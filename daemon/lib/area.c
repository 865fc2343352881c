// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that a process lends: registered parts of memfds, and data moves
 * that go straight to and from them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "handle.h"

static int read_area(struct demos *demos, const struct nlmsghdr *nlh,
		     void *arg)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];

	(void)demos;
	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_AREA], arg, sizeof(__u32));
	return 0;
}

int demos_area_create(struct demos *demos, int fd, __u32 offset, __u32 length,
		      __u32 *area)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_AREA_CREATE,
						  NLM_F_ACK);

	demos_handle_put_fd(demos, nlh, DEMOS_A_MEMORY, fd);
	mnl_attr_put_u32(nlh, DEMOS_A_OFFSET, offset);
	mnl_attr_put_u32(nlh, DEMOS_A_LENGTH, length);
	return demos_handle_exchange(demos, nlh, "register memory", read_area,
				     area);
}

int demos_area_destroy(struct demos *demos, __u32 area)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos,
						  DEMOS_CMD_AREA_DESTROY,
						  NLM_F_ACK);

	mnl_attr_put_u32(nlh, DEMOS_A_AREA, area);
	return demos_handle_exchange(demos, nlh, "take memory back", NULL,
				     NULL);
}

static int make_memory(size_t size, struct demos_memory *memory)
{
	if (ftruncate(memory->fd, size) ||
	    fcntl(memory->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW))
		return -errno;
	memory->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			     memory->fd, 0);
	return memory->bytes == MAP_FAILED ? -errno : 0;
}

/**
 * demos_memory_unmap() - free memory whose registration has ended
 * @memory: the memory
 */
void demos_memory_unmap(struct demos_memory *memory)
{
	if (memory->bytes != MAP_FAILED)
		munmap(memory->bytes, memory->size);
	if (memory->fd >= 0)
		close(memory->fd);
	memset(memory, 0, sizeof(*memory));
	memory->fd = -1;
}

int demos_memory_create(struct demos *demos, size_t size,
			struct demos_memory *memory)
{
	int err;

	if (size > UINT32_MAX)
		return demos_handle_fail(demos, -EFBIG,
					 "make memory: more than 4 GiB");
	memory->size = size;
	memory->bytes = MAP_FAILED;
	memory->fd = memfd_create("demos", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	err = memory->fd < 0 ? -errno : make_memory(size, memory);
	if (err)
		demos_handle_fail(demos, err, "make memory: %s",
				  strerror(-err));
	else
		err = demos_area_create(demos, memory->fd, 0, size,
					&memory->area);
	if (err)
		demos_memory_unmap(memory);
	return err;
}

void demos_memory_destroy(struct demos *demos, struct demos_memory *memory)
{
	if (memory->fd < 0)
		return;
	demos_area_destroy(demos, memory->area);
	demos_memory_unmap(memory);
}
