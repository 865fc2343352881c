/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames that a connection receives.
 */
#ifndef DEMOS_RECEIVE_H
#define DEMOS_RECEIVE_H

#include "core/wire.h"

struct demos_connection;

/* Bytes of the buffer of received bytes */
#define DEMOS_RECEIVE_ROOM	131072

static_assert(DEMOS_RECEIVE_ROOM >= DEMOS_WIRE_MAX);

int demos_receive_bytes(struct demos_connection *connection);
int demos_receive_serve(struct demos_connection *connection);

#endif
