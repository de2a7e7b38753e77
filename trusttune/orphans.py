"""A child that outlives its supervisor would keep ports and files: on Linux the kernel ends it."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Runs in the child between fork and exec: `number` when the parent is gone. Elsewhere than Linux, nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number)
