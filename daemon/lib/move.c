// SPDX-License-Identifier: GPL-2.0
/*
 * Move data, packet by packet: the kernel answers each when it has been moved.
 */
#include <errno.h>
#include <string.h>

#include "handle.h"

/**
 * struct moving - a packet under way
 * @deferred: the request
 * @to: read: where the bytes go; write: NULL
 * @length: bytes asked for
 * @result: enum demos_result
 * @error: 0 or a negative errno
 * @done: it is over
 */
struct moving {
	struct demos_deferred deferred;
	void *to;
	size_t length;
	__u32 result;
	int error;
	bool done;
};

static int read_answer(struct moving *moving, const struct nlmsghdr *nlh)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	const struct nlattr *data;
	__u32 written;

	demos_handle_attrs(nlh, attrs);
	if (demos_attr_copy(attrs[DEMOS_A_ERROR], &moving->result,
			    sizeof(moving->result)))
		return demos_result_errno(moving->result);
	data = attrs[DEMOS_A_DATA];
	if (moving->to) {
		if (!data || mnl_attr_get_payload_len(data) != moving->length)
			return -EPROTO;
		memcpy(moving->to, mnl_attr_get_payload(data), moving->length);
		return 0;
	}
	demos_attr_copy(attrs[DEMOS_A_LENGTH], &written, sizeof(written));
	return written == moving->length ? 0 : -EPROTO;
}

static void moving_arrive(struct demos *demos, struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct moving *moving = (struct moving *)deferred;

	(void)demos;
	moving->error = error ? error : read_answer(moving, nlh);
	moving->done = true;
}

static int move(struct demos *demos, struct nlmsghdr *nlh,
		struct moving *moving, const char *what)
{
	int err;

	moving->deferred.arrive = moving_arrive;
	err = demos_handle_defer(demos, nlh, &moving->deferred);
	if (err)
		return err;
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

static size_t packet(size_t length)
{
	return length < DEMOS_PACKET_MAX ? length : DEMOS_PACKET_MAX;
}

int demos_move_read(struct demos *demos, __u32 link, __u32 offset,
		    void *bytes, size_t length)
{
	size_t done;
	int err = 0;

	for (done = 0; done < length && !err; done += packet(length - done)) {
		struct nlmsghdr *nlh = demos_handle_begin(demos,
							  DEMOS_CMD_MOVE_READ,
							  0);
		struct moving moving = { .to = (char *)bytes + done };

		moving.length = packet(length - done);
		mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
		mnl_attr_put_u32(nlh, DEMOS_A_OFFSET, offset + done);
		mnl_attr_put_u32(nlh, DEMOS_A_LENGTH, moving.length);
		err = move(demos, nlh, &moving, "read from a data area");
	}
	return err;
}

int demos_move_write(struct demos *demos, __u32 link, __u32 offset,
		     const void *bytes, size_t length)
{
	size_t done;
	int err = 0;

	for (done = 0; done < length && !err; done += packet(length - done)) {
		struct nlmsghdr *nlh = demos_handle_begin(demos,
							  DEMOS_CMD_MOVE_WRITE,
							  0);
		struct moving moving = {};

		moving.length = packet(length - done);
		mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
		mnl_attr_put_u32(nlh, DEMOS_A_OFFSET, offset + done);
		mnl_attr_put(nlh, DEMOS_A_DATA, moving.length,
			     (const char *)bytes + done);
		err = move(demos, nlh, &moving, "write to a data area");
	}
	return err;
}
