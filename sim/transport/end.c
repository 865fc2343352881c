// SPDX-License-Identifier: GPL-2.0
/*
 * Connections: a model of the module's receive.c, greeting.c and batch.c,
 * over pipes that can be cut at any byte.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lan.h"
#include "core/message.h"
#include "random.h"

/* ---- Pipes */

static u32 pipe_room(const struct pipe *pipe)
{
	return PIPE - pipe->written;
}

static struct pipe *pipe_make(void)
{
	struct pipe *pipe = malloc(sizeof(*pipe));

	pipe->read = 0;
	pipe->written = 0;
	pipe->closed = false;
	pipe->dead = false;
	pipe->left = -1;
	return pipe;
}

static void pipe_write(struct pipe *pipe, const u8 *bytes, u32 count)
{
	if (pipe->closed || pipe->dead || count > pipe_room(pipe))
		return;
	if (count > pipe->left) {
		count = pipe->left;
		pipe->closed = true;
	}
	memcpy(pipe->bytes + pipe->written, bytes, count);
	pipe->written += count;
	pipe->left -= count;
}

static void pipe_cut(struct pipe *pipe)
{
	if (pipe->closed)
		return;
	pipe->written -= random_below(pipe->written - pipe->read + 1);
	pipe->closed = true;
}

static u32 pipe_read(struct pipe *pipe, u8 *bytes, u32 most)
{
	u32 count = pipe->written - pipe->read;

	if (count > most)
		count = most;
	memcpy(bytes, pipe->bytes + pipe->read, count);
	pipe->read += count;
	if (pipe->read == pipe->written) {
		pipe->read = 0;
		pipe->written = 0;
	}
	return count;
}

/* ---- Connections */

static struct end *end_free_slot(void)
{
	u32 i, j;

	for (i = 0; i < ENDS; i += 2) {
		if (ends[i] || ends[i + 1])
			continue;
		for (j = i; j < i + 2; j++) {
			ends[j] = malloc(sizeof(*ends[j]));
			memset(ends[j], 0, offsetof(struct end, bytes));
		}
		return ends[i];
	}
	return NULL;
}

static u32 end_index(const struct end *end)
{
	u32 i = 0;

	while (ends[i] != end)
		i++;
	return i;
}

static struct end *end_other(const struct end *end)
{
	return ends[end_index(end) ^ 1];
}

/* Routing of a frame ends: it was queued, or could not be */
static void end_routed(struct end *end, bool accepted)
{
	struct demos_message *msg = end->msg;
	u32 number = msg->head.code;
	struct fate *fate = &fates[number];
	enum demos_class class = demos_message_class(msg);
	u64 *last = &latest[fate->from - 1][end->machine->id - 1][class];

	end->routing = false;
	end->msg = NULL;
	if (!accepted) {
		end->cut = true;
		demos_message_destroy(msg);
		return;
	}
	message_check(msg);
	if (fate->to != end->machine->id)
		broken("reached the wrong machine", number);
	if (fate->arrived++)
		broken("arrived twice", number);
	if (number < *last)
		broken("was overtaken", number);
	*last = number;
	total.arrived++;
	say("  message %u arrived\n", number);
	demos_session_accepted(&end->peer->session,
			       class == DEMOS_CLASS_BULK);
	message_arrived(number);
	demos_message_destroy(msg);
}

/*
 * Read the data of the messages when the batch ends, as late as a socket may:
 * it must still be there.
 */
static void end_batch(struct end *end)
{
	LIST_HEAD(done);

	while (end->count)
		message_check(end->batch[--end->count]);
	demos_session_done(&end->peer->session, &done);
	free_list(&done, false, false);
}

/* The other machine has said good-bye, and nothing is sent to it any more */
static void end_gone(struct end *end)
{
	LIST_HEAD(lost);

	say("%u knows that %u is gone\n", end->machine->id, end->id);
	demos_session_goodbye(&end->peer->session, &lost);
	free_list(&lost, true, false);
	total.gone++;
}

/* As connection_end(): from now on no frame passes through this end */
static void end_end(struct end *end)
{
	if (end->routing)
		end_routed(end, random_chance(2));
	if (end->peer && end->peer->end == end) {
		end_batch(end);
		if (end->goodbye)
			end_gone(end);
		end->peer->end = NULL;
	}
	pipe_cut(end->in);
	pipe_cut(end->out);
	end->cut = true;
	end->up = false;
	end->peer = NULL;
}

static void end_destroy(u32 pair)
{
	u32 i;

	for (i = pair; i < pair + 2; i++)
		end_end(ends[i]);
	free(ends[pair]->in);
	free(ends[pair]->out);
	for (i = pair; i < pair + 2; i++) {
		free(ends[i]);
		ends[i] = NULL;
	}
}

/* Close a machine's ends to machine @id; 0: to all machines */
void end_all(const struct machine *machine, u16 id)
{
	u32 i;

	for (i = 0; i < ENDS; i++)
		if (ends[i] && ends[i]->machine == machine &&
		    (!id || ends[i]->id == id))
			end_end(ends[i]);
}

/* ---- Greeting */

static bool chooses(const struct end *end)
{
	return end->machine->id < end->id;
}

static void tell_hello(struct end *end, bool chosen)
{
	struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.least = DEMOS_GENL_VERSION,
		.machine = end->machine->id,
		.to = end->id,
		.incarnation = end->machine->incarnation,
	};
	u8 bytes[DEMOS_WIRE_HEAD_MAX];

	if (end->id) {
		demos_session_hello(&end->peer->session, &hello);
		if (chosen)
			hello.round = end->peer->session.round;
		end->told = true;
	}
	pipe_write(end->out, bytes, demos_wire_hello(bytes, &hello));
}

/* Connect two machines; @both: each side knows the other's machine id */
void dial_up(struct machine *a, struct machine *b, bool both)
{
	struct end *end = end_free_slot();
	u32 i;

	if (!end)
		return;
	say("%u dials %u\n", a->id, b->id);
	for (i = 0; i < 2; i++, end = end_other(end)) {
		end->machine = i ? b : a;
		end->life = end->machine->incarnation;
		end->in = i ? end_other(end)->out : pipe_make();
		end->out = i ? end_other(end)->in : pipe_make();
		if (both || random_chance(2)) {
			end->id = i ? a->id : b->id;
			end->peer = peer_get(end->machine, end->id);
		}
	}
	tell_hello(end, false);
	tell_hello(end_other(end), false);
}

/* Meet the other machine; if its life is new, messages are reported as lost */
static void go_up(struct end *end, const struct demos_hello *hello)
{
	struct peer *peer = end->peer;
	u64 ended = 0;
	LIST_HEAD(done);
	LIST_HEAD(lost);
	int new;

	new = demos_session_check(&peer->session, hello);
	if (new == -ESTALE || new == -EALREADY) {
		say("%u drops an outdated greeting: %d\n", end->machine->id,
		    new);
		total.superseded += new == -EALREADY;
		end->cut = true;
		return;
	}
	if (peer->end)
		end_end(peer->end);
	if (peer->session.gone)
		ended = peer->session.remote;
	new = demos_session_meet(&peer->session, hello, &done, &lost);
	if (new == -ESTALE && hello->incarnation == ended) {
		end->cut = true;
		return;
	}
	if (hello->incarnation == ended)
		broken("a life that has said good-bye goes on", ended);
	if (new < 0)
		broken("hello refused", hello->accepted);
	if (chooses(end))
		tell_hello(end, true);
	if (!new && !list_empty(&lost))
		broken("messages lost, but no new session", 0);
	if (new)
		memset(latest[hello->machine - 1][end->machine->id - 1], 0,
		       sizeof(latest[0][0]));
	say("up %u to %u%s\n", end->machine->id, end->id, new ? " new" : "");
	free_list(&done, false, false);
	free_list(&lost, true, false);
	peer->end = end;
	end->up = true;
	total.up++;
	total.new += new;
}

static void serve_hello(struct end *end, const struct demos_hello *hello)
{
	if (end->up || ++end->hellos > 2)
		broken("unexpected hello", 0);
	if (!end->id) {
		end->id = hello->machine;
		end->peer = peer_get(end->machine, end->id);
	}
	if (!chooses(end) && !hello->round) {
		if (!end->told)
			tell_hello(end, false);
		return;
	}
	if (hello->round && (chooses(end) || !end->told))
		broken("the wrong side chose the connection", hello->round);
	if (hello->to)
		go_up(end, hello);
}

/* ---- Frames in and out */

static void serve_message(struct end *end, const struct demos_frame *frame)
{
	switch (demos_session_judge(&end->peer->session, frame->seq)) {
	case DEMOS_SESSION_BAD:
		broken("number out of order", frame->seq);
		break;
	case DEMOS_SESSION_ROOM:
		broken("too many answers not read", frame->seq);
		break;
	case DEMOS_SESSION_DOUBLE:
		total.doubles++;
		break;
	case DEMOS_SESSION_ACCEPT:
		end->msg = demos_message_create(frame->length);
		end->msg->head = frame->header;
		memcpy(end->msg->data, frame->data ?: (u8 *)"",
		       frame->length);
		end->routing = true;
		break;
	}
}

static void serve_frame(struct end *end, const u8 *bytes, u32 length)
{
	struct demos_frame frame;
	struct demos_why why;
	LIST_HEAD(done);

	if (demos_wire_decode(bytes, length, &frame, &why))
		broken(why.text, 0);
	if (frame.command == DEMOS_CMD_HELLO) {
		serve_hello(end, &frame.hello);
		return;
	}
	if (!end->up)
		broken("a frame before the hello", 0);
	if (demos_session_ack(&end->peer->session, frame.ack, time_now,
			      &done))
		broken("acknowledged, but never sent", frame.ack);
	free_list(&done, false, false);
	if (frame.command == DEMOS_CMD_MESSAGE)
		serve_message(end, &frame);
	end->goodbye = frame.command == DEMOS_CMD_GOODBYE;
	end->cut |= end->goodbye;
}

/* Receive some bytes, and serve at most one frame */
void step_receive(struct end *end, bool all)
{
	u32 most = sizeof(end->bytes) - end->used;
	struct demos_why why;
	int length;

	if (end->cut)
		return;
	if (end->routing) {
		end_routed(end, all || !random_chance(20));
		return;
	}
	if (!all && most)
		most = random_below(random_chance(2) ? most : most % 100 + 1);
	end->used += pipe_read(end->in, end->bytes + end->used, most);
	if (end->used >= DEMOS_WIRE_HEADER) {
		length = demos_wire_length(end->bytes, &why);
		if (length < 0)
			broken(why.text, 0);
		if ((u32)length <= end->used) {
			serve_frame(end, end->bytes, length);
			end->used -= length;
			memmove(end->bytes, end->bytes + length, end->used);
			return;
		}
	}
	if (end->in->closed && end->in->read == end->in->written)
		end->cut = true;
}

static void write_ack(struct end *end)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];
	u32 length;

	length = demos_wire_ack(bytes,
				demos_session_tell(&end->peer->session));
	pipe_write(end->out, bytes, length);
}

/*
 * The machine goes down in good order: GOODBYE is its last frame here, if there
 * is room. What was written arrives.
 */
void end_leave(struct end *end)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];
	u32 length;

	if (end->routing)
		end_routed(end, true);
	if (end->cut || !end->up || pipe_room(end->out) < sizeof(bytes))
		return;
	length = demos_wire_goodbye(bytes,
				    demos_session_tell(&end->peer->session));
	pipe_write(end->out, bytes, length);
	end->out->closed = true;
}

/* Begin a batch, add to it, or finish it */
void step_send(struct end *end)
{
	static u8 bytes[DEMOS_WIRE_MAX + DEMOS_WIRE_HEAD_MAX];
	struct demos_session *session;
	struct demos_message *msg;
	bool again, closed;
	u32 length;
	u64 seq;

	if (end->cut || !end->up)
		return;
	session = &end->peer->session;
	if (end->count == BATCH || (end->count && random_chance(3))) {
		end_batch(end);
		return;
	}
	if (pipe_room(end->out) < sizeof(bytes))
		return;
	again = session->at != session->next;
	closed = session->pace.flying >= session->pace.window;
	msg = demos_session_next(session, time_now, &seq);
	if (msg) {
		end->batch[end->count++] = msg;
		total.sent++;
		total.again += again;
		if (closed && !again &&
		    demos_message_class(msg) == DEMOS_CLASS_BULK)
			broken("too much is in flight", session->pace.flying);
		length = demos_wire_message(bytes, msg, seq,
					    demos_session_tell(session));
		pipe_write(end->out, bytes, length);
	} else if (session->due) {
		write_ack(end);
	}
}

/* Close the ends that have noticed a cut */
void end_reap(void)
{
	u32 i;

	for (i = 0; i < ENDS; i++)
		if (ends[i] && ends[i]->cut)
			end_end(ends[i]);
	for (i = 0; i < ENDS; i += 2)
		if (ends[i] && ends[i]->cut && ends[i + 1]->cut)
			end_destroy(i);
}

void end_destroy_all(void)
{
	u32 i;

	for (i = 0; i < ENDS; i += 2)
		if (ends[i])
			end_destroy(i);
}

/* Cut the output of this end after its first @bytes bytes */
void end_limit(struct end *end, u32 bytes)
{
	struct pipe *pipe = end->out;

	if (pipe->written > bytes) {
		pipe->written = bytes;
		pipe->closed = true;
	}
	pipe->left = bytes - pipe->written;
}

/* Cut a connection: any suffix of the bytes in flight is lost */
void end_cut(struct end *end)
{
	say("cut %u to %u\n", end->machine->id, end->id);
	pipe_cut(end->in);
	pipe_cut(end->out);
}

/* Let a connection die silently: nothing written to it arrives any more */
void end_die(struct end *end)
{
	say("dead %u to %u\n", end->machine->id, end->id);
	end->in->dead = true;
	end->out->dead = true;
	total.dead++;
}

/* The watchdog: cut a connection that is dead and has been read to its end */
void end_watch(struct end *end)
{
	if (end->in->dead && end->in->read == end->in->written)
		end->cut = true;
}
