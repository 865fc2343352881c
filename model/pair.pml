/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Order between a pair (Documentation/recovery.rst, "Look-up", "Doubt" and rule
 * 6): X sends MESSAGES numbered messages to P through a window; both migrate,
 * and a machine crashes and restarts at any point. Forwarding addresses, link
 * updates, pending messages, credit, look-up, PROBE and REPORT, fillers.
 *
 * Checked: P reads in order and nothing twice; if both live at the end, each
 * message was read, or X was told that it may be lost, and only if it had been
 * on a machine that crashed; X is not blocked, and does not believe that P is
 * dead.
 *
 * Migration is one step here (owner.pml has its messages), and so is the
 * look-up (seek.pml has its). NO_... takes a rule out.
 */
#ifndef MESSAGES
#define MESSAGES	3
#endif
#ifndef WINDOW
#define WINDOW	2
#endif
#ifndef MOVES
#define MOVES	2
#endif
#ifndef CRASHES
#define CRASHES	1
#endif

#include "lan.pml"

#define CAP	7
#define X	0
#define P	1
/* An address in one byte: how often the process had moved, and its machine */
#define ADDRESS(m, mv)	((mv) * 3 + (m))

mtype = { DATA, PENDING, CLEANED, UPDATE, PROBE, REPORT, DEAD };
/* Type, session, process, its address, sender's address, four arguments */
chan wire[9] = [CAP] of { mtype, byte, bit, byte, byte, byte, byte, byte,
			  byte };

/* X and P: where they are, which is in the table from ESTABLISHED on */
byte at[2];
bit dead[2];
bit arriving[2];
byte source[2];		/* arriving: from there */
byte source_life[2];
byte moved[2];
byte forward[6];	/* by machine and process: machine + 1; 0: none */
byte forward_moves[6];

/* X's record of P */
byte send = 1;
byte credit, acked;
byte to_p;		/* address of P */
byte to_p_life;
byte stray;		/* numbers up to this went over a forwarding address */
bit doubt, asked, answered;
byte asked_to;		/* the last number sent when PROBE was */
byte name;		/* of the last PROBE */
byte gap;		/* the first number that P holds back; 0: none */
bit believes_dead;
byte left;		/* machines on X's trail, a set */
byte left_life[3];	/* in which of their lives */

/* P's record of X */
byte accept = 1;
byte has;		/* the last number in its queue, in order */
byte reads;		/* the last number that it has read */
byte real;		/* set: accepted numbers that are no fillers */
byte early, early_real;	/* sets: held back */
byte frozen, frozen_real;	/* sets: came before step 8 */
byte probed;		/* name of the PROBE that came before step 8 */
byte lost;		/* set: pending messages that a crash took */
byte to_x;		/* address of X */

/* What really happened: sets of numbers */
byte got, said, touched;
byte migrations = MOVES;
byte crashes = CRASHES;
byte rounds;

/* Scratch, within one step */
mtype t;
byte v, dst, src, n, a, b, c, i, k1, keep;
bit to;

#define BIT(x)		(1 << (x))
#define FORWARD(m, p)	((m) * 2 + (p))
#define UNCONFIRMED	(send - 1 > credit)	/* not known to be read */
#define BLOCKED		(send - 1 - credit >= WINDOW)

inline clear()
{
	t = 0; v = 0; dst = 0; src = 0; n = 0; a = 0; b = 0; c = 0; i = 0;
	k1 = 0; keep = 0; to = 0
}

inline put(k, type, who, where, from, n1, a1, b1, c1)
{
	assert(nfull(wire[AT(me, k)]));
	wire[AT(me, k)]!type, seen[AT(me, k)], who, where, from, n1, a1, b1, c1
}

/* The message in scratch goes to the machine in its address */
inline xmit()
{
	k1 = dst % 3;
	put(k1, t, to, dst, src, n, a, b, c)
}

/* The life of a machine, as far as it is known here */
#define KNOWS(m)	knows[AT(me, m)]
/* Has the life that X left there ended? */
#define LEFT(m)		((left & BIT(m)) && left_life[m] != KNOWS(m))

/* LINK_UPDATE to the sender: P is on @m now */
inline update(m, mv)
{
	if
	:: t == DATA ->
		k1 = src % 3;
		put(k1, UPDATE, X, src, 0, m, mv, KNOWS(m), 0)
	:: else
	fi
}

inline seek()
{
	if
#ifdef NO_SEEK
	:: t == DATA || t == PROBE ->
#else
	:: dead[to] && (t == DATA || t == PROBE) ->
#endif
		k1 = src % 3;
		put(k1, DEAD, X, src, 0, 0, 0, 0, 0)
	:: dead[to] && !(t == DATA || t == PROBE)
#ifndef NO_SEEK
	:: !dead[to] ->
#else
	:: !dead[to] && !(t == DATA || t == PROBE) ->
#endif
		update(at[to], moved[to]);
		dst = ADDRESS(at[to], moved[to]);
		xmit()
	fi
}

/* demos_pair_accept() */
inline pair_accept(num, is_real)
{
	if
	:: num < accept		/* a double */
	:: num > accept ->
		if
		:: early & BIT(num)
		:: else ->
			early = early | BIT(num);
			early_real = early_real | (is_real << num)
		fi
	:: num == accept ->
		real = real | (is_real << num);
		accept++;
		do
		:: early & BIT(accept) ->
			real = real | (early_real & BIT(accept));
			early = early & ~BIT(accept);
			early_real = early_real & ~BIT(accept);
			accept++
		:: else -> break
		od
	fi;
	has = accept - 1
}

inline first_early()
{
	b = 0;
	if
	:: early -> b = accept;
		do
		:: early & BIT(b) -> break
		:: else -> b++
		od
	:: else
	fi
}

inline report(name1)
{
	first_early();
	k1 = to_x % 3;
	put(k1, REPORT, X, to_x, name1, reads, accept, b, lost)
}

/* Step 8 */
inline restart(p)
{
	arriving[p] = 0; source[p] = 0; source_life[p] = 0;
	if
	:: p == P ->
		has = accept - 1;
		i = 1;
		do
		:: i <= MESSAGES ->
			if
			:: frozen & BIT(i) ->
				pair_accept(i, ((frozen_real >> i) & 1))
			:: else
			fi;
			i++
		:: else -> break
		od;
		frozen = 0; frozen_real = 0;
		if
		:: probed || lost -> report(probed); probed = 0
		:: else
		fi
	:: else ->
#ifndef NO_ASK_AT_ARRIVAL
		if
		:: BLOCKED || stray > acked || (UNCONFIRMED &&
		   (to_p_life != KNOWS(to_p % 3) || LEFT(0) || LEFT(1) ||
		    LEFT(2))) ->
			doubt = 1; asked = 0
		:: else
		fi
#endif
		skip
	fi
}

inline hear_data()
{
	if
	:: src / 3 >= to_x / 3 -> to_x = src
	:: else
	fi;
	if
	:: arriving[P] ->
		if
		:: frozen & BIT(n)
		:: else ->
			frozen = frozen | BIT(n);
			frozen_real = frozen_real | (a << n)
		fi
	:: else -> pair_accept(n, a)
	fi
}

inline hear_report()
{
	if :: n > credit -> credit = n :: else fi;
	if :: a - 1 > acked -> acked = a - 1 :: else fi;
	said = said | c;
	if
#ifdef NO_NAMES
	:: src <= name ->
		if
		:: !UNCONFIRMED -> doubt = 0; asked = 0
		:: asked -> answered = 1; gap = b
		:: else
		fi
#else
	:: asked && src == name ->
		if
		:: acked >= asked_to -> doubt = 0; asked = 0
		:: else -> answered = 1; gap = b
		fi
#endif
	:: else
	fi;
	if
	:: stray <= acked -> stray = 0
	:: else
	fi
}

inline hear_update()
{
	if
	:: a > to_p / 3 ->
		to_p = ADDRESS(n, a);
		to_p_life = b;
		if
#ifndef NO_STRAY
		:: UNCONFIRMED -> stray = send - 1; asked = 0
#endif
		:: else
		fi
	:: else
	fi
}

inline deliver(k)
{
	if
	:: t == DATA -> hear_data()
	:: t == PENDING ->
		if
		:: arriving[P] && source[P] == k && n == has + 1 -> has = n
		:: else
		fi
	:: t == CLEANED ->
		if
		:: arriving[to] && source[to] == k -> restart(to)
		:: else
		fi
	:: t == UPDATE -> hear_update()
	:: t == PROBE ->
		if
		:: arriving[P] -> probed = n
		:: else -> to_x = (src / 3 >= to_x / 3 -> src : to_x); report(n)
		fi
	:: t == REPORT -> hear_report()
	:: t == DEAD -> believes_dead = 1
	fi
}

/* demos_route() */
inline route(k)
{
	if
	:: at[to] == me && !dead[to] -> deliver(k)
	:: !(at[to] == me && !dead[to]) && forward[FORWARD(me, to)] &&
	   dst / 3 < forward_moves[FORWARD(me, to)] ->
		update(forward[FORWARD(me, to)] - 1,
		       forward_moves[FORWARD(me, to)]);
		dst = ADDRESS(forward[FORWARD(me, to)] - 1,
			      forward_moves[FORWARD(me, to)]);
		xmit()
	:: else ->
		if
		:: dst % 3 == me -> seek()
		:: else -> xmit()
		fi
	fi
}

/* Steps 1 to 7; the rest is up to the destination */
inline migrate(p, d)
{
	printf("%d moves from m%d to m%d\n", p, me, d);
	migrations--;
	forward[FORWARD(me, p)] = d + 1;
	forward[FORWARD(d, p)] = 0;
	moved[p]++;
	forward_moves[FORWARD(me, p)] = moved[p];
	forward_moves[FORWARD(d, p)] = 0;
	at[p] = d;
	arriving[p] = 1; source[p] = me; source_life[p] = life[me];
	if
	:: p == P ->
		has = reads;
		i = 1;
		do
		:: i <= MESSAGES ->
			if
			:: i > reads && i < accept ->
				put(d, PENDING, P, 0, 0, i, 0, 0, 0)
			:: early & BIT(i) ->
				put(d, DATA, P, ADDRESS(d, moved[p]), to_x, i,
				    ((early_real >> i) & 1), 0, 0)
			:: else
			fi;
			i++
		:: else -> break
		od;
		early = 0; early_real = 0
	:: else -> left = left | BIT(me); left_life[me] = life[me]
	fi;
	put(d, CLEANED, p, 0, 0, 0, 0, 0, 0)
}

#define CAN_MIGRATE(p, d)	(at[p] == me && !dead[p] && !arriving[p] && \
	migrations > 0 && !stale(d) && seen[AT(d, me)] == session(me, d))

/* LOST: the life of machine @k has ended */
inline lost_machine(k)
{
	if
#ifndef NO_DOUBT
	:: at[X] == me && !dead[X] && (BLOCKED || stray > acked ||
	    (UNCONFIRMED && (to_p % 3 == k || left & BIT(k)))) ->
		doubt = 1; asked = 0
#endif
	:: else
	fi;
	if
	:: at[X] == me && !dead[X] && arriving[X] && source[X] == k &&
	   source_life[X] < knows[AT(me, k)] -> restart(X)
	:: else
	fi;
	if
	:: at[P] == me && !dead[P] && arriving[P] && source[P] == k &&
	   source_life[P] < knows[AT(me, k)] ->
		/* Rule 6 */
		i = has + 1;
		do
		:: i < accept ->
#ifndef NO_LOSSES
			lost = lost | BIT(i);
#endif
			real = real & ~BIT(i);
			i++
		:: else -> break
		od;
		restart(P)
	:: else
	fi
}

/* Not here, and its machine has been lost */
inline seek_at(k)
{
	if
	:: at[to] == me && !dead[to] -> deliver(k)
	:: else -> seek()
	fi
}

/* A numbered message of the ended session is looked up again */
inline unsent(k)
{
	keep = len(wire[AT(me, k)]);
	do
	:: keep > 0 ->
		wire[AT(me, k)]?t, v, to, dst, src, n, a, b, c;
		if
#ifndef NO_REROUTE
		:: t == DATA -> seek_at(k)
#endif
		:: else
		fi;
		keep--
	:: else -> break
	od
}

inline unheard(k)
{
	do
	:: nempty(wire[AT(k, me)]) ->
		wire[AT(k, me)]?<t, v, to, dst, src, n, a, b, c>;
		if
		:: v != session(me, k) ->
			wire[AT(k, me)]?t, v, to, dst, src, n, a, b, c
		:: else -> break
		fi
	:: empty(wire[AT(k, me)]) -> break
	od
}

inline meet(k)
{
	printf("m%d meets the new m%d\n", me, k);
	unheard(k);
	note_lost(k, 1);
	unsent(k);
	clear()
}

/* Some frames were not transmitted; those that were have been here, too */
inline cut(k)
{
	n = len(wire[AT(me, k)]);
	keep = 0;
	do
	:: keep < n -> keep++
	:: break
	od;
	i = n;
	do
	:: i > 0 ->
		wire[AT(me, k)]?t, v, to, dst, src, n, a, b, c;
		if
		:: t == DATA || t == PENDING -> touched = touched | BIT(n)
		:: else
		fi;
		if
		:: keep > 0 ->
			wire[AT(me, k)]!t, v, to, dst, src, n, a, b, c; keep--
		:: else
		fi;
		i--
	:: else -> break
	od
}

inline crash()
{
	printf("m%d crashes\n", me);
	crashes--;
	dead[X] = dead[X] || at[X] == me;
	dead[P] = dead[P] || at[P] == me;
	forward[FORWARD(me, X)] = 0; forward_moves[FORWARD(me, X)] = 0;
	forward[FORWARD(me, P)] = 0; forward_moves[FORWARD(me, P)] = 0;
	cut(me); cut(other1); cut(other2);
	do
	:: wire[AT(me, me)]?t, v, to, dst, src, n, a, b, c
	:: empty(wire[AT(me, me)]) -> break
	od;
	new_life(other1, other2);
	knows[AT(me, me)] = life[me];
	clear()
}

#define FROM(m)		wire[AT(m, me)]?t, eval(seen[AT(me, m)]), to, dst, \
			src, n, a, b, c

proctype machine(byte me; byte other1; byte other2)
{
	byte k;

end:	do
	:: atomic {
		if
		:: FROM(me) -> k = me
		:: FROM(other1) -> k = other1
		:: FROM(other2) -> k = other2
		fi;
		printf("m%d hears %e from m%d to %d (%d %d %d %d)\n", me, t, k,
		       to, n, a, b, c);
		route(k); clear(); k = 0 }
	:: atomic {
		if
		:: stale(other1) -> k = other1
		:: stale(other2) -> k = other2
		fi;
		meet(k); k = 0 }
	:: atomic {
		if
		:: lost_life[AT(me, other1)] -> k = other1
		:: lost_life[AT(me, other2)] -> k = other2
		fi;
		lost_life[AT(me, k)] = 0; life_old[AT(me, k)] = 0;
		lost_machine(k); clear(); k = 0 }
	/* X sends */
	:: atomic { at[X] == me && !dead[X] && !arriving[X] &&
		    send <= MESSAGES && !BLOCKED && !believes_dead ->
		t = DATA; to = P; dst = to_p; src = ADDRESS(me, moved[X]);
		n = send; a = 1;
		send++;
		route(me); clear() }
	/* P reads, and reports it */
	:: atomic { at[P] == me && !dead[P] && !arriving[P] && reads < has ->
		reads++;
		got = got | (real & BIT(reads));
		report(0); clear() }
	:: atomic {
		if
		:: CAN_MIGRATE(X, other1) -> k = other1
		:: CAN_MIGRATE(X, other2) -> k = other2
		fi;
		migrate(X, k); clear(); k = 0 }
	:: atomic {
		if
		:: CAN_MIGRATE(P, other1) -> k = other1
		:: CAN_MIGRATE(P, other2) -> k = other2
		fi;
		migrate(P, k); clear(); k = 0 }
	:: atomic { crashes > 0 -> crash() }
	od
}

/* Numbers that are missing at P: they were lost. Fillers, and one notice. */
inline fill()
{
	i = acked + 1;
	do
	:: i <= asked_to && (gap == 0 || i < gap) ->
		said = said | BIT(i);
		t = DATA; to = P; dst = to_p; src = ADDRESS(me, moved[X]);
		n = i; a = 0; b = 0; c = 0;
		k1 = me;
		put(k1, t, to, dst, src, n, a, b, c);
		i++
	:: else -> break
	od;
	asked = 0; answered = 0; gap = 0; asked_to = 0
}

inline probe()
{
	name++;
	put(me, PROBE, P, to_p, ADDRESS(me, moved[X]), name, 0, 0, 0);
	asked = 1; answered = 0; asked_to = send - 1
}

/* Time passes when nothing is on its way: demos_doubt_alarm() */
proctype alarm()
{
	byte me;

	do
	:: atomic { timeout ->
		printf("time passes\n");
		me = at[X];
		if
		:: !dead[X] && !believes_dead && (doubt || stray > acked) ->
			rounds++;
			assert(rounds < 12);
			if
			:: asked && answered -> fill()
			:: else -> probe()
			fi;
			clear(); me = 0
		:: else -> break
		fi }
	od;
	atomic {
		if
		:: !dead[X] && !dead[P] ->
			assert(!believes_dead);
			assert(send == MESSAGES + 1);
			assert((got | said) == ((1 << (MESSAGES + 1)) - 2));
			assert((said & ~touched) == 0);
			assert(reads == MESSAGES)
		:: !dead[X] && dead[P] -> assert(believes_dead || !BLOCKED ||
						 send == MESSAGES + 1)
		:: else
		fi
	}
}

init {
	atomic {
		to_p = ADDRESS(1, 0); to_x = ADDRESS(0, 0);
		at[X] = 0; at[P] = 1;
		run machine(0, 1, 2);
		run machine(1, 0, 2);
		run machine(2, 0, 1);
		run alarm()
	}
}
