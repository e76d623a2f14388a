"""A time limit for code that may never end, on any thread and any operating system."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["TooLong", "within"]

PAUSE = 0.02  # seconds between two further calls to stop


class TooLong(BaseException):
    """The time is up. No ``Exception``, so that ``except Exception`` does not swallow it."""


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return ``call()``, unless it takes too long.

    The clock is read at every line of Python that runs. Code that catches the first `TooLong` with a
    bare ``except:`` is told again from another thread. One single call into compiled code that never
    comes back is beyond reach.

    Parameters
    ----------
    seconds : float
        How long it may take.
    call : function without arguments

    Raises
    ------
    TooLong
        If it took longer. A trace function set before (by a debugger, say) is in place again afterwards.

    Examples
    --------
    >>> within(2.0, lambda: 6 * 7)
    42
    """
    before, deadline = sys.gettrace(), time.monotonic() + seconds
    late, ended, gone = [], [], []  # flags; plain lists need no lock that an exception could leave locked

    def watch(frame: FrameType, event: str, arg: Any) -> Callable:
        if time.monotonic() > deadline:
            if not late:  # this function is called no more once it has raised
                late.append(True)
                _chase(threading.get_ident(), ended, gone)
            raise TooLong
        return watch

    sys.settrace(watch)
    try:
        return call()
    finally:
        sys.settrace(before)
        if late:
            _call_off(ended, gone)


def _chase(thread: int, ended: list, gone: list) -> None:
    """Start telling a thread, again and again until it has ended, that its time is up."""

    def tell() -> None:
        time.sleep(PAUSE)
        while not ended:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooLong))
            time.sleep(PAUSE)
        gone.append(True)

    try:
        threading.Thread(target=tell, daemon=True, name="time limit").start()
    except RuntimeError:  # no threads here: being told once has to do
        gone.append(True)


def _call_off(ended: list, gone: list) -> None:
    """Stop the telling, and hear here what has been told but not heard yet."""
    while True:
        try:
            ended.append(True)
            while not gone:
                time.sleep(0.001)
            for _ in range(100):  # an exception from another thread comes at the latest in a loop
                pass
            return
        except TooLong:
            continue
