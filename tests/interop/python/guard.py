"""Runs a program until it ends, its time is over, or whoever started it is gone.

    guard.py SECONDS PROGRAM ARGUMENT...

Standard input says whether the starter is still there: the system closes it, however the starter ends. The program
gets a session of its own, so that whatever it starts ends with it.
"""

import os
import select
import signal
import subprocess
import sys
import time

# What the exit code says when the time is over, as coreutils' `timeout` does.
OVER = 124


def main(seconds, command):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    deadline = time.monotonic() + seconds
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        while child.poll() is None:
            if time.monotonic() > deadline:
                print(f"{command[0]} was stopped after {seconds:g} seconds", file=sys.stderr)
                return OVER
            readable, _, _ = select.select([0], [], [], 0.05)
            if readable and not os.read(0, 1):
                return 1
        return child.returncode if child.returncode >= 0 else 128 - child.returncode
    finally:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
