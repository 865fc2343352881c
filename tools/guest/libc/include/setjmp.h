/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SETJMP_H
#define _SETJMP_H

/* Registers R8 to R15 and the return address: setjmp.S knows the places. */
typedef long jmp_buf[5];

int setjmp(jmp_buf buffer);
void longjmp(jmp_buf buffer, int value) __attribute__((noreturn));

#define setjmp(buffer)	setjmp(buffer)

#endif
