/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measurements of a real chip, run and compared.
 */
#ifndef VECTORS_H
#define VECTORS_H

int vectors_run(char *const *files, int count);

#endif
