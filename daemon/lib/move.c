// SPDX-License-Identifier: GPL-2.0
/*
 * Move data, in requests of at most DEMOS_PACKET_MAX bytes, several of them
 * on their way at a time; or to and from registered memory, where the kernel
 * does the same for one request.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "handle.h"

/* Requests on their way at a time */
#define WINDOW	8

/**
 * struct moving - a request under way
 * @deferred: the request
 * @to: read: where the bytes go; else NULL
 * @length: bytes asked for
 * @moved: bytes that were moved, known when it is over
 * @result: enum demos_result
 * @error: 0 or a negative errno
 * @done: it is over
 */
struct moving {
	struct demos_deferred deferred;
	void *to;
	size_t length;
	__u32 moved;
	__u32 result;
	int error;
	bool done;
};

/**
 * struct move - a data move
 * @write: to the area, else from it
 * @link: link with the area
 * @offset: where it begins in it
 * @bytes: where it begins here
 * @length: bytes
 * @what: what it does, for error texts
 * @asked: bytes asked for so far
 * @moved: bytes moved so far, without a gap
 * @first: the oldest request under way
 * @count: requests under way
 * @moving: a ring of these, from @first on
 */
struct move {
	bool write;
	__u32 link;
	__u32 offset;
	char *bytes;
	size_t length;
	const char *what;
	size_t asked;
	size_t moved;
	unsigned int first;
	unsigned int count;
	struct moving moving[WINDOW];
};

static int read_answer(struct moving *moving, const struct nlmsghdr *nlh)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	const struct nlattr *data;

	demos_handle_attrs(nlh, attrs);
	demos_attr_copy(attrs[DEMOS_A_LENGTH], &moving->moved,
			sizeof(moving->moved));
	if (demos_attr_copy(attrs[DEMOS_A_ERROR], &moving->result,
			    sizeof(moving->result)))
		return demos_result_errno(moving->result);
	data = attrs[DEMOS_A_DATA];
	if (moving->to && data &&
	    mnl_attr_get_payload_len(data) == moving->length) {
		memcpy(moving->to, mnl_attr_get_payload(data), moving->length);
		moving->moved = moving->length;
	}
	return moving->moved == moving->length ? 0 : -EPROTO;
}

static void moving_arrive(struct demos *demos, struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct moving *moving = (struct moving *)deferred;

	(void)demos;
	moving->error = error ? error : read_answer(moving, nlh);
	moving->done = true;
}

static int await(struct demos *demos, struct moving *moving, const char *what)
{
	int err = 0;

	while (!moving->done && (err >= 0 || err == -EINTR))
		err = demos_handle_read(demos, -1);
	if (!moving->done) {
		demos_handle_forget(demos, &moving->deferred);
		return err;
	}
	if (moving->result)
		return demos_handle_fail_result(demos, moving->result, what);
	if (moving->error == -EPROTO)
		return demos_handle_fail(demos, -EPROTO,
					 "%s: a wrong number of bytes", what);
	return demos_handle_about(demos, moving->error, "%s", what);
}

static struct nlmsghdr *begin(struct demos *demos, const struct move *move,
			      size_t at)
{
	struct nlmsghdr *nlh;

	nlh = demos_handle_begin(demos, move->write ? DEMOS_CMD_MOVE_WRITE :
				 DEMOS_CMD_MOVE_READ, 0);
	mnl_attr_put_u32(nlh, DEMOS_A_LINK, move->link);
	mnl_attr_put_u32(nlh, DEMOS_A_OFFSET, move->offset + at);
	return nlh;
}

/* Ask for the next packet */
static int ask(struct demos *demos, struct move *move)
{
	unsigned int place = (move->first + move->count) % WINDOW;
	struct moving *moving = &move->moving[place];
	char *bytes = move->bytes + move->asked;
	struct nlmsghdr *nlh = begin(demos, move, move->asked);
	int err;

	memset(moving, 0, sizeof(*moving));
	moving->deferred.arrive = moving_arrive;
	moving->length = move->length - move->asked;
	if (moving->length > DEMOS_PACKET_MAX)
		moving->length = DEMOS_PACKET_MAX;
	if (move->write) {
		mnl_attr_put(nlh, DEMOS_A_DATA, moving->length, bytes);
	} else {
		mnl_attr_put_u32(nlh, DEMOS_A_LENGTH, moving->length);
		moving->to = bytes;
	}
	err = demos_handle_defer(demos, nlh, &moving->deferred);
	if (err)
		return err;
	move->asked += moving->length;
	move->count++;
	return 0;
}

/* Await the oldest request, whether it succeeds or not */
static int take(struct demos *demos, struct move *move)
{
	struct moving *moving = &move->moving[move->first];
	int err = await(demos, moving, move->what);

	move->first = (move->first + 1) % WINDOW;
	move->count--;
	if (!err)
		move->moved += moving->length;
	return err;
}

/* The first error counts; move->moved ends before it */
static int run(struct demos *demos, struct move *move)
{
	int err = 0;

	do {
		while (!err && move->asked < move->length &&
		       move->count < WINDOW)
			err = ask(demos, move);
		if (!err && move->count)
			err = take(demos, move);
	} while (!err && (move->count || move->asked < move->length));
	demos->moved = move->moved;
	return err;
}

/* After an error nothing may arrive in the caller's memory any more */
static int finish(struct demos *demos, struct move *move, int err)
{
	char text[sizeof(demos->error)];
	enum demos_result result = demos->result;

	memcpy(text, demos->error, sizeof(text));
	while (move->count)
		take(demos, move);
	memcpy(demos->error, text, sizeof(text));
	demos->result = result;
	return err;
}

static int move_bytes(struct demos *demos, struct move *move)
{
	__u32 outer;
	int err;

	demos->moved = 0;
	if (move->length > UINT32_MAX - move->offset)
		return demos_handle_fail_result(demos, DEMOS_EADDRESS,
						move->what);
	outer = demos_call_enter(demos, move->link);
	err = run(demos, move);
	if (err)
		finish(demos, move, err);
	demos_call_leave(demos, outer);
	return err;
}

int demos_move_read(struct demos *demos, __u32 link, __u32 offset,
		    void *bytes, size_t length)
{
	struct move move = {
		.link = link, .offset = offset, .bytes = bytes,
		.length = length, .what = "read from a data area",
	};

	return move_bytes(demos, &move);
}

int demos_move_write(struct demos *demos, __u32 link, __u32 offset,
		     const void *bytes, size_t length)
{
	struct move move = {
		.write = true,
		.link = link, .offset = offset, .bytes = (char *)bytes,
		.length = length, .what = "write to a data area",
	};

	return move_bytes(demos, &move);
}

static int move_area(struct demos *demos, const struct move *move, __u32 area)
{
	struct nlmsghdr *nlh = begin(demos, move, 0);
	struct moving moving = { .length = move->length };
	int err;

	mnl_attr_put_u32(nlh, DEMOS_A_LENGTH, move->length);
	mnl_attr_put_u32(nlh, DEMOS_A_AREA, area);
	moving.deferred.arrive = moving_arrive;
	demos->moved = 0;
	err = demos_handle_defer(demos, nlh, &moving.deferred);
	if (!err)
		err = await(demos, &moving, move->what);
	demos->moved = moving.moved;
	return err;
}

int demos_move_read_area(struct demos *demos, __u32 link, __u32 offset,
			 __u32 area, __u32 length)
{
	const struct move move = {
		.link = link, .offset = offset, .length = length,
		.what = "read from a data area",
	};

	return move_area(demos, &move, area);
}

int demos_move_write_area(struct demos *demos, __u32 link, __u32 offset,
			  __u32 area, __u32 length)
{
	const struct move move = {
		.write = true,
		.link = link, .offset = offset, .length = length,
		.what = "write to a data area",
	};

	return move_area(demos, &move, area);
}

size_t demos_moved(const struct demos *demos)
{
	return demos->moved;
}
