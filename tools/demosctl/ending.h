/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit status of demosctl after a guest has ended.
 */
#ifndef DEMOSCTL_ENDING_H
#define DEMOSCTL_ENDING_H

#include "../../daemon/lib/demos.h"

int ending_status(const struct demos_end *end);

#endif
