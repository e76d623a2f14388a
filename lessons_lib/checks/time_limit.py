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

PAUSE = 0.05  # seconds between two further calls to stop


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
    before, ended, chasers = sys.gettrace(), threading.Event(), []
    deadline = time.monotonic() + seconds

    def watch(frame: FrameType, event: str, arg: Any) -> Callable:
        if time.monotonic() > deadline:
            if not chasers:  # this function is called no more once it has raised
                chasers.append(_chase(threading.get_ident(), ended))
            raise TooLong
        return watch

    sys.settrace(watch)
    try:
        return call()
    finally:
        sys.settrace(before)
        _call_off(chasers, ended)


def _chase(thread: int, ended: threading.Event) -> threading.Thread:
    """Start telling a thread, again and again, that its time is up."""

    def tell() -> None:
        while not ended.wait(PAUSE):
            _raise_in(thread, TooLong)

    chaser = threading.Thread(target=tell, daemon=True)
    chaser.start()
    return chaser


def _call_off(chasers: list[threading.Thread], ended: threading.Event) -> None:
    """Stop the chaser, and take back what it has said but what has not been heard yet."""
    if not chasers:
        return
    try:
        ended.set()
        for chaser in chasers:
            chaser.join()
        _raise_in(threading.get_ident(), None)
    except TooLong:  # heard it here
        ended.set()


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let an exception happen in another thread; None takes back one that has not happened yet."""
    what = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
