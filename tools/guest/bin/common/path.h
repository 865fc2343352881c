/* SPDX-License-Identifier: GPL-2.0 */
/* Names of files */
#ifndef BIN_PATH_H
#define BIN_PATH_H

#include <stdbool.h>

#define PATH_SIZE	512

bool path_is_folder(const char *path);

/* The last part of a path, without slashes at its end: written to @name */
void path_base(const char *path, char *name, int size);

/* @folder/@name, in @path of PATH_SIZE; false: it is too long, which is told */
bool path_join(char *path, const char *folder, const char *name);

/*
 * The target of cp and mv: @to itself, or, if it is a folder, the file in it
 * with the name of @from. NULL: too long, which is told
 */
const char *path_target(const char *from, const char *to, char *room);

#endif
