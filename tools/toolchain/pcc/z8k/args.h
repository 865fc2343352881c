/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where arguments go. They take R7, R6... R2 in their order; a long takes the
 * next pair that is free (RR6, RR4, RR2), a number of 64 bits RQ4. An argument
 * for which no register is left, a structure, and an argument that the
 * prototype has not named lie on the stack, in their order, from the stack
 * pointer at the call upwards.
 */
struct argspace {
	int next;		/* registers below and with this are free */
	int offset;		/* bits on the stack so far */
};

enum { ON_STACK = -1 };

/**
 * arg_place() - find the place of the next argument
 * @space: the places left
 * @type: its type
 * @size: its size in bits
 * @anonymous: is it one of `...`?
 * @offset: its offset on the stack in bits, if it goes there
 *
 * Return: its register, or ON_STACK.
 */
int arg_place(struct argspace *space, TWORD type, int size, int anonymous,
	      int *offset);

/* As above for the address that a function's result is written to */
int arg_result(struct argspace *space);
