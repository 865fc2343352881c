/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef uint16_t mode_t;
typedef int32_t off_t;

#endif
