/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program that files.c is the main() of has.
 */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include <stddef.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

/* One input made of a seed */
void files_seed(unsigned long long seed);

#endif
