/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames that a connection sends.
 */
#ifndef DEMOS_BATCH_H
#define DEMOS_BATCH_H

#include <linux/types.h>

struct demos_connection;
struct kvec;
struct work_struct;

int demos_batch_write(struct demos_connection *connection, struct kvec *vec,
		      u32 count, u32 bytes);
void demos_batch_promise(struct demos_connection *connection);
void demos_batch_send(struct work_struct *work);

#endif
