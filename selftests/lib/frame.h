/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames between machines, made by hand, for a test that plays a machine,
 * honest or lying. Documentation/protocol.rst describes their form; the netlink
 * header that the module puts before a frame is learned from the HELLO that it
 * sends first.
 */
#ifndef SELFTEST_FRAME_H
#define SELFTEST_FRAME_H

#include "compiler.h"

#include <linux/demos.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX	(DEMOS_PACKET_MAX + 4096)

/**
 * struct frame - a frame
 * @nlh: netlink header, at the beginning of the bytes
 * @genl: generic netlink header
 * @head: family header
 * @rest: attributes
 */
struct frame {
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	struct demos_header head;
	uint8_t rest[FRAME_MAX];
} __packed __aligned(4);

/**
 * struct liar - a machine that a test plays
 * @fd: its end of the connection
 * @hello: the other machine's HELLO
 * @type: netlink message type of frames
 * @id: its machine id
 * @incarnation: a new one each time
 * @seq: number of its next frame
 */
struct liar {
	int fd;
	struct demos_hello hello;
	uint16_t type;
	uint16_t id;
	uint64_t incarnation;
	uint64_t seq;
};

struct machine;
struct process;

void frame_begin(struct frame *frame, const struct liar *liar, int command);
void frame_put(struct frame *frame, int attr, const void *data, size_t size);
const struct nlattr *frame_find(const struct frame *frame, int attr);
int frame_read(int fd, struct frame *frame);
int frame_send(const struct liar *liar, const struct frame *frame);

int liar_meet(struct liar *liar, struct machine *machine, uint16_t id);
int liar_meet_unnamed(struct liar *liar, struct machine *machine, uint16_t id);
void liar_hello(const struct liar *liar, struct demos_hello *hello);
int liar_say_hello(struct liar *liar, const struct demos_hello *hello);
int liar_gone(struct liar *liar);
void liar_message(struct liar *liar, struct frame *frame, uint64_t to,
		  const void *data, size_t size);
int liar_befriend(struct liar *liar, struct machine *machine, uint16_t id);
void liar_kernel(struct liar *liar, struct frame *frame, uint64_t to,
		 const void *data, size_t size);
int liar_hear(struct liar *liar, int op, struct frame *frame, uint64_t *seq,
	      void *data, size_t size);
int liar_give_link(struct liar *liar, struct process *to, uint32_t *link);

#endif
