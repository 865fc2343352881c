/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Look-up (Documentation/recovery.rst): machine 0 has a message for P, of which
 * it knows nothing, and asks the others, while P migrates among them, ends, or
 * is lost; a machine crashes and restarts at any point, or says good-bye and
 * comes back later. P was created on machine CREATOR.
 *
 * Checked: the answer is "dead" only if P is dead; "found" leads towards P; and
 * there is an answer.
 *
 * A question to a machine, and its answer, are two steps: in between, anything
 * can happen. NO_... takes a rule out.
 *
 * A machine that has said good-bye counts as one without P until machine 0
 * meets its next life. Assumed: until then, no machine crashes whose forwarding
 * address leads into that life.
 */
#ifndef CREATOR
#define CREATOR	1
#endif
#ifndef MOVES
#define MOVES	3
#endif
#ifndef CRASHES
#define CRASHES	2
#endif

#ifndef GOODBYES
#define GOODBYES	0
#endif

#define MACHINES	3	/* 1 to this can have P; 0 asks */

mtype = { HERE, WENT, NONE, ENDED, SURELY };

byte life[4];
byte at = 1;
bit dead;
byte moved;
byte forward[4];	/* to that machine; 0: none */
byte forward_moves[4];
byte forward_life[4];
bit down[4];
bit gone[4];		/* machine 0 has heard its good-bye, no new HELLO */
byte moves = MOVES;
byte crashes = CRASHES;
byte goodbyes = GOODBYES;

/* The look-up: struct demos_seek */
bit asked[4];		/* a question is there, or on its way */
bit said[4];		/* it has answered */
mtype answer[4];
byte to_machine[4];	/* answer WENT */
byte to_moves[4];
byte to_life[4];
bit checked[4];		/* that machine has been asked again since */
byte knows[4];		/* the lowest life that may live, for machine 0 */
byte best;
bit found;

inline forget_answer(m)
{
	asked[m] = 0; said[m] = 0; answer[m] = 0; to_machine[m] = 0;
	to_moves[m] = 0; to_life[m] = 0; checked[m] = 0
}

inline begin_anew()
{
	forget_answer(1); forget_answer(2); forget_answer(3)
}

/* FOUND, as machine @m says it now. Machine 0 gets it at once. */
inline reply(m)
{
#ifndef NO_LIVES
	if
	:: life[m] != knows[m] ->
		/* A life has ended: what the others said before is void */
		knows[m] = life[m];
		begin_anew()
	:: else
	fi;
	/* ... also if this machine tells it */
	if
	:: !(at == m && !dead) && forward[m] &&
	   life[forward[m]] != forward_life[m] &&
	   knows[forward[m]] <= forward_life[m] ->
		knows[forward[m]] = life[forward[m]];
		begin_anew()
	:: else
	fi;
#endif
	asked[m] = 0; said[m] = 1;
	to_machine[m] = 0; to_moves[m] = 0; to_life[m] = 0;
	if
	:: at == m && !dead -> answer[m] = HERE
	:: !(at == m && !dead) && forward[m] ->
		to_machine[m] = forward[m]; to_moves[m] = forward_moves[m];
		to_life[m] = forward_life[m];
		answer[m] = (life[forward[m]] != forward_life[m] -> ENDED : WENT)
	:: else ->
#ifdef NO_CREATOR
		answer[m] = (life[m] == 0 -> SURELY : NONE)
#else
		answer[m] = (m == CREATOR && life[m] == 0 -> SURELY : NONE)
#endif
	fi;
	checked[m] = answer[m] != WENT
}

/* Does only machine @m know that P went into a life that machine 0 has not met? */
#define needed(m)	(forward[m] && gone[forward[m]] && !down[forward[m]])

proctype machine(byte me)
{
	byte to;

end:	do
	/* FOUND */
	:: atomic { asked[me] && !down[me] && !gone[me] -> reply(me) }
	/* P migrates: one step (owner.pml) */
	:: atomic { at == me && !dead && moves > 0 && !down[me] ->
		moves--;
		if
		:: to = 1
		:: to = 2
		:: to = 3
		fi;
		if
		:: to != me && !down[to] ->
			moved++;
			forward[me] = to; forward_moves[me] = moved;
			forward_life[me] = life[to];
			forward[to] = 0; forward_moves[to] = 0;
			forward_life[to] = 0;
			at = to
		:: else
		fi;
		to = 0 }
	/* P ends: FORGET to its trail, which may come later */
	:: atomic { at == me && !dead && moves > 0 -> dead = 1 }
	:: atomic { dead && forward[me] && at != me ->
		forward[me] = 0; forward_moves[me] = 0; forward_life[me] = 0 }
	:: atomic { crashes > 0 && !down[me] && !needed(me) ->
		crashes--;
		life[me]++;
		if
		:: at == me -> dead = 1
		:: else
		fi;
		forward[me] = 0; forward_moves[me] = 0; forward_life[me] = 0;
		skip
		}
	/* Good-bye; machine 0 hears it at once */
	:: atomic { goodbyes > 0 && !down[me] && !gone[me] && !needed(me) &&
		    knows[me] == life[me] ->
		goodbyes--;
		down[me] = 1; gone[me] = 1; knows[me] = life[me] + 1;
		if
		:: at == me -> dead = 1
		:: else
		fi;
		forward[me] = 0; forward_moves[me] = 0; forward_life[me] = 0;
		begin_anew()
		}
	:: atomic { down[me] -> down[me] = 0; life[me]++ }
	:: atomic { gone[me] && !down[me] ->
		gone[me] = 0; knows[me] = life[me];
		begin_anew()
		}
	od
}

/* It has answered, or need not */
#define DONE(m)		(said[m] || gone[m])

#ifdef NO_LATER_LIFE
#define OVER(by)	1
#else
/* Machine 0 knows that the life which P went into, says @by, has ended */
#define OVER(by)	(to_life[by] < knows[to_machine[by]])
#endif

/* Has machine @m said something older than this WENT of machine @by? */
#define OLDER(by)	(said[by] && answer[by] == WENT && !checked[by] && \
			 (said[to_machine[by]] || \
			  (gone[to_machine[by]] && OVER(by))))

inline ask_again(by)
{
	checked[by] = 1;
#ifndef NO_SECOND
	if
	:: said[to_machine[by]] && answer[to_machine[by]] != HERE &&
	   to_moves[to_machine[by]] < to_moves[by] ->
		best = to_machine[by];
		forget_answer(best);
		asked[best] = 1;
		best = 0
	:: else
	fi
#endif
}

/* Machine 0: demos_seek() */
proctype seeker()
{
	do
	/* First the creator, then all others */
	:: atomic { !DONE(CREATOR) && !asked[CREATOR] -> asked[CREATOR] = 1 }
	:: atomic { DONE(CREATOR) && !DONE(1) && !asked[1] -> asked[1] = 1 }
	:: atomic { DONE(CREATOR) && !DONE(2) && !asked[2] -> asked[2] = 1 }
	:: atomic { DONE(CREATOR) && !DONE(3) && !asked[3] -> asked[3] = 1 }
	:: atomic { OLDER(1) -> ask_again(1) }
	:: atomic { OLDER(2) -> ask_again(2) }
	:: atomic { OLDER(3) -> ask_again(3) }
	:: atomic { (said[1] && answer[1] == SURELY) ||
		    (said[2] && answer[2] == SURELY) ||
		    (said[3] && answer[3] == SURELY) ->
		assert(dead); break }
	:: atomic { (said[1] && answer[1] == HERE) ||
		    (said[2] && answer[2] == HERE) ||
		    (said[3] && answer[3] == HERE) -> break }
	:: atomic { DONE(1) && DONE(2) && DONE(3) && answer[1] != HERE &&
		    answer[2] != HERE && answer[3] != HERE &&
		    (checked[1] || !said[1]) && (checked[2] || !said[2]) &&
		    (checked[3] || !said[3]) ->
		assert(dead); break }
	od;
	found = 1
}

/* There is an answer */
proctype alarm()
{
	timeout -> assert(found)
}

init {
	atomic {
		at = CREATOR;
		run machine(1); run machine(2); run machine(3);
		run seeker();
		run alarm()
	}
}
