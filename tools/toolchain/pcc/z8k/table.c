// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: what the machine can do, in shapes and types. The letters after
 * Z are zzzcode()'s, in emit.c.
 */
#include "pass2.h"

#ifdef Z8K_SEGMENTED
#define WORD	(TINT|TUNSIGNED)
#define LNG	(TLONG|TULONG|TFLOAT|TPOINT)
#define WHOLE	(TLONG|TULONG|TPOINT)
#define SPTR	SBREG
#else
#define WORD	(TINT|TUNSIGNED|TPOINT)
#define LNG	(TLONG|TULONG|TFLOAT)
#define WHOLE	(TLONG|TULONG)
#define SPTR	SAREG
#endif
#define BYTE	(TCHAR|TUCHAR)
#define QUAD	(TLONGLONG|TULONGLONG|TDOUBLE|TLDOUBLE)
#define WIDE	(TLONGLONG|TULONGLONG)
#define MEM	(SOREG|SNAME)
#define MEM2	(SEG ? 0 : MEM)		/* beside another one */
#define LMEM	(SEG ? SNAME : MEM)	/* that every instruction reaches */

#define XSL(c)	NEEDS(NREG(c, 1), NSL(c))
#define XREG(c)	NEEDS(NREG(c, 1))

/* A binary operation: with a register, and on memory */
#define BINARY(op, c, types) \
	{ op,	IN##c##REG|FOREFF, \
		S##c##REG,		types, \
		S##c##REG|MEM|SCON,	types, \
			0,	RLEFT, \
			"ZB", }, \
	{ op,	FOREFF, \
		MEM,			types, \
		S##c##REG|MEM2|SCON,	types, \
			0,	RLEFT, \
			"ZB", }

/* Assignments in a class */
#define MOVES(c, types) \
	{ ASSIGN,	FOREFF|IN##c##REG, \
		S##c##REG,		types, \
		S##c##REG|MEM|SCON,	types, \
			0,	RDEST, \
			"ZM", }, \
	{ ASSIGN,	FOREFF|IN##c##REG, \
		MEM,			types, \
		S##c##REG,		types, \
			0,	RDEST, \
			"ZM", }, \
	{ ASSIGN,	FOREFF, \
		MEM,			types, \
		MEM|SCON,		types, \
			0,	0, \
			"ZM", }

/* Leaves into a register */
#define LEAVES(c, types) \
	{ OPLTYPE,	IN##c##REG, \
		SANY,			TANY, \
		S##c##REG|MEM|SCON,	types, \
			XREG(c),	RESC1, \
			"ZL", }

/* Indirection: the address has become an operand. */
#define LOADS(c, types) \
	{ UMUL,	IN##c##REG, \
		SANY,	TANY, \
		SOREG,	types, \
			XSL(c),	RESC1, \
			"ZL", }

#define UNARY(op, c, types) \
	{ op,	IN##c##REG, \
		S##c##REG,	types, \
		SANY,		TANY, \
			0,	RLEFT, \
			"ZU", }

#define COMPARE(c, types, right) \
	{ OPLOG,	FORCC, \
		S##c##REG,		types, \
		S##c##REG|MEM|SCON,	types, \
			0,	0, \
			"ZC", }, \
	{ OPLOG,	FORCC, \
		MEM,			types, \
		S##c##REG|SCON|right,	types, \
			0,	0, \
			"ZC", }

/* Conversions; between numbers of one size there is nothing to do. */
#define NOTHING(op, c, types) \
	{ op,	IN##c##REG, \
		S##c##REG,	types, \
		SANY,		types, \
			0,	RLEFT, \
			"", }
#define CONVERT(op, from, ltypes, to, rtypes) \
	{ op,	IN##to##REG, \
		S##from##REG|MEM,	ltypes, \
		SANY,			rtypes, \
			XSL(to),	RESC1, \
			"ZV", }

/* The result may be in a register that held an argument. */
#define CALLS(op, c, types) \
	{ op,	IN##c##REG, \
		SCON|SPTR,	TANY, \
		SANY,		types, \
			NEEDS(NREG(c, 1), NSL(c), NSR(c)),	RESC1, \
			"ZK", }
#define ALLCALLS(op) \
	CALLS(op, A, WORD), \
	CALLS(op, B, LNG), \
	CALLS(op, C, BYTE), \
	CALLS(op, D, QUAD), \
	{ op,	FOREFF, \
		SCON|SPTR,	TANY, \
		SANY,		TANY, \
			0,	0, \
			"ZK", }

struct optab table[] = {
{ -1, FOREFF, SANY, TANY, SANY, TANY, 0, 0, "", },

NOTHING(PCONV, A, WORD),
NOTHING(PCONV, B, LNG),
NOTHING(SCONV, A, WORD),
NOTHING(SCONV, B, WHOLE),
NOTHING(SCONV, C, BYTE),
NOTHING(SCONV, D, WIDE),
CONVERT(SCONV, A, WORD, C, BYTE),
CONVERT(SCONV, A, WORD, B, WHOLE),
CONVERT(SCONV, B, WHOLE, A, WORD),
CONVERT(SCONV, B, WHOLE, C, BYTE),
CONVERT(SCONV, B, WHOLE, D, WIDE),
CONVERT(SCONV, C, BYTE, A, WORD),
CONVERT(SCONV, C, BYTE, B, WHOLE),
CONVERT(SCONV, D, WIDE, A, WORD),
CONVERT(SCONV, D, WIDE, B, WHOLE),
CONVERT(SCONV, D, WIDE, C, BYTE),

ALLCALLS(CALL),
ALLCALLS(UCALL),
CALLS(STCALL, A, TANY),
CALLS(STCALL, B, TANY),
{ STCALL,	FOREFF,
	SCON|SPTR,	TANY,
	SANY,		TANY,
		0,	0,
		"ZK", },

/* The address of a variable on the stack */
{ PLUS,	SEG ? INBREG : INAREG,
	SFRAME,	TANY,
	SNCON,	TANY,
#ifdef Z8K_SEGMENTED
		XREG(B),	RESC1,
#else
		XREG(A),	RESC1,
#endif
		"ZP", },

#ifdef Z8K_SEGMENTED
/* A pointer plus or minus a number of bytes */
{ PLUS,	INBREG|FOREFF,
	SBREG,			TPOINT,
	SAREG|MEM|SCON,		TINT|TUNSIGNED,
		0,	RLEFT,
		"ZB", },
{ PLUS,	FOREFF,
	MEM,			TPOINT,
	SAREG|MEM|SCON,		TINT|TUNSIGNED,
		0,	RLEFT,
		"ZB", },
{ MINUS,	INBREG|FOREFF,
	SBREG,			TPOINT,
	SAREG|MEM|SCON,		TINT|TUNSIGNED,
		0,	RLEFT,
		"ZB", },
{ MINUS,	FOREFF,
	MEM,			TPOINT,
	SAREG|MEM|SCON,		TINT|TUNSIGNED,
		0,	RLEFT,
		"ZB", },
/* The difference of two pointers: of their offsets */
{ MINUS,	INAREG,
	SBREG|MEM,	TPOINT,
	SBREG|MEM,	TPOINT,
		XREG(A),	RESC1,
		"ZQ", },
#endif

BINARY(PLUS, A, WORD),
BINARY(MINUS, A, WORD),
BINARY(AND, A, WORD),
BINARY(OR, A, WORD),
BINARY(ER, A, WORD),
BINARY(PLUS, B, TLONG|TULONG),
BINARY(MINUS, B, TLONG|TULONG),
BINARY(AND, B, WHOLE),
BINARY(OR, B, WHOLE),
BINARY(ER, B, WHOLE),
BINARY(PLUS, C, BYTE),
BINARY(MINUS, C, BYTE),
BINARY(AND, C, BYTE),
BINARY(OR, C, BYTE),
BINARY(ER, C, BYTE),
#define QUADS(op) \
	{ op,	INDREG|FOREFF, \
		SDREG,		WIDE, \
		SDREG|MEM|SCON,	WIDE, \
			0,	RLEFT, \
			"ZB", }
QUADS(PLUS),
QUADS(MINUS),
QUADS(AND),
QUADS(OR),
QUADS(ER),

UNARY(COMPL, A, WORD),
UNARY(COMPL, B, WHOLE),
UNARY(COMPL, C, BYTE),
UNARY(COMPL, D, WIDE),
UNARY(UMINUS, A, WORD),
UNARY(UMINUS, B, WHOLE),
UNARY(UMINUS, C, BYTE),
UNARY(UMINUS, D, WIDE),

{ MUL,	INAREG,
	SAREG|MEM|SCON,	WORD,
	SAREG|MEM|SCON,	WORD,
		NEEDS(NREG(A, 1), NSL(A), NSR(A)),	RESC1,
		"ZX", },
{ MUL,	INBREG,
	SBREG,			WHOLE,
	SBREG|LMEM|SCON,	WHOLE,
		NEEDS(NLEFT(RR2), NRES(RR2)),	RDEST,
		"ZY", },
{ DIV,	INAREG,
	SAREG|MEM|SCON,		WORD,
	SAREG|LMEM|SCON,	WORD,
		XREG(A),	RESC1,
		"ZD", },
{ MOD,	INAREG,
	SAREG|MEM|SCON,		WORD,
	SAREG|LMEM|SCON,	WORD,
		XREG(A),	RESC1,
		"ZD", },
{ DIV,	INBREG,
	SBREG,			TLONG,
	SBREG|LMEM|SCON,	TLONG,
		NEEDS(NLEFT(RR2), NRES(RR2)),	RDEST,
		"ZE", },
{ MOD,	INBREG,
	SBREG,			TLONG,
	SBREG|LMEM|SCON,	TLONG,
		NEEDS(NLEFT(RR2), NRES(RR2)),	RDEST,
		"ZE", },
{ DIV,	INBREG,
	SBREG,		TULONG,
	SLPOSCON,	TULONG,
		NEEDS(NLEFT(RR2), NRES(RR2)),	RDEST,
		"ZE", },
{ MOD,	INBREG,
	SBREG,		TULONG,
	SLPOSCON,	TULONG,
		NEEDS(NLEFT(RR2), NRES(RR2)),	RDEST,
		"ZE", },

#define SHIFTS(op) \
	{ op,	INAREG|FOREFF, \
		SAREG,			WORD, \
		SAREG|MEM|SCON,		WORD, \
			0,	RLEFT, \
			"ZS", }, \
	{ op,	INBREG|FOREFF, \
		SBREG,			WHOLE, \
		SAREG|MEM|SCON,		TINT|TUNSIGNED, \
			0,	RLEFT, \
			"ZS", }
SHIFTS(LS),
SHIFTS(RS),

MOVES(A, WORD),
MOVES(B, LNG),
MOVES(C, BYTE),
MOVES(D, QUAD),

{ STASG,	FOREFF,
	MEM,	TANY,
	SPTR,	TPTRTO|TANY,
#ifdef Z8K_SEGMENTED
		NEEDS(NEVER(RR2), NEVER(RR4), NRIGHT(RR2), NOLEFT(RR2),
		      NOLEFT(RR4)),	0,
#else
		NEEDS(NEVER(R2), NEVER(R3), NRIGHT(R2), NOLEFT(R2),
		      NOLEFT(R3)),	0,
#endif
		"ZG", },
{ STASG,	SEG ? INBREG : INAREG,
	MEM,	TANY,
	SPTR,	TPTRTO|TANY,
#ifdef Z8K_SEGMENTED
		NEEDS(NEVER(RR2), NEVER(RR4), NRIGHT(RR2), NOLEFT(RR2),
		      NOLEFT(RR4)),	RDEST,
#else
		NEEDS(NEVER(R2), NEVER(R3), NRIGHT(R2), NOLEFT(R2),
		      NOLEFT(R3)),	RDEST,
#endif
		"ZH", },

{ OPLOG,	FORCC,
	SMASKED,	WORD|BYTE,
	SZERO,		TANY,
		0,	0,
		"ZT", },
COMPARE(A, WORD, MEM),
COMPARE(C, BYTE, MEM),
COMPARE(B, WHOLE, MEM2),
COMPARE(D, WIDE, MEM2),

{ OPLTYPE,	SEG ? INBREG : INAREG,
	SANY,	TANY,
	SFRAME,	TPOINT,
#ifdef Z8K_SEGMENTED
		XREG(B),	RESC1,
#else
		XREG(A),	RESC1,
#endif
		"ZL", },
LEAVES(A, WORD),
LEAVES(B, LNG),
LEAVES(C, BYTE),
LEAVES(D, QUAD),
LOADS(A, WORD),
LOADS(B, LNG),
LOADS(C, BYTE),
LOADS(D, QUAD),

{ GOTO,	FOREFF,
	SCON|SPTR,	TANY,
	SANY,		TANY,
		0,	RNOP,
		"ZJ", },

#define DF(x) FORREW, SANY, TANY, SANY, TANY, NEEDS(NREWRITE), x, ""
{ UMUL, DF(UMUL), },
{ ASSIGN, DF(ASSIGN), },
{ STASG, DF(STASG), },
{ FLD, DF(FLD), },
{ OPLEAF, DF(NAME), },
{ OPUNARY, DF(UMINUS), },
{ OPANY, DF(BITYPE), },

{ FREE, FREE, FREE, FREE, FREE, FREE, 0, FREE, "", },
};

int tablesize = sizeof(table) / sizeof(table[0]);
