/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes the shared library export what the public headers declare, and nothing
 * else. Included first in each of its files, which are compiled with
 * -fvisibility=hidden.
 */
#pragma GCC visibility push(default)
#include "demos.h"
#pragma GCC visibility pop
