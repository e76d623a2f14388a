"""How many inputs a fuzz test tries, and what code may not do while it reads them.

`make test` tries a few, always the same; `make fuzz` tries 10,000 a test, other ones each time. What it finds
is kept in `.hypothesis` and tried first the next time, and is printed as an example to write into the test.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, settings

COUNT = int(os.environ.get("FUZZ_EXAMPLES", "0"))
# Events of Python's own audit: running code, importing, and all that leaves the process.
RUNS = ("exec", "import", "open", "os.", "subprocess.", "socket.", "shutil.", "ctypes.")
_heard: list[str] | None = None


def fuzz(few: int, shared_by: int = 1) -> Callable:
    """Try `few` inputs, or as many as FUZZ_EXAMPLES says, shared among so many variants of a test."""
    return settings(
        max_examples=-(-COUNT // shared_by) or few,
        derandomize=not COUNT,
        deadline=None,  # the machine may be busy: `seconds_of` counts the processor's time instead
        suppress_health_check=list(HealthCheck),
    )


def _hear(event: str, args: tuple) -> None:
    if _heard is not None and event.startswith(RUNS):
        _heard.append(f"{event} {args!r:.100}")


sys.addaudithook(_hear)  # there is no way to take one off again: it listens only inside `nothing_runs`


@contextlib.contextmanager
def nothing_runs() -> Iterator[None]:
    """Fail if Python runs code that was compiled from text, imports, or opens a file or a socket."""
    global _heard
    _heard = heard = []
    try:
        yield
    finally:
        _heard = None
    assert not heard, heard


def seconds_of(call: Callable[[], object]) -> float:
    """Measure the processor's time that a call takes in this thread."""
    begun = time.thread_time()
    call()
    return time.thread_time() - begun
