/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A family to test with.
 */
#ifndef TEST_TOY_H
#define TEST_TOY_H

#define TOY_NAME	"toy"
#define TOY_COPY_NAME	"toycopy"
#define TOY_HEADER	8	/* bytes */

enum {
	TOY_ECHO = 1,	/* answers with the attributes */
	TOY_SECRET,	/* for administrators */
	TOY_UNSAFE,	/* as well, with the other flag */
	TOY_COUNT,	/* dumps TOY_A_U32 messages */
	TOY_BLOCK,	/* waits for TOY_RELEASE */
	TOY_RELEASE,
	TOY_FD,		/* answers with what is read from the descriptor */
	TOY_FLOOD,	/* answers TOY_A_U32 times, TOY_A_BYTES each */
	TOY_SHOUT,	/* as well, to the group */
	TOY_REFUSE,	/* says why, by itself */
	TOY_FAIL,	/* fails in its preparation */
	TOY_HUGE,	/* a dump with a message that fits into no record */
	TOY_NONE,	/* takes no attributes */
};

enum {
	TOY_A_U8 = 1,
	TOY_A_U16,
	TOY_A_U32,
	TOY_A_U64,
	TOY_A_TEXT,	/* at most 7 characters */
	TOY_A_BYTES,	/* at most 4000 */
	TOY_A_EXACT,	/* 12 */
	TOY_A_LEAST,	/* u32, at least 2 */
	TOY_A_MOST,	/* u8, at most 5 */
	TOY_A_RANGE,	/* u16, 3 to 40000 */
	TOY_A_RANGE64,	/* u64, 1 to 2^48 - 1 */
	TOY_A_MASK,	/* u32, bits of 0xff */
	TOY_A_HOLE,	/* nothing */
	TOY_A_FD,	/* u32 */
};

/* How often */
struct toy_counts {
	_Atomic int prepared;
	_Atomic int finished;
	_Atomic int begun;	/* dumps */
	_Atomic int done;
	_Atomic int closed;	/* connections */
	_Atomic unsigned int last_closed;
};

extern struct toy_counts toy_counts;
extern _Atomic int toy_blocked;

void toy_init(void);
void toy_exit(void);
void toy_again(void);
void toy_drain(void);
int toy_id(void);
int toy_copy_id(void);
int toy_group(void);

#endif
