/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Look-up (Documentation/recovery.rst): machine 0 has a message for P, of which
 * it knows nothing, and asks the others, while P migrates among them, ends, or
 * is lost; a machine crashes and restarts at any point. P was created on
 * machine CREATOR.
 *
 * Checked: the answer is "dead" only if P is dead; "found" leads towards P; and
 * there is an answer.
 *
 * A question to a machine, and its answer, are two steps: in between, anything
 * can happen. NO_... takes a rule out.
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

#define MACHINES	3	/* 1 to this can have P; 0 asks */

mtype = { HERE, WENT, NONE, ENDED, SURELY };

byte life[4];
byte at = 1;
bit dead;
byte moved;
byte forward[4];	/* to that machine; 0: none */
byte forward_moves[4];
byte forward_life[4];
byte moves = MOVES;
byte crashes = CRASHES;

/* The look-up: struct demos_seek */
bit asked[4];		/* a question is there, or on its way */
bit said[4];		/* it has answered */
mtype answer[4];
byte to_machine[4];	/* answer WENT */
byte to_moves[4];
bit checked[4];		/* that machine has been asked again since */
byte knows[4];		/* the life that machine 0 knows */
byte best;
bit found;

inline forget_answer(m)
{
	asked[m] = 0; said[m] = 0; answer[m] = 0; to_machine[m] = 0;
	to_moves[m] = 0; checked[m] = 0
}

/* FOUND, as machine @m says it now. Machine 0 gets it at once. */
inline reply(m)
{
#ifndef NO_LIVES
	if
	:: life[m] != knows[m] ->
		/* A life has ended: what the others said before is void */
		knows[m] = life[m];
		forget_answer(1); forget_answer(2); forget_answer(3)
	:: else
	fi;
	/* ... also if this machine tells it */
	if
	:: !(at == m && !dead) && forward[m] &&
	   life[forward[m]] != forward_life[m] &&
	   knows[forward[m]] <= forward_life[m] ->
		knows[forward[m]] = life[forward[m]];
		forget_answer(1); forget_answer(2); forget_answer(3)
	:: else
	fi;
#endif
	asked[m] = 0; said[m] = 1;
	to_machine[m] = 0; to_moves[m] = 0;
	if
	:: at == m && !dead -> answer[m] = HERE
	:: !(at == m && !dead) && forward[m] ->
		to_machine[m] = forward[m]; to_moves[m] = forward_moves[m];
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

proctype machine(byte me)
{
	byte to;

end:	do
	/* FOUND */
	:: atomic { asked[me] -> reply(me) }
	/* P migrates: one step (owner.pml) */
	:: atomic { at == me && !dead && moves > 0 ->
		moves--;
		if
		:: to = 1
		:: to = 2
		:: to = 3
		fi;
		if
		:: to != me ->
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
	:: atomic { crashes > 0 ->
		crashes--;
		life[me]++;
		if
		:: at == me -> dead = 1
		:: else
		fi;
		forward[me] = 0; forward_moves[me] = 0; forward_life[me] = 0;
		skip
		}
	od
}

/* Has machine @m said something older than this WENT of machine @by? */
#define OLDER(by)	(said[by] && answer[by] == WENT && !checked[by] && \
			 said[to_machine[by]])

inline ask_again(by)
{
	checked[by] = 1;
#ifndef NO_SECOND
	if
	:: answer[to_machine[by]] != HERE &&
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
	:: atomic { !said[CREATOR] && !asked[CREATOR] -> asked[CREATOR] = 1 }
	:: atomic { said[CREATOR] && !said[1] && !asked[1] -> asked[1] = 1 }
	:: atomic { said[CREATOR] && !said[2] && !asked[2] -> asked[2] = 1 }
	:: atomic { said[CREATOR] && !said[3] && !asked[3] -> asked[3] = 1 }
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
	:: atomic { said[1] && said[2] && said[3] && answer[1] != HERE &&
		    answer[2] != HERE && answer[3] != HERE && checked[1] &&
		    checked[2] && checked[3] ->
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
