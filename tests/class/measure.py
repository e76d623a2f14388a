"""Print how a class fares: `measure.py 1 2 4 8` for as many students, `measure.py lessons` for one.

All students of a class come at once: they log in, start their server, open the lesson on Adam and run all
its cells. Then all drag a slider of its main panel at the same time. Times end where the message arrives at
the student; a browser paints it some hundredths of a second later. The students run on the same machine and
take a part of its time. Every run is bounded in steps and in time, and ends with all servers stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import psutil
from class_hub import ROOT, Cost, Hub, costs, running_hub, why_together
from class_student import LESSON, Student, logged_in, run_lesson
from class_wire import Wire

PANEL = "panel"  # the cell with the lesson's main panel
KNOB = "learning_rate"
DRAGS, MOVES, GAP = 3, 20, 0.05  # a drag is twenty moves, at most twenty a second
LONGEST = 420.0  # seconds for a class to come in, and again to drag
NEEDED = 400.0  # megabytes that must be free for each student before a class is tried
SLOW = 0.2  # seconds; a hand that drags notices more


class Class(NamedTuple):
    """What was measured of one class; times in seconds, memory in megabytes."""

    students: int
    first: list[float]
    ready: list[float]
    moves: list[float]
    work: list[float]  # seconds of a core until all cells have run
    costs: list[Cost]
    cores: list[float]  # what each student kept busy while dragging
    others: float  # cores that other programs of this machine kept busy meanwhile
    failed: str


class Seat:
    """A student in class: how far they are, and when they got there."""

    def __init__(self, name: str, began: float) -> None:
        self.name, self.began, self.stage = name, began, "log in"
        self.failed: tuple[float, str] | None = None
        self.first = self.ready = 0.0
        self.wire: Wire | None = None
        self.knob = self.canvas = ""

    async def attend(self, hub: Hub, stack: contextlib.AsyncExitStack) -> None:
        """Come in and run the lesson; the connection stays open as long as the stack."""
        student: Student = await stack.enter_async_context(logged_in(hub, self.name))
        self.stage = "start the server"
        await student.start_server()
        self.stage = "open the lesson"
        notebook = await student.open_page(LESSON)
        self.stage = "start the kernel"
        kernel = await student.start_kernel(LESSON)
        self.wire = await stack.enter_async_context(student.wire(kernel))
        self.stage = "run the cells"
        cells = await run_lesson(self.wire, notebook)
        if self.wire.errors:
            raise RuntimeError(self.wire.errors[0])
        self.first, self.ready = self.wire.first_picture - self.began, time.perf_counter() - self.began
        widgets = [
            (name, widget) for name, widget in self.wire.widgets.items() if widget.request == cells[PANEL]
        ]
        (self.knob,) = (name for name, widget in widgets if widget.is_knob(KNOB))
        (self.canvas,) = (name for name, widget in widgets if widget.is_canvas)

    async def drag(self, seed: int) -> list[float]:
        """Drag the slider to and fro; return how long each move took to show."""
        self.stage = "move the slider"
        chance, took = random.Random(seed), []
        for _ in range(DRAGS):
            await asyncio.sleep(chance.uniform(0, 1))
            for _ in range(MOVES):
                took.append(await self.wire.turn(self.knob, chance.uniform(0.02, 0.5), self.canvas))
                await asyncio.sleep(max(0.0, GAP - took[-1]))
        return took


async def within(seat: Seat, doing) -> list[float]:
    """Let a student do something; what goes wrong is kept, with the time at which it did."""
    try:
        async with asyncio.timeout(LONGEST):
            return await doing or []
    except Exception as error:  # whatever it is, it is what we want to know
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        seat.failed = (time.perf_counter(), f"{seat.stage}: {words}")
        return []


async def hold_class(hub: Hub, students: int) -> Class:
    """Let a class come in at once, run the lesson, and drag."""
    began, busy = time.perf_counter(), elsewhere(hub)
    seats = [Seat(f"s{k:03}", began) for k in range(students)]
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.gather(*(within(seat, seat.attend(hub, stack)) for seat in seats))
        here = [seat for seat in seats if not seat.failed]
        before, start = costs(hub), time.perf_counter()
        moves = await asyncio.gather(*(within(seat, seat.drag(k)) for k, seat in enumerate(here)))
        after, wall = costs(hub), time.perf_counter() - start
    failed = sorted(seat.failed for seat in seats if seat.failed)
    return Class(
        students,
        [seat.first for seat in here],
        [seat.ready for seat in here],
        sum(moves, []),
        [one.cpu for one in before.values()],
        list(after.values()),
        [(after[name].cpu - before[name].cpu) / wall for name in after if name in before],
        (elsewhere(hub) - busy) / (time.perf_counter() - began),
        f"{len(failed)} failed; first to {failed[0][1]}" if failed else "",
    )


def elsewhere(hub: Hub) -> float:
    """Seconds of a core so far that neither the hub, nor its students, nor this program have taken."""
    whole = psutil.cpu_times()
    ours = [psutil.Process(), hub.process, *hub.process.children(recursive=True)]
    taken = 0.0
    for process in ours:
        with contextlib.suppress(psutil.NoSuchProcess):
            taken += sum(process.cpu_times()[:2])
    return sum(whole) - whole.idle - whole.iowait - taken


HEAD = (
    "students",
    "first picture s",
    "worst s",
    "all cells s",
    "slider ms",
    "95 % ms",
    "MB each",
    "peak MB",
    "work s",
    "drag cores",
    "other cores",
    "failed first",
)


def row(one: Class) -> list[str]:
    """Write what was measured of a class, in the order of `HEAD`."""
    if not one.moves:
        return [str(one.students), *["-"] * (len(HEAD) - 2), one.failed]
    middle, moves = statistics.median, [1000 * move for move in one.moves]
    late = statistics.quantiles(moves, n=20)[-1]
    return [
        f"{one.students}",
        f"{middle(one.first):.1f}",
        f"{max(one.first):.1f}",
        f"{max(one.ready):.1f}",
        f"{middle(moves):.0f}",
        f"{late:.0f}",
        f"{middle(cost.memory for cost in one.costs):.0f}",
        f"{max(cost.peak for cost in one.costs):.0f}",
        f"{middle(one.work):.1f}",
        f"{middle(one.cores):.2f}",
        f"{one.others:.1f}",
        one.failed or ("sliders lag" if late > 1000 * SLOW else "nothing"),
    ]


def tell(cells: Sequence[str], head: Sequence[str] = ()) -> None:
    """Print a row of a table, or its head, as README.md has it."""
    wide = [max(len(word), len(cell)) for word, cell in zip(head or cells, cells, strict=True)]
    print(
        "|", " | ".join(cell.rjust(width) for cell, width in zip(cells, wide, strict=True)), "|", flush=True
    )


def begin(head: Sequence[str]) -> None:
    """Print the head of a table."""
    tell(head)
    tell(["-" * len(word) for word in head])


def classes(sizes: list[int]) -> None:
    """Hold one class after another, each on a hub of its own, until one does not fit."""
    begin(HEAD)
    for students in sizes:
        free = psutil.virtual_memory().available / 1e6
        if free < NEEDED * students:
            return print(
                f"{students:8}   not tried: {NEEDED * students:.0f} MB may be needed, {free:.0f} are free"
            )
        with running_hub() as hub:
            tell(row(asyncio.run(hold_class(hub, students))), HEAD)
    return None


OPEN = ("and this lesson left open too".ljust(34), "seconds", "MB", "peak MB", "failed")


async def open_all(hub: Hub) -> None:
    """Let one student run lesson after lesson and close none."""
    begin(OPEN)
    async with contextlib.AsyncExitStack() as stack:
        student = await stack.enter_async_context(logged_in(hub, "all"))
        await student.start_server()
        for name in sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb")):
            began = time.perf_counter()
            notebook, kernel = await student.open_page(name), await student.start_kernel(name)
            wire = await stack.enter_async_context(student.wire(kernel))
            await asyncio.wait_for(run_lesson(wire, notebook), LONGEST)
            took, now = time.perf_counter() - began, costs(hub)["all"]
            failed = wire.errors[0] if wire.errors else "nothing"
            tell([name, f"{took:.1f}", f"{now.memory:.0f}", f"{now.peak:.0f}", failed], OPEN)


def main(words: list[str]) -> None:
    """Say where this is measured, then measure what was asked for."""
    print(f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB. ", end="")
    together = why_together()
    print(f"Students share an account: {together}." if together else "Each student has an account.", "\n")
    if words == ["lessons"]:
        with running_hub() as hub:
            asyncio.run(open_all(hub))
    else:
        classes([int(word) for word in words] or [1, 2, 4, 8])


if __name__ == "__main__":
    main(sys.argv[1:])
