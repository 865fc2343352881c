/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The report about an evacuation.
 */
#ifndef DEMOSCTL_REPORT_H
#define DEMOSCTL_REPORT_H

#include "evacuation.h"
#include "remains.h"

int report(struct evacuation *evacuation, const struct remains *remains,
	   bool drains, bool json);

#endif
