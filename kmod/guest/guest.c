// SPDX-License-Identifier: GPL-2.0
/*
 * Guests: a slice of instructions at a time, and what stops them.
 *
 *   READY <--> SENDING, RECEIVING, CALLING, MOVING	kernel calls that wait
 *   READY <--> SERVED	system calls that its personality serves
 *   READY ---> FAULTED	until its registers are set
 *
 * A guest that waits is scheduled again when a message was put in its queue,
 * when its time limit runs out, or when its data move ends.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "core/control.h"
#include "core/route.h"
#include "guest/cache.h"
#include "guest/call.h"
#include "guest/cpu.h"
#include "guest/guest.h"
#include "guest/move.h"
#include "guest/state.h"
#include "guest/store.h"

/* Instructions before other guests get their turn: one or two ms */
#define SLICE		50000
/* Steps of nice that double a share of the processor */
#define NICE_DOUBLE	3
/* Kernel calls and pages brought in, in a slice */
#define SLICE_STOPS	64
/* After waiting this long, a guest lets its memory be swapped out */
#define IDLE		HZ

static struct kmem_cache *guests;

/**
 * demos_guest_init() - prepare for guests, when the module is loaded
 *
 * Return: 0 or -ENOMEM.
 */
int demos_guest_init(void)
{
	int err;

	err = demos_guest_cache_init();
	if (err)
		return err;
	err = demos_guest_store_init();
	if (err)
		goto exit_cache;
	guests = KMEM_CACHE(demos_guest, 0);
	if (guests)
		return 0;
	err = -ENOMEM;
	demos_guest_store_exit();
exit_cache:
	demos_guest_cache_exit();
	return err;
}

/**
 * demos_guest_exit() - undo demos_guest_init(); there are no guests any more
 */
void demos_guest_exit(void)
{
	rcu_barrier();
	kmem_cache_destroy(guests);
	demos_guest_store_exit();
	demos_guest_cache_exit();
}

/*
 * Has the stack left its segment? Then the access beyond the limit is a push,
 * of up to four bytes, or the stack pointer itself is beyond the limit.
 */
static bool is_overflow(struct demos_guest *guest, const struct z8k_stop *stop)
{
	u32 sp = z8k_pointer(&guest->cpu, 14);
	u32 segment = Z8K_ADDR_SEG(sp);
	u16 below = sp - stop->addr;
	u32 last = Z8K_ADDR(segment, sp - sizeof(u16));

	if (stop->fault != Z8K_FAULT_LIMIT || stop->space != Z8K_DATA ||
	    Z8K_ADDR_SEG(stop->addr) != segment)
		return false;
	return (below && below <= sizeof(u32)) ||
	       z8k_mem_check(&guest->memory.z8k, last, 1, false, 0, NULL) ==
	       Z8K_EXIT_FAULT;
}

static u16 fault_of(struct demos_guest *guest, const struct z8k_stop *stop)
{
	switch (stop->fault) {
	case Z8K_FAULT_PRIVILEGED:
		return DEMOS_FAULT_PRIVILEGED;
	case Z8K_FAULT_EXTENDED:
		return DEMOS_FAULT_EXTENDED;
	case Z8K_FAULT_ILLEGAL:
		return DEMOS_FAULT_ILLEGAL;
	default:
		return is_overflow(guest, stop) ? DEMOS_FAULT_STACK :
						  DEMOS_FAULT_SEGMENT;
	}
}

/* Run @budget instructions, or fewer if something stops the CPU */
static enum z8k_exit run_cpu(struct demos_guest *guest, u32 budget,
			     struct z8k_stop *stop)
{
	struct demos_guest_cache *cache =
		demos_guest_cache_get(&guest->memory.z8k);
	enum z8k_exit exit;
	u32 evicted;

	if (!cache) {
		cond_resched();
		return Z8K_EXIT_BUDGET;
	}
	exit = z8k_run(&guest->cpu, &guest->memory.z8k, cache->z8k, NULL,
		       budget, stop);
	evicted = demos_guest_cache_put(cache);
	if (evicted)
		demos_count_add(guest->process.machine, DEMOS_C_EVICTIONS,
				evicted);
	return exit;
}

/* Return: true if the guest may run on */
static bool after_run(struct demos_guest *guest, enum z8k_exit exit,
		      const struct z8k_stop *stop)
{
	switch (exit) {
	case Z8K_EXIT_SC:
		demos_guest_call(guest, stop->sc);
		if (stop->sc == DEMOS_SC_YIELD)
			return false;
		break;
	case Z8K_EXIT_PAGE:
		if (demos_guest_memory_pin(&guest->memory, stop->space,
					   stop->addr))
			demos_guest_stop(guest, DEMOS_FAULT_MEMORY, stop->pc,
					 stop->word);
		break;
	case Z8K_EXIT_FAULT:
		demos_guest_stop(guest, fault_of(guest, stop), stop->pc,
				 stop->word);
		break;
	default:
		return false;
	}
	return guest->state == DEMOS_STATE_READY &&
	       !READ_ONCE(guest->process.ending);
}

static void slice(struct demos_guest *guest)
{
	u64 end = guest->cpu.count + SLICE;
	u32 stops = SLICE_STOPS;
	struct z8k_stop stop;
	enum z8k_exit exit;

	do {
		exit = run_cpu(guest, end - guest->cpu.count, &stop);
	} while (after_run(guest, exit, &stop) && --stops &&
		 guest->cpu.count < end);
}

/* Each slice runs in a worker; Linux shares out processors among workers */
static void slice_by_priority(struct demos_guest *guest)
{
	int above = guest->process.priority - DEMOS_PRIORITY_DEFAULT;

	if (above)
		set_user_nice(current, -above * NICE_DOUBLE);
	slice(guest);
	if (above)
		set_user_nice(current, 0);
}

static bool waits_for_message(const struct demos_guest *guest)
{
	enum demos_state state = READ_ONCE(guest->state);

	return state == DEMOS_STATE_RECEIVING ||
	       state == DEMOS_STATE_CALLING || state == DEMOS_STATE_SERVED;
}

/* When to look again at a guest that waits */
static void set_timer(struct demos_guest *guest)
{
	u64 idle = guest->memory.pinned ? jiffies_to_nsecs(IDLE) : U64_MAX;
	u64 now = ktime_get_ns();
	u64 left = U64_MAX;

	if ((waits_for_message(guest) ||
	     guest->state == DEMOS_STATE_SENDING) &&
	    guest->deadline != U64_MAX)
		left = guest->deadline > now ? guest->deadline - now : 0;
	if (left < idle)
		mod_timer(&guest->timer,
			  jiffies + nsecs_to_jiffies64(left) + 1);
	else if (idle != U64_MAX && !timer_pending(&guest->timer))
		mod_timer(&guest->timer, jiffies + IDLE);
}

static void timer_expired(struct timer_list *timer)
{
	struct demos_guest *guest =
		container_of(timer, struct demos_guest, timer);

	guest->process.machine->ops->schedule(&guest->process);
}

/* A guest waits: unpin its memory if it has done so for long */
static void rest(struct demos_guest *guest, bool was_waiting)
{
	if (was_waiting && !timer_pending(&guest->timer))
		demos_guest_memory_unpin(&guest->memory);
	set_timer(guest);
}

static void guest_run(struct demos_process *process)
{
	struct demos_guest *guest = demos_guest_of(process);
	bool waited = guest->state != DEMOS_STATE_READY;

	if (waits_for_message(guest))
		demos_guest_call_continue(guest);
	else if (guest->state == DEMOS_STATE_SENDING)
		demos_guest_call(guest, guest->sc);
	if (guest->state == DEMOS_STATE_READY) {
		slice_by_priority(guest);
		waited = false;
	}
	if (READ_ONCE(process->ending))
		return;
	if (guest->state == DEMOS_STATE_READY)
		process->machine->ops->schedule(process);
	else
		rest(guest, waited);
}

static void guest_wake(struct demos_process *process)
{
	struct demos_guest *guest = demos_guest_of(process);

	if (waits_for_message(guest) ||
	    READ_ONCE(guest->state) == DEMOS_STATE_SENDING)
		process->machine->ops->schedule(process);
}

static bool guest_faulted(struct demos_process *process)
{
	return demos_guest_of(process)->state == DEMOS_STATE_FAULTED;
}

static void guest_resume(struct demos_process *process)
{
	process->machine->ops->schedule(process);
}

static u32 linear_pc(const struct z8k_cpu *cpu)
{
	return Z8K_ADDR(cpu->pc_seg, cpu->pc);
}

/* Return: how many instructions it has executed */
static u64 look(const struct z8k_cpu *cpu, struct demos_process_info *info)
{
	info->pc = linear_pc(cpu);
	info->fcw = cpu->fcw;
	memcpy(info->regs, cpu->r, sizeof(info->regs));
	return cpu->count;
}

static void guest_info(struct demos_process *process,
		       struct demos_process_info *info)
{
	struct demos_guest *guest = demos_guest_of(process);

	/* While it runs, each of these is of a moment of its own */
	info->instructions = data_race(look(&guest->cpu, info));
	info->memory = guest->memory.size;
	info->fault_address = guest->fault_address;
	info->fault = guest->fault;
	info->fault_word = guest->fault_word;
	info->state = guest->state;
	if (demos_guest_memory_apart(&guest->memory))
		info->flags |= DEMOS_PROCESS_SPACES;
	info->model = guest->cpu.model;
}

/* Setting the registers ends a wait and clears a fault */
static enum demos_result guest_set_regs(struct demos_process *process,
					const struct demos_op_regs *regs)
{
	struct demos_guest *guest = demos_guest_of(process);
	u32 pc = be32_to_cpu(regs->pc);
	LIST_HEAD(out);

	if (guest->state == DEMOS_STATE_MOVING)
		return DEMOS_EBUSY;
	if (!demos_guest_pc_ok(guest->cpu.model, pc))
		return DEMOS_EADDRESS;
	mutex_lock(&process->lock);
	demos_guest_load(guest, pc, be16_to_cpu(regs->fcw), regs->regs);
	if (guest->want.call && waits_for_message(guest))
		demos_queue_end_call(process, &out);
	WRITE_ONCE(guest->state, DEMOS_STATE_READY);
	guest->fault = DEMOS_FAULT_NONE;
	mutex_unlock(&process->lock);
	demos_route_all(process->machine, &out);
	return DEMOS_OK;
}

static enum demos_result guest_read(struct demos_process *process, u32 area,
				    void *to, u32 count)
{
	return demos_guest_memory_read(&demos_guest_of(process)->memory, area,
				       to, count);
}

static enum demos_result guest_write(struct demos_process *process, u32 area,
				     const void *from, u32 count)
{
	return demos_guest_memory_write(&demos_guest_of(process)->memory, area,
					from, count);
}

static enum demos_result guest_program_read(struct demos_process *process,
					    u32 at, void *to, u32 count)
{
	return demos_guest_memory_program(&demos_guest_of(process)->memory, at,
					  to, count, false);
}

static enum demos_result guest_program_write(struct demos_process *process,
					     u32 at, const void *from,
					     u32 count)
{
	return demos_guest_memory_program(&demos_guest_of(process)->memory, at,
					  (void *)from, count, true);
}

static u32 guest_program_size(struct demos_process *process)
{
	return demos_guest_of(process)->memory.size;
}

static void guest_spec(struct demos_process *process,
		       struct demos_guest_spec *spec)
{
	struct demos_guest *guest = demos_guest_of(process);

	spec->model = guest->cpu.model;
	spec->segments = guest->memory.count;
	memcpy(spec->segment, guest->memory.spec,
	       guest->memory.count * sizeof(spec->segment[0]));
}

static void guest_end(struct demos_process *process)
{
	timer_delete_sync(&demos_guest_of(process)->timer);
}

static void guest_release(struct demos_process *process)
{
	struct demos_guest *guest = demos_guest_of(process);

	demos_guest_move_forget(guest);
	demos_machine_give_memory(process->machine, guest->memory.size);
	demos_guest_memory_exit(&guest->memory);
}

static void guest_free(struct rcu_head *rcu)
{
	kmem_cache_free(guests, container_of(rcu, struct demos_guest,
					     process.rcu));
}

static const struct demos_program_ops guest_program_ops = {
	.size = guest_program_size,
	.read = guest_program_read,
	.write = guest_program_write,
	.spec = guest_spec,
	.save = demos_guest_save,
	.restore = demos_guest_restore,
};

static const struct demos_process_ops guest_ops = {
	.wake = guest_wake,
	.run = guest_run,
	.control = demos_control_receive,
	.info = guest_info,
	.set_regs = guest_set_regs,
	.faulted = guest_faulted,
	.resume = guest_resume,
	.read = guest_read,
	.write = guest_write,
	.program = &guest_program_ops,
	.end = guest_end,
	.release = guest_release,
	.free = guest_free,
};

static bool model_is_sane(const struct demos_guest_spec *spec)
{
	u32 i;

	if (spec->model == Z8K_Z8001)
		return true;
	/* Segment 0, or two of them if code and data are apart */
	for (i = 0; i < spec->segments; i++) {
		if (spec->segment[i].number)
			return false;
	}
	return spec->model == Z8K_Z8002;
}

static bool entry_is_sane(const struct demos_guest_spec *spec)
{
	u32 last = spec->model == Z8K_Z8001 ? DEMOS_SEGMENTS_MAX - 1 : 0;

	return demos_guest_pc_ok(spec->model, spec->pc) &&
	       spec->sp >> 16 <= last;
}

static void set_entry(struct demos_guest *guest,
		      const struct demos_guest_spec *spec)
{
	z8k_cpu_init(&guest->cpu, spec->model);
	guest->cpu.pc = Z8K_ADDR_OFF(spec->pc);
	guest->cpu.pc_seg = Z8K_ADDR_SEG(spec->pc);
	guest->cpu.r[15] = Z8K_ADDR_OFF(spec->sp);
	if (spec->model == Z8K_Z8001)
		guest->cpu.r[14] = Z8K_ADDR_SEG(spec->sp) << 8;
}

/**
 * demos_guest_create() - make a guest without a program
 * @machine: its machine
 * @spec: its memory and registers; hostile
 *
 * It is READY and in no table. May sleep.
 *
 * Return: the guest's process, with a reference for the caller; or ERR_PTR:
 * -EINVAL: @spec makes no sense, -ENOMEM, -EDQUOT: a limit.
 */
struct demos_process *
demos_guest_create(struct demos_machine *machine,
		   const struct demos_guest_spec *spec)
{
	struct demos_guest *guest;
	int err;

	if (!model_is_sane(spec) || !entry_is_sane(spec))
		return ERR_PTR(-EINVAL);
	guest = kmem_cache_zalloc(guests, GFP_KERNEL);
	if (!guest)
		return ERR_PTR(-ENOMEM);
	err = demos_guest_memory_init(&guest->memory, spec);
	if (!err) {
		err = demos_machine_take_memory(machine,
						guest->memory.size);
		if (err)
			demos_guest_memory_exit(&guest->memory);
	}
	if (err) {
		kmem_cache_free(guests, guest);
		return ERR_PTR(err);
	}
	demos_process_init(&guest->process, machine, &guest_ops, spec->pid,
			   spec->name);
	timer_setup(&guest->timer, timer_expired, 0);
	guest->state = DEMOS_STATE_READY;
	guest->deadline = U64_MAX;
	set_entry(guest, spec);
	return &guest->process;
}
