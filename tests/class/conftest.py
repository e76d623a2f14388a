"""A hub, and two students of it for the tests of what one sees of the other; without JupyterHub, no tests."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, NamedTuple

import pytest

# `make test` has no JupyterHub, and must not even import what plays it; `make class-test` has.
if importlib.util.find_spec("jupyterhub") is None:
    collect_ignore_glob = ["*.py"]


class Two(NamedTuple):
    """Ada with a kernel that runs, and Bob who is curious. `do` runs a coroutine on their event loop."""

    hub: Any
    ada: Any
    bob: Any
    ada_kernel: str
    ada_wire: Any
    bob_wire: Any
    do: Callable[[Coroutine], Any]


@pytest.fixture(scope="session")
def hub() -> Iterator:
    import class_hub

    with class_hub.running_hub() as running:
        yield running


@pytest.fixture(scope="session")
def two(hub) -> Iterator[Two]:
    """Two students with a kernel each."""
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()

        async def come_in(name):
            import class_student

            student = await stack.enter_async_context(class_student.logged_in(hub, name))
            await student.start_server()
            kernel = await student.start_kernel(class_student.LESSON)
            return student, kernel, await stack.enter_async_context(student.wire(kernel))

        ada, ada_kernel, ada_wire = runner.run(come_in("ada"))
        bob, _, bob_wire = runner.run(come_in("bob"))
        yield Two(hub, ada, bob, ada_kernel, ada_wire, bob_wire, runner.run)
        runner.run(stack.aclose())
