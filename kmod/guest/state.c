// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a guest, besides the state that all processes have: its CPU, its
 * wait, its fault (Documentation/state.rst).
 */
#include <linux/errno.h>
#include <linux/ktime.h>

#include "core/image.h"
#include "guest/guest.h"
#include "guest/move.h"
#include "guest/state.h"

/* How long the guest may still wait, ns: clocks differ between machines */
static u64 time_left(const struct demos_guest *guest)
{
	u64 now = ktime_get_ns();

	if (guest->deadline == U64_MAX)
		return U64_MAX;
	return guest->deadline > now ? guest->deadline - now : 0;
}

/**
 * demos_guest_save() - append a guest's part to the state of its process
 * @process: the guest; in its actor, locked
 * @image: writer
 */
void demos_guest_save(struct demos_process *process,
		      struct demos_image *image)
{
	struct demos_guest *guest = demos_guest_of(process);
	u8 cpu[Z8K_STATE_SIZE];

	z8k_state_save(&guest->cpu, cpu);
	demos_image_put(image, cpu, sizeof(cpu));
	demos_image_put8(image, guest->state);
	demos_image_put8(image, guest->sc);
	demos_image_put8(image, guest->want.call);
	demos_image_put32(image, guest->want.code);
	demos_image_put32(image, guest->want.channels);
	demos_image_put64(image, time_left(guest));
	demos_image_put32(image, guest->buffer);
	demos_image_put32(image, guest->room);
	demos_image_put16(image, guest->fault);
	demos_image_put16(image, guest->fault_word);
	demos_image_put32(image, guest->fault_address);
	if (guest->state == DEMOS_STATE_MOVING)
		demos_guest_move_save(guest, image);
}

static bool may_travel(u8 state)
{
	return state < __DEMOS_STATE_MAX && state != DEMOS_STATE_NATIVE &&
	       state != DEMOS_STATE_KERNEL;
}

/* Only bits that a guest can set: it runs in normal mode, no interrupts */
static bool fcw_is_sane(const struct z8k_cpu *cpu)
{
	return !(cpu->fcw & ~(Z8K_FCW_SEG | Z8K_FCW_FLAGS));
}

/**
 * demos_guest_restore() - read a guest's part of the state back
 * @process: a guest, arriving
 * @image: reader; hostile
 *
 * May sleep.
 *
 * Return: 0, -EBADMSG: not sane, -ENOMEM.
 */
int demos_guest_restore(struct demos_process *process,
			struct demos_image *image)
{
	struct demos_guest *guest = demos_guest_of(process);
	u8 model = guest->cpu.model;
	u8 cpu[Z8K_STATE_SIZE];
	bool call;
	u64 left;
	u8 state;

	demos_image_get(image, cpu, sizeof(cpu));
	state = demos_image_get8(image);
	guest->sc = demos_image_get8(image);
	guest->want.call = demos_image_get8(image);
	guest->want.code = demos_image_get32(image);
	guest->want.channels = demos_image_get32(image);
	left = demos_image_get64(image);
	guest->buffer = demos_image_get32(image);
	guest->room = demos_image_get32(image);
	guest->fault = demos_image_get16(image);
	guest->fault_word = demos_image_get16(image);
	guest->fault_address = demos_image_get32(image);
	call = state == DEMOS_STATE_CALLING || state == DEMOS_STATE_SERVED;
	if (image->failed || !may_travel(state) ||
	    guest->room > DEMOS_DATA_MAX || guest->fault >= __DEMOS_FAULT_MAX ||
	    (call && !guest->want.call) ||
	    (state == DEMOS_STATE_RECEIVING && guest->want.call) ||
	    !z8k_state_restore(&guest->cpu, cpu, sizeof(cpu)) ||
	    guest->cpu.model != model || !fcw_is_sane(&guest->cpu))
		return -EBADMSG;
	guest->state = state;
	guest->deadline = left == U64_MAX ? left : ktime_get_ns() + left;
	return state == DEMOS_STATE_MOVING ?
	       demos_guest_move_restore(guest, image) : 0;
}
