/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The folder of example programs, where `demosctl run` looks for a program that
 * is not in the current folder.
 */
#ifndef DEMOSCTL_EXAMPLE_H
#define DEMOSCTL_EXAMPLE_H

#include <limits.h>

const char *example_folder(char room[PATH_MAX]);
const char *example_find(const char *name, char room[PATH_MAX]);

#endif
