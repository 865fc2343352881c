// SPDX-License-Identifier: GPL-2.0
/*
 * Move data. The end that began a transfer keeps a window of packets on
 * their way and counts what comes back; the other end answers each packet
 * and keeps nothing.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/link.h"
#include "core/message.h"
#include "core/move.h"
#include "core/process.h"
#include "core/route.h"

/* A control message of a transfer, with room for @extra bytes of data */
static struct demos_message *packet_create(struct demos_process *process,
					   const struct demos_address *to,
					   u32 fixed, u32 extra)
{
	struct demos_message *msg = demos_message_create(fixed + extra);

	if (!msg)
		return NULL;
	/* A link update may change where a transfer leads to */
	mutex_lock(&process->lock);
	msg->head.to = *to;
	mutex_unlock(&process->lock);
	msg->head.from.pid = process->entry.pid;
	msg->head.from.machine = process->machine->id;
	msg->head.from.moves = process->moves;
	msg->head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	return msg;
}

static struct demos_message *pull_create(struct demos_process *process,
					 struct demos_transfer *transfer,
					 u32 at, u32 count)
{
	const struct demos_op_pull pull = {
		.op = cpu_to_be16(DEMOS_OP_PULL),
		.region = cpu_to_be16(transfer->region),
		.transfer = cpu_to_be32(transfer->name),
		.address = cpu_to_be32(transfer->address + at),
		.length = cpu_to_be32(count),
		.pid = cpu_to_be64(transfer->pid),
	};
	struct demos_message *msg;

	msg = packet_create(process, &transfer->to, sizeof(pull), 0);
	if (msg)
		memcpy(msg->data, &pull, sizeof(pull));
	return msg;
}

static struct demos_message *push_create(struct demos_process *process,
					 struct demos_transfer *transfer,
					 u32 at, u32 count)
{
	const struct demos_op_data push = {
		.op = cpu_to_be16(DEMOS_OP_PUSH),
		.transfer = cpu_to_be32(transfer->name),
		.address = cpu_to_be32(transfer->address + at),
		.length = cpu_to_be32(count),
	};
	struct demos_message *msg;

	msg = packet_create(process, &transfer->to, sizeof(push), count);
	if (!msg)
		return NULL;
	memcpy(msg->data, &push, sizeof(push));
	transfer->result = transfer->packet(transfer, at,
					    msg->data + sizeof(push), count);
	if (transfer->result == DEMOS_OK)
		return msg;
	demos_message_destroy(msg);
	return NULL;
}

/*
 * May one more packet be sent? Always if none is on its way: its answer lets
 * the transfer go on.
 */
static bool may_go(struct demos_process *process,
		   const struct demos_transfer *transfer)
{
	bool room;

	if (transfer->asked - transfer->done >=
	    DEMOS_MOVE_WINDOW * DEMOS_MOVE_PACKET)
		return false;
	if (!transfer->write || !transfer->waiting)
		return true;
	mutex_lock(&process->lock);
	room = demos_process_may_send_bulk(process, transfer->to.machine);
	mutex_unlock(&process->lock);
	return room;
}

/* Send, or request, packets until the window is full */
static void pump(struct demos_process *process,
		 struct demos_transfer *transfer, struct list_head *out)
{
	struct demos_message *msg;
	u32 count;

	while (transfer->result == DEMOS_OK &&
	       transfer->asked < transfer->length &&
	       may_go(process, transfer)) {
		count = min_t(u32, transfer->length - transfer->asked,
			      DEMOS_MOVE_PACKET);
		msg = (transfer->write ? push_create : pull_create)
			(process, transfer, transfer->asked, count);
		if (!msg) {
			if (transfer->result == DEMOS_OK)
				transfer->result = demos_result_of(-ENOMEM);
			break;
		}
		transfer->asked += count;
		WRITE_ONCE(transfer->waiting, transfer->waiting + 1);
		demos_count(process->machine, DEMOS_C_PACKETS);
		list_add_tail(&msg->node, out);
	}
}

static void unlink_transfer(struct demos_process *process,
			    struct demos_transfer *transfer)
{
	mutex_lock(&process->lock);
	list_del_init(&transfer->node);
	mutex_unlock(&process->lock);
}

static void finish_if_done(struct demos_process *process,
			   struct demos_transfer *transfer,
			   struct list_head *out)
{
	if (transfer->waiting || (transfer->result == DEMOS_OK &&
				  transfer->done < transfer->length))
		return;
	unlink_transfer(process, transfer);
	transfer->finish(process, transfer, out);
}

/**
 * demos_move_begin() - begin a transfer
 * @process: the process that begins it; in its actor
 * @transfer: filled in by the caller except for name and counts; stays until
 *            @finish is called, which may be before this returns
 * @out: out-queue
 *
 * May sleep.
 */
void demos_move_begin(struct demos_process *process,
		      struct demos_transfer *transfer, struct list_head *out)
{
	transfer->name = atomic_inc_return(&process->machine->transfer);
	transfer->asked = 0;
	transfer->done = 0;
	transfer->arrived = 0;
	transfer->waiting = 0;
	transfer->packets = 0;
	transfer->seen = 0;
	transfer->doubt = false;
	transfer->lost = false;
	transfer->doubts = 0;
	transfer->result = DEMOS_OK;
	demos_count(process->machine, DEMOS_C_MOVES);
	pump(process, transfer, out);
	mutex_lock(&process->lock);
	list_add_tail(&transfer->node, &process->transfers);
	mutex_unlock(&process->lock);
	finish_if_done(process, transfer, out);
}

/* The room that its answers take is due to those of other transfers */
static void drop_answers(struct demos_process *process,
			 const struct demos_transfer *transfer)
{
	struct demos_message *msg, *next;

	mutex_lock(&process->lock);
	list_for_each_entry_safe(msg, next, &process->control, node) {
		if (!demos_message_answers_packet(msg, transfer->name))
			continue;
		list_del_init(&msg->node);
		demos_message_destroy(msg);
	}
	mutex_unlock(&process->lock);
}

/**
 * demos_move_abort() - end a transfer now
 * @process: the process that began it
 * @transfer: the transfer, with its @result
 *
 * In the actor. Answers that have come, or will, are dropped.
 */
void demos_move_abort(struct demos_process *process,
		      struct demos_transfer *transfer)
{
	LIST_HEAD(out);

	unlink_transfer(process, transfer);
	drop_answers(process, transfer);
	transfer->finish(process, transfer, &out);
	demos_route_all(process->machine, &out);
}

/* Find a transfer that has lost packets; NULL: there is none */
static struct demos_transfer *lost_transfer(struct demos_process *process)
{
	struct demos_transfer *transfer;
	struct demos_transfer *found = NULL;

	mutex_lock(&process->lock);
	list_for_each_entry(transfer, &process->transfers, node) {
		if (transfer->lost && process->phase == DEMOS_PHASE_LIVE)
			found = transfer;
	}
	mutex_unlock(&process->lock);
	return found;
}

/**
 * demos_move_end_lost() - end the transfers that have lost packets
 * @process: the process that may have begun some; in its actor
 */
void demos_move_end_lost(struct demos_process *process)
{
	struct demos_transfer *transfer;

	/* Only its actor changes the list */
	if (list_empty(&process->transfers))
		return;
	while ((transfer = lost_transfer(process))) {
		transfer->result = DEMOS_EUNKNOWN;
		demos_move_abort(process, transfer);
	}
}

static struct demos_transfer *find_transfer(struct demos_process *process,
					    u32 name)
{
	struct demos_transfer *transfer;
	struct demos_transfer *found = NULL;

	mutex_lock(&process->lock);
	list_for_each_entry(transfer, &process->transfers, node) {
		if (transfer->name == name)
			found = transfer;
	}
	mutex_unlock(&process->lock);
	return found;
}

static u32 packet_bit(const struct demos_transfer *transfer, u32 at)
{
	return 1U << (at - transfer->done) / DEMOS_MOVE_PACKET;
}

/* What is wrong with an answer to a packet of this transfer, if anything */
static enum demos_result check_answer(const struct demos_transfer *transfer,
				      const struct demos_op_data *answer,
				      u32 extra)
{
	u32 at = be32_to_cpu(answer->address) - transfer->address;
	u32 count = be32_to_cpu(answer->length);
	u16 result = be16_to_cpu(answer->result);

	if (result)
		return result < __DEMOS_RESULT_MAX ? result : DEMOS_ECALL;
	/* An answer must be as long as the packet that was requested */
	if (at < transfer->done || at >= transfer->asked ||
	    at % DEMOS_MOVE_PACKET ||
	    transfer->arrived & packet_bit(transfer, at) ||
	    count != min_t(u32, transfer->length - at, DEMOS_MOVE_PACKET) ||
	    extra != (transfer->write ? 0 : count))
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/* The packet at @at has arrived; with it, maybe, a gap is closed */
static void advance(struct demos_transfer *transfer, u32 at)
{
	transfer->arrived |= packet_bit(transfer, at);
	for (; transfer->arrived & 1; transfer->arrived >>= 1)
		transfer->done += min_t(u32, transfer->length - transfer->done,
					DEMOS_MOVE_PACKET);
}

/**
 * demos_move_answer() - an answer to a packet has come (DATA or PUSHED)
 * @process: the process that began the transfer; in its actor
 * @msg: the answer; still the caller's
 * @out: out-queue
 */
void demos_move_answer(struct demos_process *process,
		       struct demos_message *msg, struct list_head *out)
{
	struct demos_op_data *answer = (void *)msg->data;
	u32 extra = msg->length - sizeof(*answer);
	struct demos_transfer *transfer;
	enum demos_result result;
	u32 at;

	transfer = find_transfer(process, be32_to_cpu(answer->transfer));
	if (!transfer || !transfer->waiting)
		return;
	WRITE_ONCE(transfer->waiting, transfer->waiting - 1);
	WRITE_ONCE(transfer->packets, transfer->packets + 1);
	result = check_answer(transfer, answer, extra);
	at = be32_to_cpu(answer->address) - transfer->address;
	if (result == DEMOS_OK && !transfer->write)
		result = transfer->packet(transfer, at, answer + 1, extra);
	if (result == DEMOS_OK)
		advance(transfer, at);
	else if (transfer->result == DEMOS_OK)
		transfer->result = result;
	pump(process, transfer, out);
	finish_if_done(process, transfer, out);
}

/**
 * demos_move_save() - append a transfer to the state of its process
 * @transfer: the transfer; its packets and their answers follow the process
 * @image: writer
 */
void demos_move_save(const struct demos_transfer *transfer,
		     struct demos_image *image)
{
	demos_image_put32(image, transfer->name);
	demos_image_put64(image, transfer->to.pid);
	demos_image_put16(image, transfer->to.machine);
	demos_image_put32(image, transfer->to.moves);
	demos_image_put8(image, transfer->write);
	demos_image_put32(image, transfer->address);
	demos_image_put32(image, transfer->length);
	demos_image_put32(image, transfer->asked);
	demos_image_put32(image, transfer->done);
	demos_image_put16(image, transfer->arrived);
	demos_image_put8(image, transfer->waiting);
	demos_image_put8(image, transfer->result);
}

/* A packet must be on its way, or the transfer would never end */
static bool is_sane(const struct demos_transfer *transfer)
{
	u32 window = transfer->asked - transfer->done;
	u32 packets = (window + DEMOS_MOVE_PACKET - 1) / DEMOS_MOVE_PACKET;

	return demos_address_ok(&transfer->to) &&
	       transfer->asked <= transfer->length &&
	       transfer->done < transfer->asked &&
	       !(transfer->done % DEMOS_MOVE_PACKET) &&
	       (transfer->asked == transfer->length ||
		!(transfer->asked % DEMOS_MOVE_PACKET)) &&
	       packets <= DEMOS_MOVE_WINDOW && transfer->waiting &&
	       transfer->waiting <= packets - hweight32(transfer->arrived) &&
	       !(transfer->arrived & 1) && !(transfer->arrived >> packets) &&
	       transfer->result < __DEMOS_RESULT_MAX;
}

/**
 * demos_move_restore() - read a transfer back
 * @process: the process that began it, arriving
 * @transfer: zeroed except for the owner's members; it is under way already,
 *            so demos_move_begin() is not called
 * @image: reader
 *
 * Return: 0: it is one of the process's transfers; or -EBADMSG: malformed.
 */
int demos_move_restore(struct demos_process *process,
		       struct demos_transfer *transfer,
		       struct demos_image *image)
{
	transfer->name = demos_image_get32(image);
	transfer->to.pid = demos_image_get64(image);
	transfer->to.machine = demos_image_get16(image);
	transfer->to.moves = demos_image_get32(image);
	transfer->write = demos_image_get8(image);
	transfer->address = demos_image_get32(image);
	transfer->length = demos_image_get32(image);
	transfer->asked = demos_image_get32(image);
	transfer->done = demos_image_get32(image);
	transfer->arrived = demos_image_get16(image);
	transfer->waiting = demos_image_get8(image);
	transfer->result = demos_image_get8(image);
	transfer->region = DEMOS_REGION_MEMORY;
	transfer->pid = transfer->to.pid;
	if (image->failed || !is_sane(transfer))
		return -EBADMSG;
	list_add_tail(&transfer->node, &process->transfers);
	return 0;
}

/**
 * demos_move_read_memory() - read a process's memory for a packet
 * @process: the process; in its actor
 * @msg: PULL
 * @to: room for at least as many bytes as it requests
 *
 * Return: DEMOS_OK, or another enum demos_result.
 */
enum demos_result demos_move_read_memory(struct demos_process *process,
					 const struct demos_message *msg,
					 u8 *to)
{
	const struct demos_op_pull *pull = (void *)msg->data;

	if (be16_to_cpu(pull->region) != DEMOS_REGION_MEMORY)
		return DEMOS_ECALL;
	if (!process->ops->read)
		return DEMOS_EADDRESS;
	return process->ops->read(process, be32_to_cpu(pull->address), to,
				  be32_to_cpu(pull->length));
}

/**
 * demos_move_refuse() - answer that a packet of move data has failed
 * @machine: the machine
 * @msg: the packet; still the caller's
 * @why: the reason that the answer gives
 * @out: out-queue
 */
void demos_move_refuse(struct demos_machine *machine,
		       const struct demos_message *msg, enum demos_result why,
		       struct list_head *out)
{
	const struct demos_op_pull *pull = (void *)msg->data;
	const struct demos_op_data *push = (void *)msg->data;
	struct demos_op_data answer = {
		.op = cpu_to_be16(DEMOS_OP_DATA),
		.result = cpu_to_be16(demos_result_plain(why)),
	};

	if (msg->length < sizeof(answer))
		return;
	if (be16_to_cpu(pull->op) == DEMOS_OP_PULL) {
		answer.transfer = pull->transfer;
		answer.address = pull->address;
	} else if (be16_to_cpu(push->op) == DEMOS_OP_PUSH) {
		answer.op = cpu_to_be16(DEMOS_OP_PUSHED);
		answer.transfer = push->transfer;
		answer.address = push->address;
	} else {
		return;
	}
	demos_message_by_kernel(machine->id, &msg->head.from,
				DEMOS_F_KERNEL | DEMOS_F_BULK, &answer,
				sizeof(answer), out);
}

/**
 * demos_move_serve_pull() - serve a packet that requests memory (PULL)
 * @process: whose memory it is; in its actor
 * @msg: the packet, at least as long as its fixed part; still the caller's
 * @read: reads what is requested
 * @out: out-queue
 */
void demos_move_serve_pull(struct demos_process *process,
			   struct demos_message *msg,
			   demos_move_read read, struct list_head *out)
{
	const struct demos_op_pull *pull = (void *)msg->data;
	struct demos_op_data data = {
		.op = cpu_to_be16(DEMOS_OP_DATA),
		.transfer = pull->transfer,
		.address = pull->address,
		.length = pull->length,
	};
	u32 count = be32_to_cpu(pull->length);
	enum demos_result result = DEMOS_ECALL;
	struct demos_message *answer;

	answer = packet_create(process, &msg->head.from, sizeof(data),
			       count <= DEMOS_PACKET_MAX ? count : 0);
	if (answer && count <= DEMOS_PACKET_MAX)
		result = read(process, msg, answer->data + sizeof(data));
	if (!answer || result != DEMOS_OK) {
		demos_message_destroy(answer);
		demos_move_refuse(process->machine, msg,
				  answer ? result : demos_result_of(-ENOMEM),
				  out);
		return;
	}
	memcpy(answer->data, &data, sizeof(data));
	list_add_tail(&answer->node, out);
}

/**
 * demos_move_serve_push() - serve a packet that writes memory (PUSH)
 * @process: whose memory it is; in its actor
 * @msg: the packet, at least as long as its fixed part; still the caller's
 * @out: out-queue
 */
void demos_move_serve_push(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_data *push = (void *)msg->data;
	u32 count = msg->length - sizeof(*push);
	enum demos_result result = DEMOS_EADDRESS;
	struct demos_op_data data = *push;
	struct demos_message *answer;

	if (count != be32_to_cpu(push->length))
		result = DEMOS_ECALL;
	else if (process->ops->write)
		result = process->ops->write(process,
					     be32_to_cpu(push->address),
					     push + 1, count);
	data.op = cpu_to_be16(DEMOS_OP_PUSHED);
	data.result = cpu_to_be16(result);
	answer = demos_message_by_kernel(process->machine->id, &msg->head.from,
					 DEMOS_F_KERNEL | DEMOS_F_BULK, &data,
				    sizeof(data), out);
	answer->head.from.pid = process->entry.pid;
	answer->head.from.moves = process->moves;
}

/**
 * demos_move_setup() - fill in a transfer over a link's data area
 * @process: the process that holds the link
 * @link: its name
 * @offset: in the data area, bytes
 * @length: bytes
 * @write: to the area
 * @transfer: to fill in; @packet, @finish and @owner are the caller's
 *
 * Return: DEMOS_OK, DEMOS_ENOLINK, DEMOS_ERIGHTS, DEMOS_EADDRESS, or
 * DEMOS_ESTATE.
 */
enum demos_result demos_move_setup(struct demos_process *process, u32 link,
				   u32 offset, u32 length, bool write,
				   struct demos_transfer *transfer)
{
	u16 right = write ? DEMOS_LINK_WRITE : DEMOS_LINK_READ;
	enum demos_result result = DEMOS_OK;
	const struct demos_link *found;

	mutex_lock(&process->lock);
	found = demos_links_find(&process->links, link);
	if (!found)
		result = DEMOS_ENOLINK;
	else if (!(found->flags & right))
		result = DEMOS_ERIGHTS;
	else if (offset > found->length || length > found->length - offset)
		result = DEMOS_EADDRESS;
	else if (process->phase != DEMOS_PHASE_LIVE)
		result = DEMOS_ESTATE;
	if (result == DEMOS_OK) {
		transfer->to = found->to;
		transfer->region = DEMOS_REGION_MEMORY;
		transfer->pid = found->to.pid;
		transfer->write = write;
		transfer->address = found->area + offset;
		transfer->length = length;
	}
	mutex_unlock(&process->lock);
	return result;
}
