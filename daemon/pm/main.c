// SPDX-License-Identifier: GPL-2.0
/*
 * demos-pm: the process manager (sections 2.3 and 3.1). It creates guests on
 * any machine, holds the DELIVERTOKERNEL links to them and does everything by
 * messages over these: start, suspend, resume, kill, migrate. Their kernels
 * tell it how they end. It is registered as "pm" at the switchboard.
 */
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/incarnation.h"
#include "common/log.h"
#include "common/options.h"
#include "lib/clock.h"
#include "pm/manager.h"
#include "pm/request.h"

#define CONFIG	"/etc/demos/pm.conf"

static const char help[] =
"Usage: demos-pm [OPTION]...\n"
"The process manager of a LAN of DEMOS machines: creates guests, moves them,\n"
"reports how they ended. Waits for a switchboard, on any machine.\n"
"Needs a machine that is up (demosctl machine up) and CAP_NET_ADMIN.\n\n"
"  -c, --config FILE         parameters (default: " CONFIG ", if it\n"
"                            exists)\n"
OPTIONS_STANDARD_HELP;

static struct manager manager;

static void answer_list(struct manager *pm,
			const struct serve_request *request, __u64 after)
{
	struct {
		struct demos_answer answer;
		__u8 entries[DEMOS_DATA_MAX - sizeof(struct demos_answer)];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_LIST | DEMOS_OP_ANSWER),
	};
	size_t length = guests_put(&pm->guests, after, demos_clock_ms(),
				   said.entries, sizeof(said.entries));

	serve_answer(pm->demos, request->reply, &said,
		     sizeof(said.answer) + length, 0);
}

static enum demos_result serve(struct manager *pm,
			       struct serve_request *request)
{
	struct demos_pm_request asked;
	struct demos_pm_read read;
	enum demos_result result;
	__u64 pid;

	if (request->op == DEMOS_PM_CREATE ||
	    request->op == DEMOS_PM_FOREGROUND)
		return manager_create(pm, request);
	if (request->op == DEMOS_PM_OUTPUT) {
		result = request_read(request->data, request->length, &read);
		return result == DEMOS_OK ?
			manager_output(pm, request, &read) : result;
	}
	if (request->op == DEMOS_PM_INPUT)
		return manager_input(pm, request);
	if (request->op == DEMOS_PM_NOTE)
		return manager_note(pm, request);
	if (request->op == DEMOS_PM_DRAIN)
		return manager_drain(pm, request);
	if (request->op == DEMOS_PM_BALANCE)
		return manager_balance(pm, request);
	if (request->op == DEMOS_PM_PLACE)
		return manager_place_guests(pm, request);
	if (request->op == DEMOS_PM_GIVE)
		return manager_give(pm, request);
	if (request->op == DEMOS_PM_LINK)
		return manager_link(pm, request);
	if (request->op == DEMOS_PM_JOIN)
		return manager_join(pm, request);
	if (request->op == DEMOS_PM_GROUP)
		return manager_group(pm, request);
	if (request->op == DEMOS_PM_MOVE_ME)
		return manager_move_me(pm, request);
	result = request_guest(request->data, request->length, &asked);
	if (result != DEMOS_OK)
		return result;
	if (request->op == DEMOS_PM_EXPLAIN)
		return manager_explain(pm, request, __be64_to_cpu(asked.pid));
	if (request->op == DEMOS_PM_MACHINES)
		return manager_machines(pm, request,
					__be16_to_cpu(asked.machine));
	pid = __be64_to_cpu(asked.pid);
	if (request->op == DEMOS_PM_WAIT)
		return manager_wait(pm, request, pid);
	if (request->op == DEMOS_PM_ATTACH)
		return manager_attach(pm, request, pid);
	if (request->op == DEMOS_PM_FORGET)
		return manager_forget(pm, request, pid);
	if (request->op != DEMOS_PM_LIST)
		return manager_forward(pm, request, &asked);
	answer_list(pm, request, pid);
	return DEMOS_OK;
}

static void request_received(struct demos *demos,
			     const struct demos_incoming *in, void *arg)
{
	struct manager *pm = arg;
	struct serve_request request;
	enum demos_result result;

	if (serve_fatal(in)) {
		pm->failed = true;
		return;
	}
	if (serve_take(demos, in, &request))
		return;
	result = serve(pm, &request);
	if (result != DEMOS_OK)
		serve_result(demos, request.reply, request.op, result);
	serve_done(demos, &request);
}

static void machine_restarted(void *arg, __u16 machine)
{
	struct manager *pm = arg;

	manager_probe(pm, machine);
	manager_drain_over(pm, machine);
	manager_name_lost(pm, DEMOS_PID_KERNEL(machine));
}

static void machine_is_up(struct manager *pm, __u16 machine)
{
	if (incarnation_changed(pm->demos, machine))
		machine_restarted(pm, machine);
	manager_name_up(pm, machine);
}

static void machine_gone(struct manager *pm, __u16 machine)
{
	manager_gone(pm, machine);
	manager_name_lost(pm, DEMOS_PID_KERNEL(machine));
}

/* What may have happened while events were lost */
static void look_at_all(struct manager *pm)
{
	incarnation_look(pm->demos, machine_restarted, pm);
	manager_look(pm);
	manager_name_check(pm);
}

static void event_ready(struct loop_source *source, __u32 events)
{
	struct manager *pm = &manager;
	struct demos_event event;
	int err;

	(void)source;
	(void)events;
	do {
		err = demos_events_next(pm->events, 0, &event);
		if (err == 1 && event.kind == DEMOS_EVENT_EXITED)
			manager_name_lost(pm, event.pid);
		if (err == 1 && event.kind == DEMOS_EVENT_PEER_UP)
			machine_is_up(pm, event.peer);
		if (err == 1 && event.kind == DEMOS_EVENT_PEER_GONE &&
		    incarnation_over(pm->demos, event.peer))
			machine_gone(pm, event.peer);
		if (err == -ENOBUFS)
			look_at_all(pm);
	} while (err == 1 || err == -ENOBUFS);
	pm->failed |= err < 0;
}

/* The next turn of the loop calls demos_dispatch(), which reads it */
static void process_ready(struct loop_source *source, __u32 events)
{
	(void)source;
	(void)events;
}

/* Of two time limits, ms; negative: none */
static int sooner(int one, int other)
{
	if (one < 0 || other < 0)
		return one < 0 ? other : one;
	return one < other ? one : other;
}

static int turn(void *arg)
{
	struct manager *pm = arg;
	int called = demos_dispatch(pm->demos);

	if (called < 0) {
		log_line("ending: %s", demos_error(pm->demos));
		pm->failed = true;
	}
	return pm->failed ? -2 : sooner(manager_balance_turn(pm),
					sooner(manager_name_turn(pm),
					       manager_forget_turn(pm)));
}

/* Attach, listen, and let others find us */
static int become_manager(struct manager *pm)
{
	const struct demos_link mark = { .code = CODE_MARK,
					 .channel = CHANNEL_ENDED };
	const struct demos_link console_mark = { .code = CODE_MARK,
						 .channel = CHANNEL_CONSOLES };
	int err;

	pm->console = manager_console_received;
	err = demos_attach(pm->demos, "pm");
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_REQUESTS,
				   request_received, pm);
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_ENDED,
				   manager_told, pm);
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_CLAIMS,
				   manager_unclaimed, pm);
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_CONSOLES,
				   pm->console, pm);
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_SESSIONS,
				   manager_detached, pm);
	if (!err)
		err = demos_listen(pm->demos, 1U << CHANNEL_DRAINS,
				   manager_undrained, pm);
	if (!err)
		err = demos_link_create(pm->demos, &mark, &pm->mark);
	if (!err)
		err = demos_link_create(pm->demos, &console_mark,
					&pm->console_mark);
	if (!err)
		err = manager_name_take(pm);
	return err;
}

static int watch(struct manager *pm)
{
	int err = loop_init(&pm->loop);

	if (err)
		return err;
	pm->process.fd = demos_fd(pm->demos);
	pm->process.ready = process_ready;
	err = loop_add(&pm->loop, &pm->process, EPOLLIN);
	if (err)
		return err;
	pm->machine.fd = demos_events_fd(pm->events);
	pm->machine.ready = event_ready;
	return loop_add(&pm->loop, &pm->machine, EPOLLIN);
}

static int set_up(struct manager *pm)
{
	int err = demos_open(&pm->demos);

	/* Events first, so that no end of a guest is missed */
	if (!err) {
		err = demos_events_open(&pm->events);
		if (err) {
			log_line("cannot listen to events: %s",
				 strerror(-err));
			return err;
		}
		incarnation_begin(pm->demos);
		err = become_manager(pm);
	}
	if (err) {
		if (err != -EEXIST)
			log_line("cannot start: %s", demos_error(pm->demos));
		return err;
	}
	err = watch(pm);
	if (err)
		log_line("cannot start: %s", strerror(-err));
	return err;
}

/* The configuration file that was named; NULL: none was */
static const char *take_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "machine", required_argument, NULL, 'm' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{},
	};
	const char *config = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "c:" OPTIONS_STANDARD_LETTERS,
				     options, NULL)) != -1) {
		if (option == 'c')
			config = optarg;
		else
			options_standard(option, "demos-pm", help);
	}
	if (optind == argc)
		return config;
	fprintf(stderr, "demos-pm: unexpected argument '%s'\n", argv[optind]);
	options_standard('?', "demos-pm", help);
	return NULL;
}

static int configure(struct manager *pm, const char *config)
{
	return manager_config_read(pm, config ? config : CONFIG, config);
}

int main(int argc, char **argv)
{
	struct manager *pm = &manager;
	int err;

	log_begin("demos-pm");
	pm->expire = UINT64_MAX;
	if (configure(pm, take_options(argc, argv)))
		return 2;
	err = set_up(pm);
	if (!err) {
		loop_ready("managing processes");
		err = loop_run(&pm->loop, turn, pm);
	}
	demos_events_close(pm->events);
	demos_close(pm->demos);
	guests_clear(&pm->guests);
	drains_clear(&pm->drains);
	return err ? 1 : 0;
}
