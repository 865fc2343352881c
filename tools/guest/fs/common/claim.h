/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FS_CLAIM_H
#define FS_CLAIM_H

#include "internal.h"

#define CHANNEL_NAME	0	/* anybody's FS_CLAIM */
#define CHANNEL_OWNER	1	/* requests of the one process that may */

void claim_received(const struct demos_message *message, const void *data,
		    const struct fs_claimed *about);
int claim_is_owner(const struct demos_message *message, const void *data);
int claim_of(const char *name, demos_link_t *link, struct fs_claimed *about);
void say(const char *text, int result);
int claim_is_over(const struct demos_message *message, const void *data,
		  demos_link_t server);
int is_request(const struct demos_message *message);
void answer_result(const struct demos_message *message, unsigned int op,
		   int result);

#endif
