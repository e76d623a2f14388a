"""What panels share whose work takes longer than a blink: the newest turn wins, and work can be stopped."""

from __future__ import annotations

import contextlib
import contextvars
import math
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
    """Work on its way on a thread of its own."""

    plan: Any
    key: dict[str, Any]
    began: float = field(default_factory=time.monotonic)
    stop: bool = False


class Working(Live):
    """A panel whose work goes on beside the page.

    A turn from the page works on another thread: a newer one puts an end to it, so that there is never a
    queue. ``set``, ``undo`` and ``restore`` called from a cell come back when the work is done; the picture
    fills meanwhile, and the reader can stop it there.

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
        self.result, self.key = None, {}
        self.goals, self.reached = goals, set()  # goals once reached stay so on screen
        self.job: Job | None = None  # what goes on on another thread
        self.patient = True  # whether to wait for the end, as code in a cell wants it
        self.next_look = math.inf  # when to show how far it has come: not before there is a canvas
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
        job = self.job  # without the lock: a cell that works may hold it
        if job:
            job.stop = True

    def close(self) -> None:
        """Put an end to the work that goes on, and close the panel."""
        if self.job:
            with self.lock:
                self._rest()
        super().close()

    def work(self) -> bool:
        """Work to the end, here and now, if the picture does not show it already."""
        if self.job:
            self._rest()
        plan, key = self.plan(), self._matters()
        if key != self.key:
            before = self.result, self.key
            try:
                self.result, self.key = self._work_here(Job(plan, key)), key
            except BaseException:  # an interrupt, too
                self.result, self.key = before
                raise
            finally:
                self.job = None
        return False

    def _work_here(self, job: Job) -> Any:
        """Work on this thread until done or stopped; return the result."""
        self.job = job
        with contextlib.closing(self.bits(job.plan)) as bits:
            for so_far in bits:
                if job.stop:
                    break
                if time.monotonic() > self.next_look and (look := so_far()).end == "going":
                    self.result, self.key, self.refused = look, {}, ""
                    self.show(redraw=False, ground=False)
        return so_far(stopped=job.stop)

    def deciding(self) -> list[str]:
        """Name the controls that decide what is worked out."""
        return list(self.controls)

    def _matters(self) -> dict[str, Any]:
        return {name: self.controls[name].setting for name in self.deciding()}

    def _follow(self, by: str = "") -> bool:
        """Work here, or begin to on another thread."""
        if self.patient:
            self.next_look = time.monotonic() + self.quiet
            return super()._follow(by)
        if self._resized():
            self.show(redraw=True, ground=True)  # as far as it has come
        try:
            plan, key = self.plan(), self._matters()
        except Mistake as mistake:
            self._rest()
            self._refuse(mistake)
            return False
        if self.job and self.job.key == key:
            return True
        if key == self.key:
            return super()._follow(by)
        if self.job is None:  # while a slider is dragged, look on at the pace of before
            self.next_look = time.monotonic() + self.quiet
        self.job = Job(plan, key)
        run = contextvars.copy_context().run  # messages then belong to the turn that asked for them
        threading.Thread(target=run, args=(self._work_on, self.job), daemon=True).start()
        return True

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
            self.result, self.refused, self.key = result, "", job.key if last else {}
            self.show(redraw=False, ground=False)
            if last:  # only now: what goes wrong in showing is this turn's to tell
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
