/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_ERR_H
#define SHIM_ERR_H

#include <linux/types.h>

#define ERR_PTR(error)	((void *)(long)(error))
#define ERR_CAST(ptr)	((void *)(ptr))
#define PTR_ERR(ptr)	((long)(ptr))
#define IS_ERR(ptr)	((unsigned long)(ptr) >= (unsigned long)-4095)

#endif
