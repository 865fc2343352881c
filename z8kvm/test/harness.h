/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The function that libFuzzer calls.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
