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
from typing import NamedTuple

import psutil
from class_hub import Cost, Hub, costs, running_hub, why_together
from class_student import LESSON, Student, logged_in, run_lesson
from class_wire import Wire

PANEL = "panel"  # the cell with the lesson's main panel
KNOB = "learning_rate"
DRAGS, MOVES, GAP = 3, 20, 0.05  # a drag is twenty moves, at most twenty a second
LONGEST = 240.0  # seconds for a class to come in, and again to drag
NEEDED = 400.0  # megabytes that must be free for each student before a class is tried
SLOW = 0.2  # seconds; a hand that drags notices more


class Class(NamedTuple):
    """What was measured of one class; times in seconds, memory in megabytes."""

    students: int
    first: list[float]
    ready: list[float]
    moves: list[float]
    costs: list[Cost]
    cores: list[float]  # what each student kept busy while dragging
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
    began = time.perf_counter()
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
        list(after.values()),
        [(after[name].cpu - before[name].cpu) / wall for name in after if name in before],
        f"{len(failed)} failed; first to {failed[0][1]}" if failed else "",
    )


def row(one: Class) -> str:
    """Write a line of the table."""
    if not one.moves:
        return f"{one.students:8}   {one.failed}"
    moves = [1000 * move for move in one.moves]
    late = statistics.quantiles(moves, n=20)[-1] if len(moves) > 1 else moves[0]
    failed = one.failed or ("sliders lag" if late > 1000 * SLOW else "nothing")
    times = f"{statistics.median(one.first):6.1f} {max(one.first):6.1f}   {max(one.ready):7.1f}"
    sliders = f"{statistics.median(moves):6.0f} {late:6.0f}"
    memory = (
        f"{statistics.median(cost.memory for cost in one.costs):6.0f} {max(c.peak for c in one.costs):6.0f}"
    )
    cores = f"{statistics.median(one.cores):5.2f}"
    return f"{one.students:8}   {times}   {sliders}   {memory}   {cores}   {failed}"


HEAD = """\
           first picture   all cells     slider ms       MB each   cores
students     mid   worst       worst    mid   95 %    mid   peak    each   what failed first"""


def classes(sizes: list[int]) -> None:
    """Hold one class after another, each on a hub of its own, until one does not fit."""
    print(f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB. ", end="")
    together = why_together()
    print(f"Students share an account: {together}." if together else "Each student has an account.", "\n")
    print(HEAD, flush=True)
    for students in sizes:
        free = psutil.virtual_memory().available / 1e6
        if free < NEEDED * students:
            return print(
                f"{students:8}   not tried: {NEEDED * students:.0f} MB may be needed, {free:.0f} are free"
            )
        with running_hub() as hub:
            print(row(asyncio.run(hold_class(hub, students))), flush=True)
    return None


if __name__ == "__main__":
    classes([int(word) for word in sys.argv[1:]] or [1, 2, 4, 8])
