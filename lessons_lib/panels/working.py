"""What panels share whose work takes longer than a blink: the newest turn wins, and work can be stopped."""

from __future__ import annotations

import collections
import contextlib
import contextvars
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..mistakes import Mistake
from .controls import Control
from .live import Live

__all__ = ["Job", "Working"]


@dataclass(eq=False)
class Job:
    """Work on its way on a thread of its own; ``well`` says that nothing has gone wrong."""

    plan: Any
    key: dict[str, Any]
    began: float = field(default_factory=time.monotonic)
    stop: bool = False
    well: bool = True


class Working(Live):
    """A panel whose work goes on beside the page.

    A turn works on another thread: a newer one puts an end to it, so that there is never a queue. ``set``,
    ``undo`` and ``restore`` called from a cell wait for the end; the page may turn on meanwhile, or stop it.

    A panel of its own has, besides what `Live` asks for, ``plan()``, what is to be worked out, and
    ``bits(plan)``, which works and after every bit yields a function: it makes the result so far, something
    with an ``end``, "going" until there is no more to do. With ``stopped=True`` it makes the last result of
    work that was stopped.
    """

    noun = "work"  # what it is called where it goes wrong
    quiet = 0.3  # seconds after which it shows how far it has come
    pace = 0.15  # seconds between two such pictures
    long = 1.0  # seconds after which there is a progress bar and a way to stop

    def __init__(
        self, controls: dict[str, Control], *, scenes: dict, goals: dict[str, Callable], view: str
    ) -> None:
        self.result = None  # on screen, perhaps half-way
        self.ended, self.key = None, {}  # the last that came to its end or was stopped, and of what
        self.goals, self.reached = goals, set()  # goals once reached stay so on screen
        self.job: Job | None = None  # what goes on on another thread
        self.patient = True  # whether to wait for the end, as code in a cell wants it
        self.next_look = 0.0  # when to show how far it has come
        super().__init__(controls, places={}, scenes=scenes, view=view)
        self.at_rest = threading.Condition(self.lock)
        self.canvas.on_msg(lambda widget, message, buffers: self.told_to(message.get("do")))

    def plan(self) -> Any:
        """Say what is to be worked out."""
        raise NotImplementedError

    def bits(self, plan: Any) -> Generator[Callable[..., Any], None, None]:
        """Work, and after every bit yield a function that makes the result so far."""
        raise NotImplementedError

    def finished(self) -> Any:
        """Wait for the work that goes on, if any, and return what is on screen."""
        with self.lock:
            self.wait()
            return self.result

    def wait(self, seconds: float = 600.0) -> bool:
        """Wait until nothing goes on; say whether that came about in time."""
        with self.at_rest:
            return self.at_rest.wait_for(lambda: self.job is None, seconds)

    def told_to(self, do: str | None) -> None:
        """Do what a button below the picture asks for."""
        if do == "stop":
            self.stop()

    def stop(self) -> None:
        """Stop the work that goes on, and keep what has come of it."""
        job = self.job  # without the lock: whoever holds it may be drawing
        if job:
            job.stop = True

    def close(self) -> None:
        """Put an end to the work that goes on, and close the panel."""
        if self.job:
            with self.lock:
                self._rest()
        super().close()

    def work(self) -> bool:
        """Show what has been worked out; the first time of all work it out, here and now."""
        plan, key = self.plan(), self._matters()
        if key != self.key:
            with contextlib.closing(self.bits(plan)) as bits:
                so_far = collections.deque(bits, maxlen=1).pop()
            self.ended, self.key = so_far(), key
        self.result = self.ended
        return False

    def set(self, **values: Any) -> None:
        """Set several things at once, as `Live.set`; what was stopped and is asked for again goes on."""
        with self.lock:
            if self.ended.end == "stopped" and not values.keys().isdisjoint(self.controls):
                self.key = {}
            super().set(**values)

    def go_on(self) -> None:
        """Work again on what was stopped; what a panel has kept of it is not worked out again."""
        self.key = {}
        self._follow()

    def deciding(self) -> list[str]:
        """Name the controls that decide what is worked out."""
        return list(self.controls)

    def _matters(self) -> dict[str, Any]:
        return {name: self.controls[name].setting for name in self.deciding()}

    def _follow(self, by: str = "") -> bool:
        """Begin to work on another thread; in a cell, wait for the end."""
        if self._resized():
            self.show(redraw=True, ground=True)  # as far as it has come
        try:
            plan, key = self.plan(), self._matters()
        except Mistake as mistake:
            self._rest()
            self._refuse(mistake)
            return False
        if self.job is None or self.job.key != key:
            if key == self.key:
                self._rest()
                return super()._follow(by)
            self._begin(plan, key)
        return self._awaited(self.job) if self.patient else True

    def _begin(self, plan: Any, key: dict[str, Any]) -> None:
        """Begin to work on another thread."""
        if self.job is None:  # while a slider is dragged, look on at the pace of before
            self.next_look = time.monotonic() + self.quiet
        self.job = Job(plan, key)
        run = contextvars.copy_context().run  # messages then belong to the turn that asked for them
        threading.Thread(target=run, args=(self._work_on, self.job), daemon=True).start()

    def _awaited(self, job: Job) -> bool:
        """Wait until work has ended or a newer turn has begun; the lock is free meanwhile."""
        try:
            while self.job is job:
                self.at_rest.wait(0.5)  # for so long alone: Windows lets no interrupt through while it waits
        except BaseException:
            if self.job is job:
                self._rest()
            raise
        return job.well

    def _go_back(self, before: dict[str, Any]) -> None:
        """Go back without waiting, if that takes work: a reader who interrupts wants no more of it."""
        with self._impatient():
            super()._go_back(before)

    def _work_on(self, job: Job) -> None:
        """Work on a thread of its own, until done, stopped, or overtaken by a newer turn."""
        try:
            with contextlib.closing(self.bits(job.plan)) as bits:
                for so_far in bits:
                    if self.job is not job:
                        return
                    if job.stop:
                        break
                    if time.monotonic() > self.next_look and (look := so_far()).end == "going":
                        self._deliver(job, look)
            self._deliver(job, so_far(stopped=job.stop), last=True)  # closed before: what it keeps is kept
        except Exception as error:  # nothing else would tell the reader, or take the bar away
            with self.lock:
                if self.job is job:
                    job.well, self.result = False, self.ended
                    with contextlib.suppress(Exception):  # showing may be what has gone wrong
                        self.show(redraw=False, ground=False)
                    self._refuse(error if isinstance(error, Mistake) else self._stopped(error))
        finally:
            with self.lock:
                if self.job is job:
                    self._rest()

    def _deliver(self, job: Job, result: Any, *, last: bool = False) -> None:
        """Show how far it has come, unless a newer turn has begun."""
        with self.lock:
            if self.job is not job:
                return
            self.result, self.refused = result, ""
            self.show(redraw=False, ground=False)
            if last:  # only now: what goes wrong in showing is this turn's to tell
                self.ended, self.key = result, job.key
                self._rest()

    def _rest(self) -> None:
        self.job = None
        self.at_rest.notify_all()

    def _refuse(self, mistake: Mistake) -> None:
        self.refused = str(mistake)
        self.canvas.say(self.refused)

    def _stopped(self, error: Exception) -> Mistake:
        """Turn what went wrong on the way into a sentence."""
        return Mistake(f"The {self.noun} stopped: {type(error).__name__}: {error}. Try other settings.")

    @contextlib.contextmanager
    def _impatient(self) -> Iterator[None]:
        """Do not wait for the end: the reader may turn on."""
        with self.lock:
            self.patient, before = False, self.patient
            try:
                yield
            finally:
                self.patient = before

    def _turned(self, name: str) -> None:
        with self._impatient():
            super()._turned(name)

    def _asked(self, message: dict) -> None:
        with self._impatient():
            super()._asked(message)

    def progress(self, done: int, of: int) -> tuple[int, int] | None:
        """Say how far work is that goes on for so long already that a bar should tell."""
        job, now = self.job, time.monotonic()
        self.next_look = now + self.pace
        going = job is not None and self.result.end == "going"
        return (done, of) if going and now - job.began > self.long else None

    def text(self) -> str:
        """Settings and results when the work is done."""
        with self.lock:
            self.wait()
            return super().text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        with self.lock:
            self.wait()
            return super()._repr_mimebundle_(**kwargs)
