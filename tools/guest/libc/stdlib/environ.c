// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>

static char *none[1];

/* The start-up code lets it point to the environment, if there is one. */
char **environ = none;
