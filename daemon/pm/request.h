/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The form of a request to the process manager.
 */
#ifndef DEMOS_PM_REQUEST_H
#define DEMOS_PM_REQUEST_H

#include <stddef.h>
#include <linux/demos.h>

enum demos_result request_guest(const void *data, size_t length,
				struct demos_pm_request *request);
enum demos_result request_note(const void *data, size_t length,
			       struct demos_pm_note *note);
enum demos_result request_balance(const void *data, size_t length,
				  struct demos_pm_balance *balance);
enum demos_result request_read(const void *data, size_t length,
			       struct demos_pm_read *read);
enum demos_result request_join(const void *data, size_t length,
			       struct demos_pm_join *join);
enum demos_result request_group(const void *data, size_t length,
				struct demos_pm_group *group);
enum demos_result request_move(const void *data, size_t length,
			       struct demos_pm_move *move);
enum demos_result request_link(const void *data, size_t length, __u64 *pid,
			       struct demos_op_link *link);
enum demos_result request_create(const void *data, size_t length,
				 struct demos_pm_create *create);
enum demos_result request_input(const void *data, size_t length,
				struct demos_pm_input *input);
enum demos_result request_console(const void *data, size_t length, __u16 *size);
enum demos_result request_drain(const void *data, size_t length,
				struct demos_pm_drain *drain);
enum demos_result request_place(const void *data, size_t length,
				struct demos_pm_place *place);
size_t request_forward(const struct demos_pm_request *request, __u16 op,
		       void *data);

#endif
