/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames that a connection sends.
 */
#ifndef DEMOS_BATCH_H
#define DEMOS_BATCH_H

#include <linux/types.h>

struct demos_connection;
struct demos_message;
struct demos_peer;
struct work_struct;

int demos_batch_hello(struct demos_connection *connection, u32 length);
struct demos_connection *demos_batch_add(struct demos_peer *peer,
					 struct demos_message *msg);
void demos_batch_now(struct demos_connection *connection);
void demos_batch_stop(struct demos_connection *connection);
void demos_batch_promise(struct demos_connection *connection);
void demos_batch_send(struct work_struct *work);

#endif
