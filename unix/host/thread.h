/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_THREAD_H
#define UNIX_THREAD_H

int unix_thread_create(void (*run)(void *arg), void *arg, const char *name);

#endif
