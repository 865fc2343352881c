// SPDX-License-Identifier: GPL-2.0
/*
 * Machines in their network namespaces: brought up, found, taken down.
 *
 * hosts_lock protects which namespace is which machine. It is taken before all
 * other locks of the module, and no machine's end is waited for under it.
 * Taking a machine down begins with taking its host out of its namespace under
 * the lock, which only one caller can do, and queueing host_end(). That goes
 * through these phases:
 *
 *  1. No request finds the host any more. Wait for the requests that have found
 *     it (@idle). After that only actors, connections and native processes'
 *     timers use it.
 *  2. No process may enter. Those that are leaving, or have just arrived, get
 *     a second to be wholly on one side. Then each is asked to end. Its actor
 *     ends it, and sends notices to the processes that wait for it, so
 *     connections are still needed. @quiet is woken when the last process has
 *     left.
 *  3. Other machines are told, and the connections are cut. Now only the
 *     kernel's actor can schedule an actor, and the work queues can be drained.
 *  4. The rest is freed. Readers may still look at the host itself under RCU,
 *     so it is freed after a grace period.
 *
 * Each host has a work item of its own for that, so none waits for another.
 * When several namespaces end, all machines are stopped first; then all are
 * waited for.
 *
 * A host has no reference to its namespace, and uses it until its end.
 * host_net.ending is true from the time that the host is taken out until
 * host_end() has freed it; clearing it is the last access to the namespace.
 * The namespace waits for that before it goes, and so does a new machine in it
 * before it comes up.
 *
 * A host has a reference to the module until its end, so that the module cannot
 * be unloaded under a machine. Unloading waits for the work queue of
 * host_end(). rmmod -f ignores references: then demos_host_close() ends the
 * machines.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <net/netns/generic.h>

#include "core/actor.h"
#include "core/kernel.h"
#include "core/life.h"
#include "core/process.h"
#include "door/event.h"
#include "door/host.h"
#include "guest/guest.h"
#include "transport/peers.h"

#define CLOSE_TIME	HZ	/* for migrations to end */

static unsigned int host_net_id;

static DEFINE_MUTEX(hosts_lock);
static u64 last_incarnation;	/* [hosts_lock] */

/* Runs host_end(); a slow machine must not keep others from ending */
static struct workqueue_struct *hosts_ending;
/* Woken when a machine has ended */
static DECLARE_WAIT_QUEUE_HEAD(hosts_ended);

/**
 * struct host_net - a network namespace
 * @host: the machine that it is, or NULL (read under RCU, changed under
 *        hosts_lock)
 * @ending: its last machine has not ended yet (set under hosts_lock)
 */
struct host_net {
	struct demos_host __rcu *host;
	bool ending;
};

static int host_xmit(struct demos_machine *machine, u16 to,
		     struct demos_message *msg)
{
	return demos_peer_xmit(demos_host_of(machine)->peers, to, msg);
}

static enum demos_way host_way(struct demos_machine *machine, u16 to,
			       enum demos_class class)
{
	return demos_peer_way(demos_host_of(machine)->peers, to, class);
}

static bool host_connected(struct demos_machine *machine, u16 to)
{
	return demos_peer_connected(demos_host_of(machine)->peers, to);
}

static u16 host_gone(struct demos_machine *machine, u16 after)
{
	return demos_peer_gone(demos_host_of(machine)->peers, after);
}

/* The work queue must not get any more work while it is drained */
static void host_alarm(struct demos_machine *machine)
{
	struct demos_host *host = demos_host_of(machine);

	spin_lock(&host->alarm_lock);
	if (!host->silent)
		queue_delayed_work(host->work, &host->alarm, HZ);
	spin_unlock(&host->alarm_lock);
}

static void host_ring(struct work_struct *work)
{
	struct demos_host *host = container_of(to_delayed_work(work),
					       struct demos_host, alarm);

	demos_kernel_alarm(&host->machine);
}

static void host_silence(struct demos_host *host)
{
	spin_lock(&host->alarm_lock);
	host->silent = true;
	spin_unlock(&host->alarm_lock);
	cancel_delayed_work_sync(&host->alarm);
}

static u16 host_peers(struct demos_machine *machine, u16 after,
		      enum demos_reach *reach)
{
	return demos_peer_after(demos_host_of(machine)->peers, after, reach);
}

/*
 * A process always has the same queue, so that its actor never runs twice at
 * once. The work item holds a reference to the process from here to
 * host_work().
 */
static void host_schedule(struct demos_process *process)
{
	struct demos_host *host = demos_host_of(process->machine);
	struct workqueue_struct *queue = process->ops->program ? host->guests :
								 host->work;

	demos_process_get(process);
	if (!queue_work(queue, &process->work))
		demos_process_put(process);
}

static void host_event(struct demos_machine *machine,
		       const struct demos_event *event)
{
	demos_event_send(demos_host_of(machine)->net, event);
}

static struct demos_process *
host_guest_create(struct demos_machine *machine,
		  const struct demos_guest_spec *spec)
{
	struct demos_process *process = demos_guest_create(machine, spec);

	if (!IS_ERR(process))
		demos_host_adopt(process);
	return process;
}

static const struct demos_machine_ops host_ops = {
	.xmit = host_xmit,
	.way = host_way,
	.connected = host_connected,
	.gone = host_gone,
	.peers = host_peers,
	.alarm = host_alarm,
	.schedule = host_schedule,
	.event = host_event,
	.guest_create = host_guest_create,
};

static void host_work(struct work_struct *work)
{
	struct demos_process *process =
		container_of(work, struct demos_process, work);
	struct demos_host *host = demos_host_of(process->machine);

	demos_actor_work(process);
	demos_process_put(process);
	if (READ_ONCE(host->machine.closed))
		wake_up(&host->quiet);
}

/**
 * demos_host_adopt() - prepare a process for demos_machine_ops.schedule
 * @process: just created, in no table
 */
void demos_host_adopt(struct demos_process *process)
{
	INIT_WORK(&process->work, host_work);
}

static void host_end(struct work_struct *work);

static struct demos_host *host_create(struct net *net, u16 id)
{
	struct demos_host *host = kvzalloc(sizeof(*host), GFP_KERNEL);

	if (!host)
		return NULL;
	host->work = alloc_workqueue("demos%u", WQ_UNBOUND, 0, id);
	if (!host->work)
		goto free_host;
	host->guests = alloc_workqueue("demos_guests/%u",
				       WQ_UNBOUND | WQ_CPU_INTENSIVE, 0, id);
	if (!host->guests)
		goto destroy_work;
	host->net = net;
	host->machine.cpus = num_online_cpus();
	xa_init(&host->natives);
	refcount_set(&host->refs, 1);
	init_completion(&host->idle);
	init_waitqueue_head(&host->quiet);
	INIT_DELAYED_WORK(&host->alarm, host_ring);
	spin_lock_init(&host->alarm_lock);
	INIT_WORK(&host->end, host_end);
	return host;

destroy_work:
	destroy_workqueue(host->work);
free_host:
	kvfree(host);
	return NULL;
}

static void host_destroy(struct demos_host *host)
{
	destroy_workqueue(host->guests);
	destroy_workqueue(host->work);
	synchronize_rcu();
	xa_destroy(&host->natives);
	kvfree(host);
}

static void lower_limit(struct demos_machine *machine, enum demos_limit limit,
			u64 most)
{
	if (most < demos_limit(machine, limit))
		demos_machine_set_limit(machine, limit, most);
}

/* Lower the limits that are too high for a small host */
static void fit_limits(struct demos_machine *machine)
{
	u64 memory = (u64)totalram_pages() << PAGE_SHIFT;

	lower_limit(machine, DEMOS_LIMIT_MEMORY, memory / 2);
	lower_limit(machine, DEMOS_LIMIT_PROCESSES, memory / SZ_16K);
	lower_limit(machine, DEMOS_LIMIT_LINKS, memory / SZ_1K);
	lower_limit(machine, DEMOS_LIMIT_QUEUES, memory / 16);
	lower_limit(machine, DEMOS_LIMIT_PAIRS, memory / SZ_4K);
}

/* The first life that is not before @time, in ns or an incarnation */
static u64 life_from(u64 time)
{
	const u64 bits = (1ULL << DEMOS_LIFE_SHIFT) - 1;

	return (time + bits) & ~bits;
}

/*
 * Give a new host its kernel and its peers. @last affects this machine alone,
 * since the requester may have no rights over other machines.
 */
static int host_begin(struct demos_host *host, u16 id, u64 next_local,
		      u64 last)
{
	u64 begun = life_from(max(ktime_get_real_ns(), last_incarnation + 1));
	u64 incarnation = max(begun, life_from(last + 1));
	int err;

	/*
	 * If user space keeps no counter the clock, in units of 16 us, ensures
	 * that no identifier is used twice: 2^48 units last until 2116.
	 */
	if (!next_local)
		next_local = begun >> 14;
	err = demos_life_begin(&host->machine, id, incarnation, next_local,
			       &host_ops);
	if (err)
		return err;
	fit_limits(&host->machine);
	demos_host_adopt(host->machine.kernel);
	host->peers = demos_peers_create(&host->machine, host->net);
	if (!host->peers) {
		demos_life_end(&host->machine);
		return -ENOMEM;
	}
	last_incarnation = begun;
	return 0;
}

static int host_up(struct host_net *place, struct net *net, u16 id,
		   u64 next_local, u64 last, struct netlink_ext_ack *extack)
{
	struct demos_host *host;
	int err;

	lockdep_assert_held(&hosts_lock);
	if (rcu_access_pointer(place->host)) {
		NL_SET_ERR_MSG(extack,
			       "this is a machine already: demosctl machine down");
		return -EEXIST;
	}
	/* Under the lock: see demos_host_close() */
	if (!try_module_get(THIS_MODULE)) {
		NL_SET_ERR_MSG(extack, "the module is being unloaded");
		return -ESHUTDOWN;
	}
	err = -ENOMEM;
	host = host_create(net, id);
	if (!host)
		goto put_module;
	err = host_begin(host, id, next_local, last);
	if (err)
		goto destroy_host;
	rcu_assign_pointer(place->host, host);
	return 0;

destroy_host:
	host_destroy(host);
put_module:
	module_put(THIS_MODULE);
	return err;
}

/* The phases are at the top of this file */
static void host_end(struct work_struct *work)
{
	struct demos_host *host = container_of(work, struct demos_host, end);
	struct host_net *place = net_generic(host->net, host_net_id);

	demos_host_put(host);
	wait_for_completion(&host->idle);

	demos_life_close(&host->machine);
	wait_event_timeout(host->quiet,
			   !demos_machine_migrates(&host->machine),
			   CLOSE_TIME);
	demos_life_stop(&host->machine);
	wait_event(host->quiet, !atomic_read(&host->machine.processes));

	demos_peers_stop(host->peers);
	host_silence(host);
	drain_workqueue(host->guests);
	drain_workqueue(host->work);

	demos_life_end(&host->machine);
	demos_peers_destroy(host->peers);
	host_destroy(host);
	/*
	 * Unloading waits until this function has returned. A process that has
	 * waited for the machine's end can unload the module.
	 */
	module_put(THIS_MODULE);
	/* After all accesses to the namespace, which may go now */
	smp_store_release(&place->ending, false);
	wake_up_all(&hosts_ended);
}

/* Return: false: there is no machine that is up */
static bool host_stop(struct host_net *place)
{
	struct demos_host *host;

	lockdep_assert_held(&hosts_lock);
	host = rcu_dereference_protected(place->host,
					 lockdep_is_held(&hosts_lock));
	if (!host)
		return false;
	RCU_INIT_POINTER(place->host, NULL);
	WRITE_ONCE(place->ending, true);	/* read without the lock */
	demos_event_send(host->net, &(struct demos_event) {
		.time = ktime_get_real_ns(),
		.kind = DEMOS_EVENT_MACHINE_DOWN,
		.machine = host->machine.id,
		.value = atomic64_read(&host->machine.next_local),
		.value2 = host->machine.incarnation,
	});
	queue_work(hosts_ending, &host->end);
	return true;
}

static bool has_ended(struct host_net *place)
{
	/* Pairs with the release in host_end() */
	return !smp_load_acquire(&place->ending);
}

/* Lock once no machine is ending in the namespace. Return: 0 or -EINTR. */
static int lock_place(struct host_net *place)
{
	for (;;) {
		if (wait_event_killable(hosts_ended, has_ended(place)))
			return -EINTR;
		mutex_lock(&hosts_lock);
		if (has_ended(place))
			return 0;
		mutex_unlock(&hosts_lock);
	}
}

/**
 * demos_host_up() - make a network namespace a machine
 * @net: the namespace, held by the caller
 * @id: machine id, 1 to DEMOS_MACHINE_MAX
 * @next_local: first local number for its processes, larger than any that a
 *              machine with this id has used; 0: by the clock
 * @last: incarnation of the machine's last life, which may be ahead of the
 *        clock; 0: not known
 * @extack: gets an explanation for the user
 *
 * Waits for the end of a machine that is going down in @net. May sleep.
 *
 * Return: 0, -EEXIST: it is one already, -ENOMEM, -ESHUTDOWN: the module
 * is being unloaded, -EINTR: the caller was killed while it waited.
 */
int demos_host_up(struct net *net, u16 id, u64 next_local, u64 last,
		  struct netlink_ext_ack *extack)
{
	struct host_net *place = net_generic(net, host_net_id);
	int err = lock_place(place);

	if (err)
		return err;
	err = host_up(place, net, id, next_local, last, extack);
	mutex_unlock(&hosts_lock);
	return err;
}

/**
 * demos_host_down() - end the machine in a network namespace
 * @net: the namespace
 *
 * Its processes end, its connections are cut. May sleep, as long as it takes
 * the processes to end; the caller must not hold a reference to the host. If
 * the caller is killed meanwhile the machine goes down all the same.
 *
 * Return: 0, -ENONET: it is not a machine (or another caller has just taken it
 * down: then after its end), -EINTR: the caller was killed.
 */
int demos_host_down(struct net *net)
{
	struct host_net *place = net_generic(net, host_net_id);
	bool stopped;

	mutex_lock(&hosts_lock);
	stopped = host_stop(place);
	mutex_unlock(&hosts_lock);
	if (wait_event_killable(hosts_ended, has_ended(place)))
		return -EINTR;
	return stopped ? 0 : -ENONET;
}

/**
 * demos_host_get() - the machine that a network namespace is
 * @net: the namespace
 *
 * Return: the host, with a reference for the caller, which must be given back
 * by the end of the request; or NULL.
 */
struct demos_host *demos_host_get(struct net *net)
{
	struct host_net *place = net_generic(net, host_net_id);
	struct demos_host *host;

	rcu_read_lock();
	host = rcu_dereference(place->host);
	if (host && !refcount_inc_not_zero(&host->refs))
		host = NULL;
	rcu_read_unlock();
	return host;
}

/**
 * demos_host_put() - give a reference back
 * @host: the host, which may be gone afterwards
 */
void demos_host_put(struct demos_host *host)
{
	if (refcount_dec_and_test(&host->refs))
		complete(&host->idle);
}

static void __net_exit host_net_stop(struct net *net)
{
	mutex_lock(&hosts_lock);
	host_stop(net_generic(net, host_net_id));
	mutex_unlock(&hosts_lock);
}

static void __net_exit host_net_wait(struct net *net)
{
	struct host_net *place = net_generic(net, host_net_id);

	wait_event(hosts_ended, has_ended(place));
}

/*
 * When several namespaces end the kernel goes through the operations, those
 * registered last first, and calls pre_exit for each namespace. So all machines
 * are stopped before the first is waited for. The network devices still work,
 * so that other machines learn of it.
 */
static struct pernet_operations host_net_ops = {
	.pre_exit = host_net_wait,
	.id = &host_net_id,
	.size = sizeof(struct host_net),
};

static struct pernet_operations host_stop_ops = {
	.pre_exit = host_net_stop,
};

/**
 * demos_host_init() - let network namespaces become machines
 *
 * Return: 0 or a negative errno.
 */
int demos_host_init(void)
{
	int err;

	hosts_ending = alloc_workqueue("demos_end", WQ_UNBOUND, WQ_MAX_ACTIVE);
	if (!hosts_ending)
		return -ENOMEM;
	err = register_pernet_subsys(&host_net_ops);
	if (err)
		goto destroy_ending;
	err = register_pernet_subsys(&host_stop_ops);
	if (err)
		goto unregister_net;
	return 0;

unregister_net:
	unregister_pernet_subsys(&host_net_ops);
destroy_ending:
	destroy_workqueue(hosts_ending);
	return err;
}

/**
 * demos_host_close() - end all machines, and let no other begin
 *
 * There are some only if the module is unloaded by force. They are ended here,
 * since the netlink family is still registered, so that programs learn of it.
 * None begins after this: the module gives out no more references, and one
 * that was given out under hosts_lock belongs to a machine that is found here.
 * May sleep.
 */
void demos_host_close(void)
{
	unregister_pernet_subsys(&host_stop_ops);
	flush_workqueue(hosts_ending);
}

/**
 * demos_host_exit() - undo demos_host_init()
 *
 * After demos_host_close(), when no more requests can come.
 */
void demos_host_exit(void)
{
	unregister_pernet_subsys(&host_net_ops);
	destroy_workqueue(hosts_ending);
}
