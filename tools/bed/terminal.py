# SPDX-License-Identifier: GPL-2.0
"""A program on a terminal of its own, and someone who types there."""

import os
import pty
import select
import signal
import time


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, argv, patience):
        """Start the program; wait for its output at most so many seconds."""
        self.patience = patience
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ["TERM"] = "linux"
            os.execvp(argv[0], argv)
        self.said = b""

    def read(self, end):
        """Read more of the output; False: there is no more."""
        left = end - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            raise TimeoutError
        try:
            data = os.read(self.fd, 4096)
        except OSError:		# how Linux tells the end of a terminal
            data = b""
        self.said += data
        return bool(data)

    def expect(self, pattern):
        """Read until the output ends with the pattern; return the output."""
        end = time.monotonic() + self.patience
        while not pattern.search(self.said):
            if not self.read(end):
                raise EOFError
        said, self.said = self.said, b""
        return said

    def type(self, text):
        """Type on the keyboard."""
        os.write(self.fd, text.encode())

    def close(self):
        """Wait for the end; the exit status."""
        end = time.monotonic() + self.patience
        while self.read(end):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self):
        """End the program, and what it has started in the foreground."""
        os.killpg(self.pid, signal.SIGTERM)
