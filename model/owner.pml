/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One owner (Documentation/recovery.rst, "Migration"): a process P on three
 * machines that migrates, with crashes and deleted peers at any point.
 *
 * Checked: never two copies; P is lost only with its owner, or with a
 * destination whose ESTABLISHED was on its way; every migration ends, and so
 * does every request.
 *
 * MOVES, CRASHES, DELETES: how many there are. NO_... takes a rule out.
 */
#ifndef MOVES
#define MOVES	2
#endif
#ifndef CRASHES
#define CRASHES	1
#endif
#ifndef DELETES
#define DELETES	1
#endif

#include "lan.pml"

#define CAP	6

mtype = { ASK, REFUSE, ESTABLISHED, CLEANED, QUERY, KEPT };
/* Frames from one machine to another: message, session, moves, reply link */
chan wire[9] = [CAP] of { mtype, byte, byte, bit };

/* P on each machine: demos_process.phase, demos_arrival.part */
#define NONE	0
#define LIVE	1
#define LEAVING	2
#define COPYING	3
#define ARRIVED	4

byte state[3];
byte moves[3];		/* of the copy here */
byte peer[3];		/* LEAVING, COPYING, ARRIVED: the other machine */
byte belongs[3];	/* session that the migration belongs to */
bit holds[3];		/* LEAVING: the reply link of MIGRATE */
byte forward[3];	/* forwarding address: machine + 1; 0: none */
byte forward_moves[3];

bit waiting;		/* the requester has no outcome yet */
byte owner;		/* the machine that P is on since the last commit */
bit gone;		/* P is lost, with its owner */
byte requests = MOVES;
byte crashes = CRASHES;
byte deletes = DELETES;
byte again;		/* questions asked since the last progress */

/* Scratch, within one step */
mtype what;
byte mv, v, m, n, keep;
bit link, l, cleaned, dead;

#define COPY(m)	(state[m] == LIVE || state[m] == LEAVING)
#define ONE	assert(COPY(0) + COPY(1) + COPY(2) <= 1)

inline tell(k, what, mv, link)
{
	assert(nfull(wire[AT(me, k)]));
	wire[AT(me, k)]!what, seen[AT(me, k)], mv, link
}

inline forget()
{
	state[me] = NONE; peer[me] = 0; belongs[me] = 0; moves[me] = 0;
	holds[me] = 0
}

inline go_on()
{
	state[me] = LIVE; peer[me] = 0; belongs[me] = 0; again = 0;
	ONE
}

/* The migration has failed: the process stays, the requester is answered */
inline thaw()
{
	if
	:: holds[me] -> waiting = 0; holds[me] = 0
	:: else
	fi;
	go_on()
}

/* Steps 6 and 7 */
inline commit(k)
{
	forward[me] = k + 1;
	forward_moves[me] = moves[me] + 1;
	owner = k;
	if
	:: life[k] != knows[AT(me, k)] -> gone = 1
	:: else
	fi;
	tell(k, CLEANED, moves[me] + 1, holds[me]);
	forget(); again = 0
}

inline hear(k, what, mv, link)
{
	printf("m%d hears %e from m%d (moves %d link %d, state %d)\n", me,
	       what, k, mv, link, state[me]);
	if
	:: what == ASK ->
		if
		:: state[me] == NONE ->
			state[me] = COPYING; peer[me] = k; moves[me] = mv;
			belongs[me] = seen[AT(me, k)]
		:: else -> tell(k, REFUSE, mv, 0)
		fi
	:: what == REFUSE ->
		if
		:: state[me] == LEAVING && peer[me] == k &&
		   moves[me] + 1 == mv -> thaw()
		:: else
		fi
	:: what == ESTABLISHED ->
		if
		:: state[me] == LEAVING && peer[me] == k &&
		   moves[me] + 1 == mv -> commit(k)
#ifndef NO_ANSWER
		:: state[me] == NONE && forward[me] == k + 1 &&
		   forward_moves[me] == mv -> tell(k, CLEANED, mv, 0)
		:: !(state[me] == LEAVING && peer[me] == k &&
		     moves[me] + 1 == mv) &&
		   !(state[me] == NONE && forward[me] == k + 1 &&
		     forward_moves[me] == mv) -> tell(k, KEPT, mv, 0)
#else
		:: else
#endif
		fi
	:: what == CLEANED ->
		if
		:: link -> waiting = 0	/* answered, or destroyed: a notice */
		:: else
		fi;
		if
		:: state[me] == ARRIVED && peer[me] == k && moves[me] == mv ->
			go_on()
		:: else
		fi
	:: what == QUERY ->
		if
		:: state[me] == ARRIVED && peer[me] == k && moves[me] == mv ->
			tell(k, ESTABLISHED, mv, 0)
		:: state[me] == COPYING && peer[me] == k && moves[me] == mv ->
			forget();
			tell(k, REFUSE, mv, 0)
		:: else -> tell(k, REFUSE, mv, 0)
		fi
	:: what == KEPT ->
		if
		:: state[me] == ARRIVED && peer[me] == k && moves[me] == mv ->
			forget(); again = 0
		:: else
		fi
	fi
}

/*
 * LOST, when the kernel's actor comes to it. @old: the session that has ended.
 */
inline lost(k, dead, old)
{
	printf("m%d: LOST m%d dead %d (state %d)\n", me, k, dead, state[me]);
	if
#ifdef NO_SESSION
	:: (state[me] == LEAVING || state[me] == COPYING ||
	    state[me] == ARRIVED) && peer[me] == k ->
#else
	:: (state[me] == LEAVING || state[me] == COPYING ||
	    state[me] == ARRIVED) && peer[me] == k && belongs[me] <= old ->
#endif
		if
		:: state[me] == LEAVING && dead -> thaw()
		:: state[me] == COPYING -> forget()
		:: state[me] == ARRIVED && dead ->
			owner = me; gone = 0;
			go_on()
		:: else
		fi
	:: else
	fi
}

/* Unacknowledged frames of a session that has ended. CLEANED goes again. */
inline unsent(k, dead)
{
	cleaned = 0; link = 0; mv = 0;
	do
	:: wire[AT(me, k)]?what, v, m, l ->
		if
		:: what == CLEANED -> cleaned = 1; mv = m; link = link || l
		:: else
		fi
	:: empty(wire[AT(me, k)]) -> break
	od;
	if
	:: cleaned && !dead -> wire[AT(me, k)]!CLEANED, session(me, k), mv, link
	:: else
	fi;
	cleaned = 0; link = 0; mv = 0; v = 0; m = 0; l = 0; what = 0
}

/* Frames that arrive from the ended session are dropped */
inline unheard(k)
{
	do
	:: wire[AT(k, me)]?[what, v, m, l] ->
		wire[AT(k, me)]?<what, v, m, l>;
		if
		:: v != session(me, k) -> wire[AT(k, me)]?what, v, m, l
		:: else -> break
		fi
	:: empty(wire[AT(k, me)]) -> break
	od;
	v = 0; m = 0; l = 0; what = 0
}

inline meet(k)
{
	dead = life[k] != knows[AT(me, k)];
	printf("m%d meets m%d, dead %d\n", me, k, dead);
	unsent(k, dead);
	unheard(k);
	note_lost(k, dead);
	dead = 0
}

/* Some of the frames that were sent last were not transmitted */
inline cut(k)
{
	n = len(wire[AT(me, k)]);
	keep = 0;
	do
	:: keep < n -> keep++
	:: break
	od;
	do
	:: n > 0 ->
		wire[AT(me, k)]?what, v, m, l;
		if
		:: keep > 0 -> wire[AT(me, k)]!what, v, m, l; keep--
		:: else
		fi;
		n--
	:: n == 0 -> break
	od;
	v = 0; m = 0; l = 0; keep = 0; n = 0; what = 0
}

inline crash()
{
	printf("m%d crashes (state %d)\n", me, state[me]);
	crashes--;
	if
	:: owner == me -> gone = 1
	:: else
	fi;
	forget();
	forward[me] = 0; forward_moves[me] = 0;
	cut(other1); cut(other2);
	new_life(other1, other2)
}

inline delete(k)
{
	printf("m%d deletes m%d (state %d)\n", me, k, state[me]);
	deletes--;
	cut(k);
	new_session(k);
	session_old[AT(me, k)] = session(me, k) - 1;
	lost_session[AT(me, k)] = 1;
	seen[AT(me, k)] = UNMET
}

#define FROM(m)	wire[AT(m, me)]?what, eval(seen[AT(me, m)]), mv, link

#define CAN_MOVE	(state[me] == LIVE && requests > 0 && !waiting)

inline request(k)
{
	printf("m%d is to move P to m%d\n", me, k);
	requests--; waiting = 1;
	state[me] = LEAVING; peer[me] = k; holds[me] = 1;
	belongs[me] = seen[AT(me, k)];
	tell(k, ASK, moves[me] + 1, 0)
}

proctype machine(byte me; byte other1; byte other2)
{
		byte k;

end:	do
	:: atomic {
		if
		:: FROM(other1) -> k = other1
		:: FROM(other2) -> k = other2
		fi;
		hear(k, what, mv, link);
		what = 0; mv = 0; link = 0; k = 0 }
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
		lost_life[AT(me, k)] = 0;
		lost(k, 1, life_old[AT(me, k)]);
		life_old[AT(me, k)] = 0; k = 0 }
	:: atomic {
		if
		:: lost_session[AT(me, other1)] -> k = other1
		:: lost_session[AT(me, other2)] -> k = other2
		fi;
		lost_session[AT(me, k)] = 0;
		lost(k, DEAD_BY_SESSION, session_old[AT(me, k)]);
		session_old[AT(me, k)] = 0; k = 0 }
	/* Steps 3 to 5, or a refusal */
	:: atomic { state[me] == COPYING && belongs[me] == seen[AT(me, peer[me])] ->
		if
		:: state[me] = ARRIVED; forward[me] = 0; forward_moves[me] = 0;
		   tell(peer[me], ESTABLISHED, moves[me], 0)
		:: tell(peer[me], REFUSE, moves[me], 0); forget()
		fi }
	:: atomic {
		if
		:: CAN_MOVE && seen[AT(me, other1)] != UNMET -> k = other1
		:: CAN_MOVE && seen[AT(me, other2)] != UNMET -> k = other2
		fi;
		request(k); k = 0 }
	:: atomic { crashes > 0 -> crash() }
	:: atomic { deletes > 0 ->
		if
		:: k = other1
		:: k = other2
		fi;
		delete(k); k = 0 }
	od
}

/*
 * Time passes only when nothing else can happen: the alarm of
 * core/doubt.c. An unsure kernel asks (again).
 */
inline ask_again()
{
	if
	:: state[me] == LEAVING ->
		belongs[me] = seen[AT(me, peer[me])];
		tell(peer[me], QUERY, moves[me] + 1, 0); again++
	:: state[me] == ARRIVED ->
		belongs[me] = seen[AT(me, peer[me])];
		tell(peer[me], ESTABLISHED, moves[me], 0); again++
	:: else
	fi
}

#define MOVING(m)	(state[m] == LEAVING || state[m] == COPYING || \
			 state[m] == ARRIVED)

proctype alarm()
{
	byte me;

	do
	:: atomic { timeout ->
		printf("time passes\n");
		if
#ifndef NO_QUERY
		:: (MOVING(0) || MOVING(1) || MOVING(2)) && again < 6 ->
			me = 0; ask_again(); me = 1; ask_again();
			me = 2; ask_again(); me = 0
#endif
		:: else ->
			assert(!MOVING(0) && !MOVING(1) && !MOVING(2));
			assert(gone || COPY(0) + COPY(1) + COPY(2) == 1);
			waiting = 0;	/* PROBE: nobody holds the link */
			break
		fi }
	od
}

init {
	atomic {
		state[0] = LIVE;
		run machine(0, 1, 2);
		run machine(1, 0, 2);
		run machine(2, 0, 1);
		run alarm()
	}
}
