/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Z8000 for both passes of the Portable C Compiler: sizes, registers and
 * calling convention. One compiler is built for each model: Z8K_SEGMENTED is
 * defined for the Z8001, where a pointer is a segment and an offset in a
 * register pair, and not for the Z8002 and non-segmented programs.
 *
 * Documentation/guest-c.rst describes the calling convention.
 */
#ifdef Z8K_SEGMENTED
#define SEG	1
#else
#define SEG	0
#endif

/*
 * Offsets of arguments and of variables, in bits from the frame: see frame.c.
 * Those of arguments are far away: offset 0 is the end of the last variable,
 * which has an address, too.
 */
#define ARGINIT		131072
#define AUTOINIT	0

#define SZCHAR		8
#define SZBOOL		8
#define SZSHORT		16
#define SZINT		16
#define SZLONG		32
#define SZLONGLONG	64
#define SZFLOAT		32
#define SZDOUBLE	64
#define SZLDOUBLE	64
#define SZPTR		(SEG ? 32 : 16)
#ifdef Z8K_SEGMENTED
#define SZPOINT(t)	32
#else
#define SZPOINT(t)	16
#endif

#define ALCHAR		8
#define ALBOOL		8
#define ALSHORT		16
#define ALINT		16
#define ALLONG		16
#define ALLONGLONG	16
#define ALFLOAT		16
#define ALDOUBLE	16
#define ALLDOUBLE	16
#define ALPOINT		16
#define ALSTACK		16
#define ALMAX		16

/*
 * A variable that is a structure is even, even if it is packed: the processor
 * ignores the lowest bit of a word's address, so a member would be elsewhere.
 */
#define OBJECT_ALIGN(type, al) \
	((al) < ALSHORT && (BTYPE(type) == STRTY || BTYPE(type) == UNIONTY) ? \
	 ALSHORT : (al))

#define MIN_CHAR	-128
#define MAX_CHAR	127
#define MAX_UCHAR	255
#define MIN_SHORT	-32768
#define MAX_SHORT	32767
#define MAX_USHORT	65535
#define MIN_INT		(-0x7fff - 1)
#define MAX_INT		0x7fff
#define MAX_UNSIGNED	0xffff
#define MIN_LONG	(-0x7fffffffLL - 1)
#define MAX_LONG	0x7fffffff
#define MAX_ULONG	0xffffffffU
#define MIN_LONGLONG	0x8000000000000000LL
#define MAX_LONGLONG	0x7fffffffffffffffLL
#define MAX_ULONGLONG	0xffffffffffffffffULL

#undef CHAR_UNSIGNED
#define BOOL_TYPE	UCHAR

typedef long long CONSZ;
typedef unsigned long long U_CONSZ;
typedef long long OFFSZ;

#define CONFMT		"%lld"
#define LABFMT		".L%d"
#define STABLBL		".LL%d"

/* Messages of the first pass: message.c. A tool of the build has them, too. */
#ifdef MKEXT
#define TARGET_MESSAGE(kind, format, ap) \
	(fprintf(stderr, "%s: ", kind), vfprintf(stderr, format, ap), \
	 fputc('\n', stderr))
#else
#define TARGET_MESSAGE		z8k_message
#endif
#define TARGET_SCANNED		z8k_scanned
#define TARGET_TOKEN		z8k_token()

void z8k_scanned(const char *text, int length);
const char *z8k_token(void);
void z8k_message(const char *kind, const char *format, __builtin_va_list ap);

/* -xstack-check: stack.c; -xsmall: is size more than speed? */
extern int z8k_stack_check, z8k_small;

/* Places for struct interpass.lineno, and what each becomes: debug.c */
#define TARGET_PLACE		z8k_place()
#define TARGET_PLACE_AT(place)	(z8k_earlier_place = (place))
#define TARGET_PRINT_PLACE	z8k_print_place
#define TARGET_EMIT_BEGIN	z8k_emit_begin
#define TARGET_EMIT_END		z8k_emit_end

struct interpass;
extern char *ftitle;
extern int z8k_earlier_place;
int z8k_place(void);
void z8k_print_place(int place);
void z8k_emit_begin(struct interpass *ip);
void z8k_emit_end(struct interpass *ip);

/* Clear a part of a variable on the stack: clear.c */
#define TARGET_CLEAR		z8k_clear

struct symtab;
long long z8k_clear(struct symtab *sp, long long off, long long size);

#define STACK_DOWN
#undef FIELDOPS
#define TARGET_ENDIAN	TARGET_BE
#define FINDMOPS
#define NEWNEED
#define MYINSTRING
#define MYALIGN
#define RS_DIVIDES		/* >> of signed numbers keeps the sign */

/* An index, and the difference of two pointers: objects have up to 64 KiB. */
#define TARGET_INTPTR	INT

#define BYTEOFF(x)	((x) & 01)
#define wdal(k)		(BYTEOFF(k) == 0)

#define szty(t) \
	((t) == DOUBLE || (t) == LDOUBLE || (t) == LONGLONG || \
	 (t) == ULONGLONG ? 4 : \
	 (t) == FLOAT || (t) == LONG || (t) == ULONG || \
	 (SEG && (t) > BTMASK) ? 2 : 1)

/*
 * Registers. RR0 is nobody's: instructions that the tables describe as one may
 * use it in between, or R0, RL0 and R1 alone. So R0, which cannot hold an
 * address, is never asked to.
 *
 *	A	R2 to R13		16 bits
 *	B	RR2 to RR12		32 bits, and pointers of the Z8001
 *	C	RL2 to RL7		8 bits
 *	D	RQ4, RQ8		64 bits
 *
 * R15 or RR14 is the stack pointer. A frame pointer exists for the compiler
 * only, unless the function moves its stack pointer: R14, or RR12.
 */
#define R0	0
#define R1	1
#define R2	2
#define R3	3
#define R4	4
#define R5	5
#define R6	6
#define R7	7
#define R8	8
#define R13	13
#define R14	14
#define R15	15
#define RR2	16
#define RR4	17
#define RR6	18
#define RR8	19
#define RR10	20
#define RR12	21
#define RR14	22
#define RL2	23
#define RL7	28
#define RQ4	29
#define RQ8	30
#define MAXREGS	31

#ifdef Z8K_SEGMENTED
#define FREE12	0
#define FREE12B	0
#define FPREG	RR12
#define STKREG	RR14
#define PTRREG	RR6
#else
#define FREE12	(SAREG|PERMREG)
#define FREE12B	SBREG
#define FPREG	R14
#define STKREG	R15
#define PTRREG	R7
#endif

#define RSTATUS \
	0, 0, SAREG|TEMPREG, SAREG|TEMPREG, \
	SAREG|TEMPREG, SAREG|TEMPREG, SAREG|TEMPREG, SAREG|TEMPREG, \
	SAREG|PERMREG, SAREG|PERMREG, SAREG|PERMREG, SAREG|PERMREG, \
	FREE12, FREE12, 0, 0, \
	SBREG, SBREG, SBREG, SBREG, SBREG, FREE12B, 0, \
	SCREG, SCREG, SCREG, SCREG, SCREG, SCREG, \
	SDREG, SDREG

#define ROVERLAP \
	{ -1 }, { -1 }, \
	{ RR2, RL2, -1 }, { RR2, RL2 + 1, -1 }, \
	{ RR4, RL2 + 2, RQ4, -1 }, { RR4, RL2 + 3, RQ4, -1 }, \
	{ RR6, RL2 + 4, RQ4, -1 }, { RR6, RL7, RQ4, -1 }, \
	{ RR8, RQ8, -1 }, { RR8, RQ8, -1 }, \
	{ RR10, RQ8, -1 }, { RR10, RQ8, -1 }, \
	{ RR12, -1 }, { RR12, -1 }, { RR14, -1 }, { RR14, -1 }, \
	{ R2, R3, RL2, RL2 + 1, -1 }, \
	{ R4, R5, RL2 + 2, RL2 + 3, RQ4, -1 }, \
	{ R6, R7, RL2 + 4, RL7, RQ4, -1 }, \
	{ R8, 9, RQ8, -1 }, { 10, 11, RQ8, -1 }, \
	{ 12, R13, -1 }, { R14, R15, -1 }, \
	{ R2, RR2, -1 }, { R3, RR2, -1 }, \
	{ R4, RR4, RQ4, -1 }, { R5, RR4, RQ4, -1 }, \
	{ R6, RR6, RQ4, -1 }, { R7, RR6, RQ4, -1 }, \
	{ R4, R5, R6, R7, RR4, RR6, RL2 + 2, RL2 + 3, RL2 + 4, RL7, -1 }, \
	{ R8, 9, 10, 11, RR8, RR10, -1 }

#define ISBYTE(t)	((t) == CHAR || (t) == UCHAR || (t) == BOOL)
#define ISWIDE(t) \
	((t) == LONGLONG || (t) == ULONGLONG || (t) == DOUBLE || \
	 (t) == LDOUBLE)
#define ISLNG(t) \
	((t) == LONG || (t) == ULONG || (t) == FLOAT || (SEG && (t) > BTMASK))

/* The shape of a register: the frame is none that an instruction could name. */
#define PCLASS(p) \
	((p)->n_op == REG && (p)->n_rval == FPREG ? 0 : \
	 ISBYTE((p)->n_type) ? SCREG : ISLNG((p)->n_type) ? SBREG : \
	 ISWIDE((p)->n_type) ? SDREG : SAREG)

#define NUMCLASS	4

int COLORMAP(int c, int *r);
#define GCLASS(x) \
	((x) < RR2 ? CLASSA : (x) < RL2 ? CLASSB : (x) < RQ4 ? CLASSC : CLASSD)
#define DECRA(x, y)	(((x) >> ((y) * 8)) & 255)
#define ENCRD(x)	(x)
#define ENCRA1(x)	((x) << 8)
#define ENCRA2(x)	((x) << 16)
#define ENCRA(x, y)	((x) << (8 + (y) * 8))

/* Where a function leaves its result */
#define RETREG(t) \
	(ISBYTE(t) ? RL7 : ISWIDE(t) ? RQ4 : ISLNG(t) ? RR6 : R7)

/* Special shapes */
#define SFRAME	(MAXSPECIAL + 1)	/* a frame or stack pointer */
#define SPOSCON	(MAXSPECIAL + 2)	/* constant from 1 to 32767 */
#define SLPOSCON (MAXSPECIAL + 3)	/* constant from 1 to 2^31 - 1 */
#define SMASKED	(MAXSPECIAL + 4)	/* simple value & simple value */
#define SNCON	(MAXSPECIAL + 5)	/* constant that is no address */

/* The arguments that a call leaves on the stack for `...` begin here. */
#define TARGET_STDARGS
#define TARGET_BUILTINS \
	{ "__builtin_stdarg_start", z8k_va_start, 0, 2, 0, VOID }, \
	{ "__builtin_va_start", z8k_va_start, 0, 2, 0, VOID }, \
	{ "__builtin_va_arg", z8k_va_arg, BTNORVAL|BTNOPROTO, 2, 0, 0 }, \
	{ "__builtin_va_end", z8k_va_end, 0, 1, 0, VOID }, \
	{ "__builtin_va_copy", z8k_va_copy, 0, 2, 0, VOID },

struct node;
struct p1node;
struct bitable;
struct p1node *z8k_va_start(const struct bitable *bt, struct p1node *a);
struct p1node *z8k_va_arg(const struct bitable *bt, struct p1node *a);
struct p1node *z8k_va_end(const struct bitable *bt, struct p1node *a);
struct p1node *z8k_va_copy(const struct bitable *bt, struct p1node *a);

/* IEEE floating point, computed by the compiler's own routines */
#define USE_IEEEFP_32
#define FLT_PREFIX	IEEEFP_32
#define USE_IEEEFP_64
#define DBL_PREFIX	IEEEFP_64
#define LDBL_PREFIX	IEEEFP_64
#define DEFAULT_FPI_DEFS { &fpi_binary32, &fpi_binary64, &fpi_binary64 }
