/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls (Documentation/recovery.rst, "Doubt"): X calls Q, with a reply link. Q
 * passes it on to R, and R back, PASSES times. All three migrate, and a machine
 * crashes and restarts at any point. X's kernel finds out who holds the link.
 *
 * Checked: the call ends; it ends with EUNKNOWN only if the link was lost with
 * a machine; it is answered at most once.
 *
 * Migration is one step, but the message in a queue goes after it (step 6). The
 * look-up is one step, too. NO_... takes a rule out.
 */
#ifndef MOVES
#define MOVES	2
#endif
#ifndef CRASHES
#define CRASHES	1
#endif
#ifndef PASSES
#define PASSES	1
#endif

#include "lan.pml"

#ifndef CAP
#define CAP	6
#endif
#define X	0
#define Q	1
#define R	2
/* An address in one byte: how often the process had moved, and its machine */
#define ADDRESS(m, mv)	((mv) * 3 + (m))

/* REQUEST, PENDING, ANSWER carry the reply link; NOTICE: it was destroyed */
mtype = { REQUEST, PENDING, ANSWER, NOTICE, PROBE, REPORT, HOLDS };
/* Type, session, process, its address, sender, its address, hands, result */
chan wire[9] = [CAP] of { mtype, byte, byte, byte, byte, byte, byte, bit };

byte at[3];
bit dead[3];
byte moved[3];
byte forward[9];	/* by machine and process: machine + 1; 0: none */
byte forward_moves[9];
/* Who has the reply link: in its queue, or in its link table */
bit queued[3];
bit table[3];
byte hands;		/* of the link: how often it was accepted from others */
bit prompt = 1;		/* its holder answers or passes it on soon */

/* The promise, which moves with X */
bit waiting = 1;
byte holder = Q;
byte holder_at;
byte holder_hands;
bit doubt, asked, negative;
byte nobody;		/* how often in a row nobody had it */

bit link_lost;		/* with a machine, or on its way there */
byte migrations = MOVES;
byte crashes = CRASHES;
byte passes = PASSES;
byte rounds;

/* Scratch, within one step */
mtype t;
byte v, to, dst, who, src, h, i, k1, keep;
bit res, carries;

/* The address in the reply link */
#define LINK_TO		ADDRESS(0, 0)

#define FORWARD(m, p)	((m) * 3 + (p))
#define CARRIES(type)	((type) == REQUEST || (type) == PENDING || \
			 (type) == ANSWER)

inline clear()
{
	t = 0; v = 0; to = 0; dst = 0; who = 0; src = 0; h = 0; i = 0; k1 = 0;
	keep = 0; res = 0; carries = 0
}

inline put(k, type, who1, where, from1, from, h1, r1)
{
	assert(nfull(wire[AT(me, k)]));
	wire[AT(me, k)]!type, seen[AT(me, k)], who1, where, from1, from, h1,
		r1
}

inline xmit()
{
	k1 = dst % 3;
	put(k1, t, to, dst, who, src, h, res)
}

/* A message finds its receiver dead: it makes a notice, or a REPORT */
inline refuse()
{
	if
	:: t == REQUEST || t == PENDING ->
		link_lost = 1;
		k1 = src % 3;
		if
		:: t == REQUEST -> put(k1, NOTICE, X, src, to, 0, 0, 0)
		:: else
		fi
	:: t == PROBE ->
		k1 = src % 3;
		put(k1, REPORT, X, src, to, 0, 0, 0)
	:: else
	fi
}

inline seek()
{
	if
	:: dead[to] -> refuse()
	:: else ->
		dst = ADDRESS(at[to], moved[to]);
		xmit()
	fi
}

inline believe(p, address, h1)
{
#ifdef NO_HANDS
	if
	:: true ->
#else
	if
	:: h1 >= holder_hands ->
#endif
		holder = p; holder_at = address; holder_hands = h1;
		negative = 0; nobody = 0
	:: else
	fi
}

/* HOLDS of a link that was passed on may have been lost with that machine */
inline hold_again(m, p)
{
#ifndef NO_AGAIN
	if
	:: at[p] == m && !dead[p] && hands > 0 && (queued[p] || table[p]) ->
		wire[AT(m, m)]!HOLDS, seen[AT(m, m)], X, LINK_TO, p,
			ADDRESS(m, moved[p]), hands, 1
	:: else
	fi
#else
	skip
#endif
}

inline deliver(k)
{
	if
	:: t == REQUEST ->
		queued[to] = 1;
		if
		:: who != X -> hands++
		:: else
		fi;
#ifndef NO_HOLDS
		if
		:: who != X ->
			k1 = src % 3;
			put(k1, HOLDS, X, src, to, ADDRESS(me, moved[to]),
			    hands, 1)
		:: else
		fi
#endif
	:: t == PENDING ->
		queued[to] = 1;
		hold_again(me, to)
	:: t == ANSWER || t == NOTICE ->
		assert(!(t == ANSWER && !waiting && !link_lost && nobody < 2));
		waiting = 0; doubt = 0; asked = 0; negative = 0; nobody = 0
	:: t == PROBE ->
		k1 = src % 3;
		put(k1, REPORT, X, src, to, ADDRESS(me, moved[to]), 0,
		    (queued[to] || table[to]))
	:: t == REPORT ->
		if
		:: !waiting || who != holder
		:: waiting && who == holder && res ->
			holder_at = src;
			doubt = 0; asked = 0; negative = 0; nobody = 0
		:: waiting && who == holder && !res -> negative = 1
		fi
	:: t == HOLDS -> believe(who, src, h)
	fi
}

inline route(k)
{
	if
	:: at[to] == me && !dead[to] -> deliver(k)
	:: !(at[to] == me && !dead[to]) && forward[FORWARD(me, to)] &&
	   dst / 3 < forward_moves[FORWARD(me, to)] ->
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
	if
	:: queued[p] ->
		queued[p] = 0;
		put(d, PENDING, p, ADDRESS(d, moved[p]), p,
		    LINK_TO, 0, 0)
	:: else
	fi;
	hold_again(d, p);
#ifndef NO_ASK_AT_ARRIVAL
	if
	:: p == X && waiting -> doubt = 1; asked = 0; negative = 0
	:: else
	fi
#endif
}

#define CONNECTED(m)	(!stale(m) && seen[AT(m, me)] == session(me, m))
#define CAN_MIGRATE(p)	(at[p] == me && !dead[p] && migrations > 0 && \
			 (CONNECTED(other1) || CONNECTED(other2)))

inline lost_machine(k)
{
	printf("m%d: LOST m%d\n", me, k);
	hold_again(me, Q);
	hold_again(me, R);
	if
#ifdef CALLEE_ALONE
	/* As before: the call ends with the machine that was called */
	:: at[X] == me && !dead[X] && waiting && holder_at % 3 == k ->
		waiting = 0; assert(link_lost)
#else
#ifndef NO_DOUBT
	:: at[X] == me && !dead[X] && waiting ->
		doubt = 1; asked = 0; negative = 0; nobody = 0
#endif
#endif
	:: else
	fi
}

/* Messages between processes, and HOLDS, are looked up again */
inline unsent(k)
{
	keep = len(wire[AT(me, k)]);
	do
	:: keep > 0 ->
		wire[AT(me, k)]?t, v, to, dst, who, src, h, res;
		if
#ifndef NO_HOLDS_AGAIN
		:: t == REQUEST || t == ANSWER || t == HOLDS ->
#else
		:: t == REQUEST || t == ANSWER ->
#endif
			if
			:: at[to] == me && !dead[to] -> deliver(k)
			:: else -> seek()
			fi
		:: t == PENDING -> link_lost = 1
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
		wire[AT(k, me)]?<t, v, to, dst, who, src, h, res>;
		if
		:: v != session(me, k) ->
			if
			:: CARRIES(t) -> link_lost = 1
			:: else
			fi;
			wire[AT(k, me)]?t, v, to, dst, who, src, h, res
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

inline cut(k)
{
	h = len(wire[AT(me, k)]);
	keep = 0;
	do
	:: keep < h && k != me -> keep++
	:: break
	od;
	i = h;
	do
	:: i > 0 ->
		wire[AT(me, k)]?t, v, to, dst, who, src, h, res;
		if
		:: keep > 0 ->
			wire[AT(me, k)]!t, v, to, dst, who, src, h, res; keep--
		:: else ->
			if
			:: CARRIES(t) -> link_lost = 1
			:: else
			fi
		fi;
		i--
	:: else -> break
	od
}

inline die(p)
{
	if
	:: at[p] == me && !dead[p] ->
		dead[p] = 1;
		if
		:: queued[p] || table[p] ->
			link_lost = 1; queued[p] = 0; table[p] = 0
		:: else
		fi
	:: else
	fi;
	forward[FORWARD(me, p)] = 0; forward_moves[FORWARD(me, p)] = 0
}

inline crash()
{
	printf("m%d crashes\n", me);
	crashes--;
	die(X); die(Q); die(R);
	cut(me); cut(other1); cut(other2);
	new_life(other1, other2);
	clear()
}

#define FROM(m)		wire[AT(m, me)]?t, eval(seen[AT(me, m)]), to, dst, \
			who, src, h, res

/* Its holder sends the answer over the link, or passes the link on */
inline use(p)
{
	table[p] = 0;
	who = p; src = LINK_TO; h = 0; res = 0;
	if
	:: passes > 0 ->
		passes--; t = REQUEST; to = (p == Q -> R : Q);
		dst = ADDRESS(to, 0)
	:: t = ANSWER; to = X; dst = 0
	fi;
	printf("%d sends %e\n", p, t);
	route(me);
	clear()
}

#define CAN_USE(p)	(at[p] == me && !dead[p] && table[p] && prompt)

/* It takes the message, and answers soon, or only much later */
inline take(p)
{
	queued[p] = 0; table[p] = 1;
	if
	:: prompt = 1
	:: prompt = 0
	fi
}

proctype machine(byte me; byte other1; byte other2)
{
	byte k, p;

end:	do
	:: atomic {
		if
		:: FROM(me) -> k = me
		:: FROM(other1) -> k = other1
		:: FROM(other2) -> k = other2
		fi;
		printf("m%d hears %e from m%d for %d, of %d (%d %d)\n", me, t,
		       k, to, who, h, res);
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
		lost_machine(k); k = 0 }
	:: atomic {
		if
		:: at[Q] == me && !dead[Q] && queued[Q] -> p = Q
		:: at[R] == me && !dead[R] && queued[R] -> p = R
		fi;
		take(p); p = 0 }
	:: atomic {
		if
		:: CAN_USE(Q) -> p = Q
		:: CAN_USE(R) -> p = R
		fi;
		use(p); p = 0 }
	:: atomic {
		if
		:: CAN_MIGRATE(X) -> p = X
		:: CAN_MIGRATE(Q) -> p = Q
		:: CAN_MIGRATE(R) -> p = R
		fi;
		if
		:: CONNECTED(other1) -> k = other1
		:: CONNECTED(other2) -> k = other2
		fi;
		migrate(p, k); p = 0; k = 0 }
	:: atomic { crashes > 0 -> crash() }
	od
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
		:: !dead[X] && waiting && doubt ->
			rounds++;
			assert(rounds < 12);
			if
			:: asked && negative -> nobody++; negative = 0
			:: else
			fi;
			if
			:: nobody >= 2 ->
				printf("EUNKNOWN\n");
				assert(link_lost);
				waiting = 0; doubt = 0; asked = 0
			:: else ->
				put(me, PROBE, holder, holder_at, X,
				    ADDRESS(me, moved[X]), 0, 0);
				asked = 1
			fi
		:: !(!dead[X] && waiting && doubt) && !prompt -> prompt = 1
		:: else -> break
		fi;
		me = 0 }
	od;
	assert(dead[X] || !waiting)
}

init {
	byte me;

	atomic {
		at[X] = 0; at[Q] = 1; at[R] = 2;
		holder_at = ADDRESS(1, 0);
		put(1, REQUEST, Q, ADDRESS(1, 0), X, ADDRESS(0, 0), 0, 0);
		run machine(0, 1, 2);
		run machine(1, 0, 2);
		run machine(2, 0, 1);
		run alarm()
	}
}
