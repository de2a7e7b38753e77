"""A timer of the kernel that ends this process if it does not put it off in time (Linux).

A process that is stopped, swapped out or hung cannot look at a clock. Its kernel can: the timer's signal is SIGKILL,
which reaches a stopped process too, so that nothing of it runs once its lease may be another's. timer_create(2) with
CLOCK_BOOTTIME, which counts while the machine sleeps.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import time

CLOCK_BOOTTIME = 7
TIMER_ABSTIME = 1
SIGEV_SIGNAL = 0


class _Moment(ctypes.Structure):
    """struct timespec"""

    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Setting(ctypes.Structure):
    """struct itimerspec"""

    _fields_ = [("period", _Moment), ("moment", _Moment)]


class _Event(ctypes.Structure):
    """struct sigevent, 64 bytes"""

    _fields_ = [
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("padding", ctypes.c_char * (64 - ctypes.sizeof(ctypes.c_void_p) - 2 * ctypes.sizeof(ctypes.c_int))),
    ]


def lease_clock() -> float:
    """Seconds that pass while the process is stopped and, on Linux, while the machine sleeps."""
    return time.clock_gettime(CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class Watchdog:
    """Ends this process at a moment of `lease_clock` unless it is set anew or put to rest. Elsewhere than on Linux,
    or where the system refuses a timer, it does nothing and `is_able` is False.
    """

    def __init__(self) -> None:
        self._timer = ctypes.c_void_p()
        self._library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
        self.is_able = self._make()

    def arm(self, moment: float) -> None:
        """Let it end the process at `moment`."""
        self._set(max(moment, 0.001))

    def disarm(self) -> None:
        """Let it end nothing until it is armed again."""
        self._set(0.0)

    def _make(self) -> bool:
        event = _Event(signal=signal.SIGKILL, notify=SIGEV_SIGNAL)
        create = getattr(self._library, "timer_create", None)
        return create is not None and create(CLOCK_BOOTTIME, ctypes.byref(event), ctypes.byref(self._timer)) == 0

    def _set(self, moment: float) -> None:
        if self.is_able and self._library is not None:
            at = _Moment(int(moment), int(moment % 1 * 1e9))
            setting = _Setting(_Moment(0, 0), at)
            self._library.timer_settime(self._timer, TIMER_ABSTIME, ctypes.byref(setting), None)
