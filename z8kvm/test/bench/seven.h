/* SPDX-License-Identifier: GPL-2.0 */
/* main() of each of the seven programs, and the function that they print by */
#ifndef SEVEN_H
#define SEVEN_H

int run_crc(void);
int run_interp(void);
int run_matrix(void);
int run_quicksort(void);
int run_records(void);
int run_sieve(void);
int run_strings(void);

void out(char c);

#endif
