/* SPDX-License-Identifier: GPL-2.0 */
/* GCC knows these without a declaration. An int is no pointer on a Z8001. */
void *malloc(unsigned int n);
