/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Three machines, their lives, and the sessions between each two (core/session.c,
 * transport/peer.c). A session is a number of its pair of machines: each end of
 * a life, and each deleted peer, begins a new one. A machine that has not met
 * the new one still sends and receives in the old one.
 */
#define AT(a, b)	((a) * 3 + (b))

byte life[3];
byte sessions[9];	/* the present session, both ways */
byte seen[9];		/* the session that [this machine] is in with [that] */
byte knows[9];		/* the life of [that] that [this] has met */
bit lost_life[9];	/* LOST, which the kernel's actor has not handled yet */
bit lost_session[9];
byte life_old[9];	/* the session that ended with that life */
byte session_old[9];	/* the session that ended otherwise */

#define UNMET	255	/* deleted, and not met since */
#define session(a, b)	sessions[AT(a, b)]
#define stale(k)	(seen[AT(me, k)] != session(me, k))

#ifdef NO_LIFE
#define DEAD_BY_SESSION	1
#else
#define DEAD_BY_SESSION	0
#endif

inline new_session(k)
{
	sessions[AT(me, k)] = sessions[AT(me, k)] + 1;
	sessions[AT(k, me)] = sessions[AT(me, k)]
}

inline new_life(o1, o2)
{
	life[me]++;
	new_session(o1); new_session(o2);
	seen[AT(me, o1)] = session(me, o1);
	seen[AT(me, o2)] = session(me, o2);
	knows[AT(me, o1)] = life[o1];
	knows[AT(me, o2)] = life[o2];
	lost_life[AT(me, o1)] = 0; lost_session[AT(me, o1)] = 0;
	lost_life[AT(me, o2)] = 0; lost_session[AT(me, o2)] = 0;
	life_old[AT(me, o1)] = 0; life_old[AT(me, o2)] = 0;
	session_old[AT(me, o1)] = 0; session_old[AT(me, o2)] = 0
}

/* This machine goes over to the new session with machine @k */
inline note_lost(k, dead)
{
	if
	:: dead ->
		lost_life[AT(me, k)] = 1;
		life_old[AT(me, k)] = session(me, k) - 1
	:: else ->
		lost_session[AT(me, k)] = 1;
		session_old[AT(me, k)] = session(me, k) - 1
	fi;
	seen[AT(me, k)] = session(me, k);
	knows[AT(me, k)] = life[k]
}
