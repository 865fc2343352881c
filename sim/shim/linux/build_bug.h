/* SPDX-License-Identifier: GPL-2.0 */
/* static_assert is in types.h */
#include <linux/types.h>
