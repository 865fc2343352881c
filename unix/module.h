/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module inside this program, for the parts of the program that are not
 * compiled with the kernel's headers.
 */
#ifndef UNIX_INSIDE_H
#define UNIX_INSIDE_H

int unix_module_init(void);
void unix_module_exit(void);
int unix_param_set(const char *name, const char *value);

#endif
