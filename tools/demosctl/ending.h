/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the end of a guest becomes the end of demosctl.
 */
#ifndef DEMOSCTL_ENDING_H
#define DEMOSCTL_ENDING_H

#include "../../daemon/lib/demos.h"

int ending_status(const struct demos_end *end);

#endif
