# SPDX-License-Identifier: GPL-2.0
#
# What the fuzzers consist of, besides the machine

PARTS_door := door_fuzz program
PARTS_transport := transport_fuzz liar words dialogue rest program
# Functions that those in rest.c stand before
WRAP := demos_socket_prepare demos_socket_receive demos_socket_send \
	demos_socket_await_room demos_socket_end clock_gettime syscall \
	pthread_cond_wait pthread_cond_timedwait
LINK_door :=
LINK_transport := $(WRAP:%=-Wl,--wrap=%)
