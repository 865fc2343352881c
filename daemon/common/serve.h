/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by servers whose requests are messages with a reply link: the sender
 * is not trusted, and each link that comes with a request is either used or
 * destroyed.
 */
#ifndef DEMOS_SERVE_H
#define DEMOS_SERVE_H

#include "lib/demos.h"

/**
 * struct serve_request - a request that was received
 * @from: process identifier of the sender
 * @op: the operation, host byte order; 0: the message is too short for one
 * @reply: name of the reply link
 * @nlinks: other links that came with it
 * @links: their names; one that is taken becomes 0
 * @length: of @data
 * @data: the message
 */
struct serve_request {
	__u64 from;
	__u16 op;
	__u32 reply;
	unsigned int nlinks;
	__u32 links[DEMOS_LINKS_MAX];
	size_t length;
	const void *data;
};

int serve_take(struct demos *demos, const struct demos_incoming *in,
	       struct serve_request *request);
void serve_done(struct demos *demos, const struct serve_request *request);
void serve_answer(struct demos *demos, __u32 reply, const void *data,
		  size_t length, __u32 link);
void serve_result(struct demos *demos, __u32 reply, __u16 op,
		  enum demos_result result);
enum demos_result serve_failure(const struct demos *demos, int error);
int serve_fatal(const struct demos_incoming *in);

#endif
