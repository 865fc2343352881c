// SPDX-License-Identifier: GPL-2.0
/*
 * finish: ask the tally server for its table, show it, and tell the server to
 * end. As `report` (-DOP=TALLY_REPORT) it lets the server go on; as `close`
 * (-DOP=TALLY_CLOSE) it has the server's clients end, and shows nothing. Status
 * 0 if nothing was lost, doubled or disordered, 1 if something was, 2 if it
 * could not go on.
 */
#include "fail.h"
#include "tally.h"

#ifndef OP
#define OP	TALLY_FINISH
#endif

int main(void)
{
	static const struct tally request = { .op = OP };
	static struct tally_report report;
	struct demos_message message;
	demos_link_t server;
	int result;

	server = find("tally", "finish: no server is registered as tally");
	result = call(server, &request, sizeof(request), &report,
		      sizeof(report), &message);
	if (!result)
		result = report.tally.result;
	if (result)
		fail("finish: cannot call", result);
	send(DEMOS_LINK_CONSOLE, report.text,
	     message.length - sizeof(report.tally));
	return report.tally.number != 0;
}
