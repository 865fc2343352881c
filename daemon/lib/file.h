/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: what clients of the file system share.
 */
#ifndef DEMOS_LIB_FILE_H
#define DEMOS_LIB_FILE_H

#include "demos.h"

int demos_file_call(struct demos *demos, __u32 link,
		    const struct demos_outgoing *out,
		    struct demos_incoming *in, size_t least);
void demos_file_describe(const struct demos_incoming *in,
			 struct demos_file_info *info);

#endif
