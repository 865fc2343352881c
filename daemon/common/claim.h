/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A server of which a machine has at most one: a second one does not start, and
 * says which process has the place.
 */
#ifndef DEMOS_CLAIM_H
#define DEMOS_CLAIM_H

int claim(const char *name);

#endif
