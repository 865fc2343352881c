/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Operations that are routines of the run-time library, named as in GCC's:
 * Documentation/guest-c.rst lists them.
 */
struct p1node;

/* The size of the area for arguments, in spalloc()'s code */
#define OUTGOING	"__outgoing"

#define ISFLT(t)	((t) == FLOAT || (t) == DOUBLE || (t) == LDOUBLE)

/**
 * helper_operation() - replace an operation without instructions
 * @p: the operation, just built
 *
 * Return: a call, or @p if the machine has it.
 */
struct p1node *helper_operation(struct p1node *p);

/* As above for a conversion from or to a number with a point */
struct p1node *helper_conversion(struct p1node *p);
