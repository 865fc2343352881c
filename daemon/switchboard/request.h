/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form of a request to the switchboard.
 */
#ifndef DEMOS_SWITCHBOARD_REQUEST_H
#define DEMOS_SWITCHBOARD_REQUEST_H

#include <stddef.h>
#include <linux/demos.h>

enum demos_result request_name(const void *data, size_t length,
			       char name[DEMOS_SB_NAME_MAX],
			       unsigned int *time);

#endif
