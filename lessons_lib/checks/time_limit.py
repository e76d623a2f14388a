"""A time limit for code that may never end, on any thread and any operating system."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

__all__ = ["TooLong", "within"]

PAUSE = 0.02  # seconds between two looks at the clock, or two further calls to stop


class TooLong(BaseException):
    """The time is up. No ``Exception``, so that ``except Exception`` does not swallow it."""


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return ``call()``, unless it takes too long.

    A second thread watches the clock and, when the time is up, raises `TooLong` in this one, again and
    again until it has left: a bare ``except:`` only delays it. One single call into compiled code that
    never comes back is beyond reach.

    Parameters
    ----------
    seconds : float
        How long it may take.
    call : function without arguments

    Raises
    ------
    TooLong
        If it took longer.

    Examples
    --------
    >>> within(2.0, lambda: 6 * 7)
    42
    """
    # late: it may be told now; ended: it has left; gone: nothing more will be told.
    late, ended, gone = [], [], []  # plain lists: no lock that an exception could leave locked
    _watch(threading.get_ident(), time.monotonic() + seconds, late, ended, gone)
    try:
        try:
            return _inside(call)
        finally:
            _call_off(late, ended, gone)
    except TooLong:  # it may also come between the call and the line that calls it off
        _call_off(late, ended, gone)
        raise


def _inside(call: Callable[[], Any]) -> Any:
    """Call, under a name by which the watching thread sees that the call is still under way."""
    return call()


def _is_inside(thread: int) -> bool:
    """Say whether a thread is still in a call: once it has left, it is not told again, however late it is."""
    frame = sys._current_frames().get(thread)
    while frame is not None and frame.f_code is not _inside.__code__:
        frame = frame.f_back
    return frame is not None


def _watch(thread: int, deadline: float, late: list, ended: list, gone: list) -> None:
    """Start watching the clock for a thread."""

    def tell() -> None:
        while time.monotonic() < deadline and not ended:
            time.sleep(min(PAUSE, max(0.0, deadline - time.monotonic())))
        late.append(True)  # before the next look at `ended`: then one of the two sees the other
        while not ended:
            if _is_inside(thread):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooLong))
            time.sleep(PAUSE)
        gone.append(True)

    try:
        threading.Thread(target=tell, daemon=True, name="time limit").start()
    except RuntimeError:  # no threads here: then there is no limit either
        gone.append(True)


def _call_off(late: list, ended: list, gone: list) -> None:
    """Stop the telling, and hear here what has been told but not heard yet."""
    while True:
        try:
            ended.append(True)
            if not late:
                return
            while not gone:
                time.sleep(0.001)
            for _ in range(100):  # an exception from another thread comes at the latest in a loop
                pass
            return
        except TooLong:
            continue
