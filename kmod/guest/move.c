// SPDX-License-Identifier: GPL-2.0
/*
 * A guest reads or writes a data area: it is MOVING until the move is over. If
 * the guest migrates meanwhile, the move migrates with it.
 */
#include <linux/errno.h>
#include <linux/slab.h>

#include "core/image.h"
#include "core/move.h"
#include "core/route.h"
#include "guest/cpu.h"
#include "guest/guest.h"
#include "guest/move.h"

/**
 * struct guest_move - a data move that a guest waits for
 * @transfer: the move
 * @guest: the guest
 * @own: linear address in its own memory
 */
struct guest_move {
	struct demos_transfer transfer;
	struct demos_guest *guest;
	u32 own;
};

static enum demos_result move_packet(struct demos_transfer *transfer, u32 at,
				     void *bytes, u32 count)
{
	struct guest_move *move = transfer->owner;
	struct demos_guest_memory *memory = &move->guest->memory;

	if (transfer->write)
		return demos_guest_memory_read(memory, move->own + at, bytes,
					       count);
	return demos_guest_memory_write(memory, move->own + at, bytes, count);
}

static void move_finish(struct demos_process *process,
			struct demos_transfer *transfer, struct list_head *out)
{
	struct demos_guest *guest = demos_guest_of(process);

	z8k_rr_set(&guest->cpu, 2, transfer->done);
	demos_guest_call_end(guest, transfer->result);
	kfree(transfer->owner);
	process->machine->ops->schedule(process);
}

static struct guest_move *move_create(struct demos_guest *guest)
{
	struct guest_move *move = kzalloc(sizeof(*move), GFP_KERNEL);

	if (!move)
		return NULL;
	move->guest = guest;
	move->transfer.packet = move_packet;
	move->transfer.finish = move_finish;
	move->transfer.owner = move;
	return move;
}

/* The guest's own end of a move: the program needs the right to it */
static int hold_own(struct demos_guest *guest, u32 own, u32 length, bool write)
{
	if (length > 0x10000 - Z8K_ADDR_OFF(own))
		return DEMOS_EADDRESS;
	return demos_guest_memory_hold(&guest->memory, own, length, write);
}

/**
 * demos_guest_move_begin() - a guest reads or writes a data area
 * @guest: READY; in its actor
 * @write: to the area, else from it; the rest is in the registers
 *
 * Return: DEMOS_GUEST_NO_RESULT: it is MOVING, or enum demos_result.
 */
int demos_guest_move_begin(struct demos_guest *guest, bool write)
{
	u32 own = z8k_pointer(&guest->cpu, 2);
	u32 length = z8k_rr(&guest->cpu, 6);
	struct guest_move *move;
	LIST_HEAD(out);
	int result;

	result = hold_own(guest, own, length, !write);
	if (result != DEMOS_OK)
		return result;
	move = move_create(guest);
	if (!move)
		return DEMOS_EROOM;
	move->own = own;
	result = demos_move_setup(&guest->process, z8k_rr(&guest->cpu, 0),
				  z8k_rr(&guest->cpu, 4), length, write,
				  &move->transfer);
	if (result != DEMOS_OK) {
		kfree(move);
		return result;
	}
	demos_guest_set_state(guest, DEMOS_STATE_MOVING);
	demos_move_begin(&guest->process, &move->transfer, &out);
	demos_route_all(guest->process.machine, &out);
	return DEMOS_GUEST_NO_RESULT;
}

/**
 * demos_guest_move_save() - append the move of a guest to its state
 * @guest: MOVING; its process is locked
 * @image: writer
 */
void demos_guest_move_save(struct demos_guest *guest,
			   struct demos_image *image)
{
	const struct demos_transfer *transfer =
		list_first_entry(&guest->process.transfers,
				 struct demos_transfer, node);
	const struct guest_move *move = transfer->owner;

	demos_image_put32(image, move->own);
	demos_move_save(transfer, image);
}

/**
 * demos_guest_move_restore() - read the move of an arriving guest back
 * @guest: it will be MOVING
 * @image: reader
 *
 * Return: 0, -EBADMSG: not sane, -ENOMEM.
 */
int demos_guest_move_restore(struct demos_guest *guest,
			     struct demos_image *image)
{
	struct guest_move *move = move_create(guest);
	int err;

	if (!move)
		return -ENOMEM;
	move->own = demos_image_get32(image);
	err = demos_move_restore(&guest->process, &move->transfer, image);
	if (err)
		kfree(move);
	return err;
}

/**
 * demos_guest_move_forget() - free the move of a guest that has left, or that
 * did not arrive
 * @guest: the guest, without other references
 */
void demos_guest_move_forget(struct demos_guest *guest)
{
	struct demos_transfer *transfer;
	struct demos_transfer *next;

	list_for_each_entry_safe(transfer, next, &guest->process.transfers,
				 node)
		kfree(transfer->owner);
}
