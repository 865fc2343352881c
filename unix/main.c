// SPDX-License-Identifier: GPL-2.0
/*
 * demos-machine: a DEMOS machine as a process.
 *
 * Like a network namespace with the module, the process can become a machine.
 * Programs make requests through its door. This program is one of them: it
 * brings the machine up and takes it down by requests, like demosctl.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"
#include "lib/demos.h"
#include "lib/life.h"
#include "machine.h"
#include "module.h"
#include "version.h"

#define NEXT_MAX	((1ULL << DEMOS_PID_LOCAL_BITS) - 1)

static const char help[] =
"Usage: demos-machine --id N [OPTION]...\n"
"A DEMOS machine as a process: no kernel module and no privilege is needed.\n"
"It stays in the foreground. SIGTERM and SIGINT end it in good order.\n\n"
"  -i, --id N                its machine id, 1 to 65534\n"
"  -s, --socket PATH         its door, where programs connect (default:\n"
"                            $XDG_RUNTIME_DIR/demos/N, for root /run/demos/N)\n"
"  -n, --next N|clock        first local number of a process\n"
"  -d, --state FOLDER        where its numbers are kept from one life to the\n"
"                            next (default: $XDG_STATE_HOME/demos or\n"
"                            ~/.local/state/demos, for root /var/lib/demos)\n"
"  -p, --param NAME=VALUE    set a parameter of the module: silence,\n"
"                            guest_memory\n"
"  -e, --empty               wait for `demosctl machine up` instead of --id\n"
"  -c, --ready-fd FD         write a byte to this descriptor when ready\n"
"  -P, --with-parent         end when the parent process ends\n"
"  -h, --help                show this and exit\n"
"  -V, --version             show the version and exit\n\n"
"Other programs find the machine by --machine PATH or $DEMOS_MACHINE:\n"
"    demos-machine --id 1 --socket /tmp/m1 &\n"
"    export DEMOS_MACHINE=/tmp/m1\n"
"    demos-switchboard & demos-pm & demosctl status\n";

/**
 * struct program - this program
 * @loop: its event loop
 * @events: of its machine
 * @source: @events in the loop
 * @machine: the machine
 * @ready: descriptor to write to when it is ready, -1: none
 * @empty: stay without a machine
 */
struct program {
	struct loop loop;
	struct demos_events *events;
	struct loop_source source;
	struct machine machine;
	int ready;
	bool empty;
};

static struct program program = { .ready = -1 };

static void die(const char *text)
{
	fprintf(stderr, "demos-machine: %s; see demos-machine --help\n", text);
	exit(2);
}

static __u64 take_number(const char *what, const char *text, __u64 most)
{
	char wrong[96];
	char *end;
	__u64 value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && !errno && value <= most)
		return value;
	snprintf(wrong, sizeof(wrong), "%s: a number up to %llu is needed",
		 what, (unsigned long long)most);
	die(wrong);
	return 0;
}

static void set_param(char *setting)
{
	char *value = strchr(setting, '=');
	char wrong[128];

	if (value)
		*value++ = '\0';
	if (value && !unix_param_set(setting, value))
		return;
	snprintf(wrong, sizeof(wrong),
		 "--param %.60s: no such parameter, or no such value", setting);
	die(wrong);
}

static const struct option options[] = {
	{ "id", required_argument, NULL, 'i' },
	{ "socket", required_argument, NULL, 's' },
	{ "next", required_argument, NULL, 'n' },
	{ "state", required_argument, NULL, 'd' },
	{ "param", required_argument, NULL, 'p' },
	{ "empty", no_argument, NULL, 'e' },
	{ "ready-fd", required_argument, NULL, 'c' },
	{ "with-parent", no_argument, NULL, 'P' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 }
};

static void take_option(int option)
{
	struct machine *machine = &program.machine;

	switch (option) {
	case 'i':
		machine->id = take_number("--id", optarg, DEMOS_MACHINE_MAX);
		if (!machine->id)
			die("--id: a machine id is 1 or more");
		break;
	case 's':
		machine->path = optarg;
		break;
	case 'n':
		machine->next = DEMOS_LIFE_CLOCK;
		if (strcmp(optarg, "clock"))
			machine->next = take_number("--next", optarg, NEXT_MAX);
		break;
	case 'd':
		machine->state = optarg;
		break;
	case 'p':
		set_param(optarg);
		break;
	case 'e':
		program.empty = true;
		break;
	case 'c':
		program.ready = take_number("--ready-fd", optarg, 1 << 20);
		break;
	case 'P':
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		break;
	case 'h':
		fputs(help, stdout);
		exit(fflush(stdout) ? 1 : 0);
	case 'V':
		printf("demos-machine " DEMOS_VERSION "\n");
		exit(fflush(stdout) ? 1 : 0);
	default:
		fprintf(stderr, "see demos-machine --help\n");
		exit(2);
	}
}

static void take_command_line(int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "i:s:n:d:p:ec:PhV", options,
				     NULL)) != -1)
		take_option(option);
	if (optind < argc)
		die("it takes no operands");
	if (!program.machine.id == !program.empty)
		die("either --id or --empty is needed");
	if (program.empty && !program.machine.path)
		die("--empty needs --socket");
}

/* When the machine is down, whoever ended it, this process ends too */
static void take_event(struct loop_source *source, __u32 events)
{
	struct demos_event event;
	int got;

	(void)source;
	(void)events;
	while ((got = demos_events_next(program.events, 0, &event)) == 1) {
		if (event.kind != DEMOS_EVENT_MACHINE_DOWN || program.empty)
			continue;
		machine_ended(&program.machine, event.value);
		program.loop.stop = true;
	}
	/* The event may be among those that were dropped */
	if (got == -ENOBUFS && !machine_lives(&program.machine))
		program.loop.stop = true;
	if (got && got != -ENOBUFS && got != -EINTR)
		program.loop.stop = true;
}

static int watch(void)
{
	int err = demos_events_open(&program.events);

	if (err)
		return err;
	program.source.fd = demos_events_fd(program.events);
	program.source.ready = take_event;
	return loop_add(&program.loop, &program.source, EPOLLIN);
}

/* Nothing is ever due between events */
static int no_turn(void *arg)
{
	(void)arg;
	return -1;
}

static void say_ready(void)
{
	char status[128];

	if (program.ready >= 0 && write(program.ready, "", 1) != 1)
		log_line("write to --ready-fd: %s", strerror(errno));
	if (program.ready >= 0)
		close(program.ready);
	if (program.empty)
		snprintf(status, sizeof(status), "a place for a machine at %s",
			 program.machine.path);
	else
		snprintf(status, sizeof(status), "machine %u at %s",
			 program.machine.id, program.machine.path);
	loop_ready(status);
}

int main(int argc, char **argv)
{
	int err;

	log_begin("demos-machine");
	take_command_line(argc, argv);
	/* A closed socket or a file size limit must not kill the machine */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	/* First: it blocks the signals, and later threads inherit that */
	err = loop_init(&program.loop);
	if (err) {
		log_line("cannot wait for events: %s", strerror(-err));
		return 1;
	}
	err = machine_begin(&program.machine);
	if (err)
		return 1;
	err = watch();
	if (err)
		log_line("cannot listen to the machine's events: %s",
			 strerror(-err));
	if (!err) {
		say_ready();
		err = loop_run(&program.loop, no_turn, NULL);
		loop_stopping();
	}
	demos_events_close(program.events);
	machine_end(&program.machine);
	return err ? 1 : 0;
}
