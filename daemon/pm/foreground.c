// SPDX-License-Identifier: GPL-2.0
/*
 * Guests in the foreground. The console of such a guest has a channel of its
 * own, on which we receive only while its watcher is not far behind. So flow
 * control makes a guest wait that writes faster than its watcher reads, and no
 * other guest. If nobody is attached, we receive always, and keep the end.
 *
 * There are few channels. If all are taken by living guests, a guest gets the
 * channel of the others: then its watcher misses output that it has not read in
 * time. A channel may be taken over while messages of its last guest are in it:
 * their code says whose they are.
 */
#include "common/log.h"
#include "pm/manager.h"

static void listen_to(struct foreground *foreground);

static void received(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct foreground *foreground = arg;

	foreground->posted = false;
	foreground->pm->console(demos, in, foreground->pm);
	if (!in->error)
		listen_to(foreground);
}

static void listen_to(struct foreground *foreground)
{
	struct manager *pm = foreground->pm;
	const struct guest *guest = guests_find_code(&pm->guests,
						     foreground->code);

	if (foreground->posted || (guest && guest_is_behind(guest)))
		return;
	if (demos_receive_post(pm->demos, 1U << foreground->channel,
			       DEMOS_NO_LIMIT, received, foreground))
		log_line("%s", demos_error(pm->demos));
	else
		foreground->posted = true;
}

/* The first time that the channel is used */
static int begin(struct manager *pm, struct foreground *foreground)
{
	const struct demos_link mark = {
		.code = CODE_MARK,
		.channel = CHANNEL_FOREGROUND + (foreground - pm->foregrounds),
	};

	if (foreground->pm)
		return 0;
	if (demos_link_create(pm->demos, &mark, &foreground->mark))
		return -1;
	foreground->channel = mark.channel;
	foreground->pm = pm;
	return 0;
}

/* Is the channel free? @anyway: or will its guest write nothing more? */
static bool is_free(struct manager *pm, const struct foreground *foreground,
		    bool anyway)
{
	const struct guest *guest;

	if (foreground->creating)
		return false;
	guest = guests_find_code(&pm->guests, foreground->code);
	return !guest || (guest->state == GUEST_EXITED &&
			  (anyway || guest->closed || guest_lost(guest)));
}

static struct foreground *find_free(struct manager *pm)
{
	int i;

	for (i = 0; i < 2 * MANAGER_FOREGROUNDS; i++) {
		struct foreground *foreground =
			&pm->foregrounds[i % MANAGER_FOREGROUNDS];

		if (is_free(pm, foreground, i >= MANAGER_FOREGROUNDS))
			return foreground;
	}
	return NULL;
}

/**
 * manager_foreground_take() - choose the channel of a new guest's console
 * @pm: the process manager
 * @code: of the guest; manager_foreground_made() is called once it exists
 *
 * Return: the channel.
 */
__u8 manager_foreground_take(struct manager *pm, __u32 code)
{
	struct foreground *foreground = find_free(pm);

	if (!foreground || begin(pm, foreground))
		return CHANNEL_CONSOLES;
	foreground->code = code;
	foreground->creating = true;
	listen_to(foreground);
	return foreground->channel;
}

/**
 * manager_foreground_made() - a guest has been created, or will not be
 * @pm: the process manager
 * @code: of the guest, which may have no channel of its own
 */
void manager_foreground_made(struct manager *pm, __u32 code)
{
	int i;

	for (i = 0; i < MANAGER_FOREGROUNDS; i++) {
		if (pm->foregrounds[i].code == code)
			pm->foregrounds[i].creating = false;
	}
}

static struct foreground *of_guest(struct manager *pm,
				   const struct guest *guest)
{
	if (guest->channel < CHANNEL_FOREGROUND)
		return NULL;
	return &pm->foregrounds[guest->channel - CHANNEL_FOREGROUND];
}

/**
 * manager_foreground_mark() - where a message goes that is to follow all output
 * @pm: the process manager
 * @guest: which writes that
 *
 * Return: a link to ourselves.
 */
__u32 manager_foreground_mark(struct manager *pm, const struct guest *guest)
{
	const struct foreground *foreground = of_guest(pm, guest);

	return foreground ? foreground->mark : pm->console_mark;
}

/**
 * manager_foreground_listen() - a guest's watcher has read output, or has gone
 * @pm: the process manager
 * @guest: the guest
 */
void manager_foreground_listen(struct manager *pm, const struct guest *guest)
{
	struct foreground *foreground = of_guest(pm, guest);

	if (foreground)
		listen_to(foreground);
}

/**
 * manager_foreground_pauses() - does a guest's output wait for its watcher?
 * @pm: the process manager
 * @guest: the guest
 *
 * Return: is it so? Then we do not receive it, nor a mark behind it.
 */
bool manager_foreground_pauses(struct manager *pm, const struct guest *guest)
{
	const struct foreground *foreground = of_guest(pm, guest);

	return foreground && !foreground->posted;
}
