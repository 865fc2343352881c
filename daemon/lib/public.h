/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the shared library shows: what the public headers declare, and nothing
 * else. Included before everything when the library is compiled, with
 * -fvisibility=hidden.
 */
#pragma GCC visibility push(default)
#include "demos.h"
#pragma GCC visibility pop
