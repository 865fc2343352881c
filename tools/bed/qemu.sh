# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# To be sourced.  Composes QEMU's command line in the array $qemu.
#
# Software emulation: works on any machine, and a nested KVM may not work at
# all.  QEMU 7.2's emulation has two traps for kernels from 6.12 on:
# - without -cx16 they do not boot;
# - with a thread for each processor, code that one processor patches (a static
#   key that changes) stays half patched for another, "Oops: int3", once in
#   some hundred times.  6.1 has not shown it in ten thousand.

# An emulated processor runs only when the host has time.  So the time-stamp
# counter, whose speed a kernel would measure once, is not a clock (the emulated
# HPET is one).  Timer interrupts may be late when the kernel tests whether they
# work.  And only after a minute is a stall certainly the kernel's.
SLOW_MACHINE="tsc=unstable no_timer_check watchdog_thresh=30"
SLOW_MACHINE="$SLOW_MACHINE rcupdate.rcu_cpu_stall_timeout=60"

# qemu_machine KERNEL IMAGE MEMORY CONSOLE THREADS APPEND...
# KERNEL is a folder as fetch-kernel prints it, CONSOLE a file for the kernel's
# messages; THREADS is "multi" for processors that really run at the same time,
# or "single" (which avoids the second trap, and is no slower where cores are
# few).  The machine has no network card.
qemu_machine()
{
	qemu=(
		qemu-system-x86_64 -accel "tcg,thread=$5" -cpu qemu64,-cx16
		-M pc -smp 2 -m "$3" -nodefaults -display none -no-reboot
		-kernel "$1/vmlinuz" -initrd "$2"
		-append "console=ttyS0 quiet $SLOW_MACHINE ${*:6}"
		-serial "file:$4"
		-device virtio-serial-pci
	)
}

# qemu_port NUMBER CHARDEV: connect the guest's /dev/vport0pNUMBER.
qemu_port()
{
	qemu+=(
		-chardev "$2,id=port$1"
		-device "virtserialport,nr=$1,chardev=port$1"
	)
}

# qemu_terminal: connect the guest's /dev/hvc0 with our terminal.
qemu_terminal()
{
	qemu+=(
		-chardev stdio,id=terminal,signal=off
		-device virtconsole,nr=8,chardev=terminal
	)
}
