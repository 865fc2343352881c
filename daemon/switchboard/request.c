// SPDX-License-Identifier: GPL-2.0
/*
 * The form of a request to the switchboard, whose sender is not trusted.
 */
#include <string.h>

#include <asm/byteorder.h>

#include "switchboard/request.h"

static enum demos_result check_name(const char *name, size_t length)
{
	size_t i;

	if (length == DEMOS_SB_NAME_MAX)
		return DEMOS_ECALL;
	for (i = 0; i < length; i++) {
		if (name[i] <= ' ' || name[i] > '~')
			return DEMOS_ECALL;
	}
	return DEMOS_OK;
}

/**
 * request_name() - check a request and get the name in it
 * @data: the message
 * @length: of @data
 * @name: gets the name, filled up with 0; may be "" in DEMOS_SB_LIST only
 * @time: gets how long to wait for the name, in units of 100 ms
 *
 * Return: DEMOS_OK or DEMOS_ECALL: no such operation, no name, or too long.
 */
enum demos_result request_name(const void *data, size_t length,
			       char name[DEMOS_SB_NAME_MAX],
			       unsigned int *time)
{
	struct demos_sb_request asked;
	enum demos_result result;
	__u16 op;

	if (length != sizeof(asked))
		return DEMOS_ECALL;
	memcpy(&asked, data, sizeof(asked));
	op = __be16_to_cpu(asked.op);
	if (op < DEMOS_SB_REGISTER || op > DEMOS_SB_SHARE)
		return DEMOS_ECALL;
	*time = __be16_to_cpu(asked.wait);
	if (*time > (op == DEMOS_SB_LOOKUP ? DEMOS_SB_WAIT_MAX : 0))
		return DEMOS_ECALL;
	length = strnlen(asked.name, sizeof(asked.name));
	if (!length && op != DEMOS_SB_LIST)
		return DEMOS_ECALL;
	result = check_name(asked.name, length);
	if (result != DEMOS_OK)
		return result;
	memset(name, 0, DEMOS_SB_NAME_MAX);
	memcpy(name, asked.name, length);
	return DEMOS_OK;
}
