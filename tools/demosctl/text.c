// SPDX-License-Identifier: GPL-2.0
/*
 * Phrases for the numbers of linux/demos.h, as tables indexed by them, and the
 * line that describes an event.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../../daemon/lib/demos.h"
#include "error.h"
#include "text.h"

static const char *word(const char *const table[], size_t count,
			__u64 number)
{
	return number < count && table[number] ? table[number] : "?";
}

/**
 * text_fault - say which fault stopped a guest
 * @fault: enum demos_fault
 *
 * Return: the words.
 */
const char *text_fault(unsigned int fault)
{
	static const char *const words[__DEMOS_FAULT_MAX] = {
		[DEMOS_FAULT_NONE] = "none",
		[DEMOS_FAULT_PRIVILEGED] = "privileged instruction",
		[DEMOS_FAULT_EXTENDED] = "extended instruction",
		[DEMOS_FAULT_ILLEGAL] = "illegal instruction",
		[DEMOS_FAULT_SEGMENT] = "segment violation",
		[DEMOS_FAULT_SYSCALL] = "system call without a personality",
		[DEMOS_FAULT_HALT] = "halt",
		[DEMOS_FAULT_MEMORY] = "no memory for a page",
		[DEMOS_FAULT_STACK] = "stack overflow",
	};

	return word(words, ARRAY_SIZE(words), fault);
}

/* Say what a step of a migration has done */
static const char *step_text(__u64 step)
{
	static const char *const words[] = {
		[1] = "removed from execution",
		[2] = "destination asked",
		[3] = "process state allocated",
		[4] = "process state transferred",
		[5] = "program transferred",
		[6] = "pending messages forwarded",
		[7] = "process state cleaned up",
		[8] = "restarted",
	};

	return word(words, ARRAY_SIZE(words), step);
}

/**
 * text_counter - say what a counter counts
 * @counter: enum demos_counter
 *
 * Return: the words.
 */
const char *text_counter(unsigned int counter)
{
	static const char *const words[__DEMOS_C_MAX] = {
		[DEMOS_C_SENT] = "messages sent by processes here",
		[DEMOS_C_DELIVERED] = "messages put in a queue here",
		[DEMOS_C_RECEIVED] = "messages received by processes here",
		[DEMOS_C_FORWARDED] = "messages that met a forwarding address",
		[DEMOS_C_UPDATES_SENT] = "link updates to senders",
		[DEMOS_C_UPDATES_APPLIED] = "link updates that changed a link",
		[DEMOS_C_UPDATES_STALE] = "link updates that changed nothing",
		[DEMOS_C_STALE_WORST] = "most messages over one stale link",
		[DEMOS_C_FOLDS] = "chains of forwarding addresses folded",
		[DEMOS_C_HELD_BACK] = "messages that arrived before their turn",
		[DEMOS_C_DOUBLES] = "duplicate messages dropped",
		[DEMOS_C_NOTICES] = "notices made",
		[DEMOS_C_CONTROL] = "control messages handled",
		[DEMOS_C_CREATED] = "guests created",
		[DEMOS_C_EXITED] = "processes ended",
		[DEMOS_C_FAULTS] = "guests stopped by a fault",
		[DEMOS_C_MIGRATED_OUT] = "processes that migrated from here",
		[DEMOS_C_MIGRATED_IN] = "processes that migrated to here",
		[DEMOS_C_MIGRATIONS_FAILED] = "migrations that failed",
		[DEMOS_C_MIGRATION_CONTROL] =
			"control messages of migrations, sent",
		[DEMOS_C_MIGRATION_MOVES] =
			"data moves of migrations, completed",
		[DEMOS_C_MOVES] = "data moves begun",
		[DEMOS_C_PACKETS] = "packets of move data sent",
		[DEMOS_C_PENDING_SENT] = "messages re-sent in step 6",
		[DEMOS_C_REFUSED] = "frames refused as invalid",
		[DEMOS_C_BLOCKED] = "sends held up by flow control",
		[DEMOS_C_CREDITS] = "flow control credits sent to senders",
		[DEMOS_C_VOIDS] = "lost messages replaced by empty ones",
		[DEMOS_C_LIMITED] = "messages and calls refused by a limit",
		[DEMOS_C_FOREIGN] = "system calls handed to personalities",
		[DEMOS_C_REFUSED_LENGTH] = "... a wrong length",
		[DEMOS_C_REFUSED_ORDER] = "... the other byte order",
		[DEMOS_C_REFUSED_HEADER] = "... an invalid header",
		[DEMOS_C_REFUSED_VERSION] = "... no version in common",
		[DEMOS_C_REFUSED_ATTRIBUTE] = "... a wrong attribute",
		[DEMOS_C_REFUSED_HELLO] =
			"... a wrong, second or no greeting",
		[DEMOS_C_REFUSED_MACHINE] = "... another machine's id",
		[DEMOS_C_REFUSED_LIFE] = "... from an earlier incarnation",
		[DEMOS_C_REFUSED_MESSAGE] = "... an impossible message",
		[DEMOS_C_REFUSED_ADDRESS] = "... a forbidden address",
		[DEMOS_C_REFUSED_NUMBER] = "... a number out of order",
		[DEMOS_C_REFUSED_ACK] = "... an ACK of what was not sent",
		[DEMOS_C_REFUSED_ROOM] = "... more requested than was read",
		[DEMOS_C_UNGREETED] = "connections that did not greet",
		[DEMOS_C_SILENT] = "connections found dead",
		[DEMOS_C_EVICTIONS] =
			"decoded pages of guests that made room",
		[DEMOS_C_UNSURE] = "migrations that became unsure",
		[DEMOS_C_SEEKS] = "look-ups of processes begun",
		[DEMOS_C_SEEKS_FOUND] = "look-ups that found the process",
		[DEMOS_C_SEEKS_DEAD] = "look-ups that found it dead",
		[DEMOS_C_SEEKS_UNKNOWN] = "look-ups without a result",
		[DEMOS_C_SEEKS_HELD] = "messages held by look-ups",
		[DEMOS_C_PROBES] = "questions about what processes wait for",
		[DEMOS_C_HOLDS] = "callers told who has their reply link",
		[DEMOS_C_CALLS_UNKNOWN] = "calls that nobody can answer",
		[DEMOS_C_MOVES_UNKNOWN] = "data moves that lost packets",
		[DEMOS_C_MESSAGES_UNKNOWN] =
			"messages reported as perhaps lost",
		[DEMOS_C_HANDED] =
			"addresses updated by machines that went down",
	};

	return word(words, ARRAY_SIZE(words), counter);
}

/**
 * text_model - name the processor that a process runs on
 * @model: 1, 2, or 0: it is not a guest
 *
 * Return: the word.
 */
const char *text_model(unsigned int model)
{
	static const char *const words[] = { "native", "Z8001", "Z8002" };

	return word(words, ARRAY_SIZE(words), model);
}

static __printf(2, 3) void say(char text[TEXT_EVENT], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, TEXT_EVENT, format, args);
	va_end(args);
}

static void say_migrated(const struct demos_event *event, const char *pid,
			 char text[TEXT_EVENT])
{
	say(text,
	    "%s has arrived from machine %u: %llu control messages, %llu data moves, %llu.%03llu ms without execution",
	    pid, event->peer, event->value,
	    event->value2, event->value3 / 1000000,
	    event->value3 / 1000 % 1000);
}

static void say_peer_down(const struct demos_event *event,
			  char text[TEXT_EVENT])
{
	say(text, "machine %u is no longer connected: %s", event->peer,
	    demos_peer_error(event->value));
}

/**
 * text_event - describe an event
 * @event: what happened
 * @text: gets a line without a full stop or newline
 */
void text_event(const struct demos_event *event, char text[TEXT_EVENT])
{
	char pid[DEMOS_PID_TEXT], from[DEMOS_PID_TEXT];
	__u64 value = event->value;

	demos_pid_format(event->pid, pid);
	demos_pid_format(event->from, from);
	switch (event->kind) {
	case DEMOS_EVENT_CREATED:
		say(text, "%s created", pid);
		break;
	case DEMOS_EVENT_EXITED:
		say(text, "%s exited with status %llu", pid, value);
		break;
	case DEMOS_EVENT_FAULTED:
		say(text, "%s stopped by a fault: %s", pid,
		    text_fault(value));
		break;
	case DEMOS_EVENT_STEP:
		say(text, "%s migration with machine %u, step %llu: %s", pid,
		    event->peer, value, step_text(value));
		break;
	case DEMOS_EVENT_MIGRATED:
		say_migrated(event, pid, text);
		break;
	case DEMOS_EVENT_ABORTED:
		say(text, "%s migration with machine %u failed: %s",
		    pid, event->peer, demos_result_text(value));
		break;
	case DEMOS_EVENT_FORWARDED:
		say(text, "message from %s to %s forwarded to machine %u",
		    from, pid, event->peer);
		break;
	case DEMOS_EVENT_UPDATED:
		say(text, "%s now knows %s on machine %u (%llu links updated)",
		    pid, from, event->peer, value);
		break;
	case DEMOS_EVENT_PEER_UP:
		say(text, "machine %u is connected", event->peer);
		break;
	case DEMOS_EVENT_PEER_DOWN:
		say_peer_down(event, text);
		break;
	case DEMOS_EVENT_PEER_GONE:
		say(text, "machine %u is gone%s: its processes are lost",
		    event->peer, value ? " (peer del)" : "");
		break;
	case DEMOS_EVENT_UNSURE:
		say(text, "%s here or on machine %u: frozen until they meet",
		    pid, event->peer);
		break;
	case DEMOS_EVENT_MACHINE_DOWN:
		say(text, "this machine goes down");
		break;
	default:
		say(text, "event %u, process %s, machine %u, value %llu",
		    event->kind, pid, event->peer, value);
		break;
	}
}
