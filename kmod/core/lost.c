// SPDX-License-Identifier: GPL-2.0
/*
 * What a process loses when a life of another machine, or a session with it,
 * has ended.
 */
#include "core/doubt.h"
#include "core/lost.h"
#include "core/pair.h"
#include "core/process.h"

/*
 * Messages that were unread there are lost. Reports of read messages, on their
 * way through that machine, may be lost, too
 */
static void pair_lost(struct demos_pair *pair, void *arg)
{
	const u16 *peer = arg;

	pair->lost = pair->lost || pair->machine == *peer;
	if (pair->lost || !demos_pair_may_send(pair))
		demos_pair_open(pair);
}

/**
 * demos_lost_hear() - tell a process that a machine is lost
 * @process: locked; the caller wakes it if @unblocked is set
 * @peer: the machine
 * @out: out-queue: gets questions
 */
void demos_lost_hear(struct demos_process *process, u16 peer,
		     struct list_head *out)
{
	lockdep_assert_held(&process->lock);
	demos_pairs_each(&process->pairs, pair_lost, &peer);
	demos_process_unblock(process);
	demos_doubt_lost(process, out);
}
