# SPDX-License-Identifier: GPL-2.0
#
# The parts of the fuzzers, besides the machine

PARTS_door := door_fuzz program
PARTS_transport := transport_fuzz liar words dialogue rest nap \
	clock program
# Functions that those in rest.c, nap.c and clock.c stand before
WRAP := demos_socket_prepare demos_socket_receive demos_socket_send \
	demos_socket_await_room demos_socket_end clock_gettime syscall \
	pthread_cond_wait pthread_cond_timedwait z8k_run
LINK_door :=
LINK_transport := $(WRAP:%=-Wl,--wrap=%)
