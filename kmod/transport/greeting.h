/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a connection begins: HELLO, both ways.
 */
#ifndef DEMOS_GREETING_H
#define DEMOS_GREETING_H

struct demos_connection;
struct demos_hello;

int demos_greeting_tell(struct demos_connection *connection);
int demos_greeting_serve(struct demos_connection *connection,
			 const struct demos_hello *hello);

#endif
