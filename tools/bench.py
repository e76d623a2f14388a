"""Measure how fast the panels and the library are, and print one table with the aims beside it.

It reports and never fails on a time. What is measured, exactly:

key to pixels
    In the page, from the keydown event on the slider (capture listener) to the animation frame that
    shows the new picture: for a panel the one in which its canvas was painted after its line of code
    changed; for interact the first one after the new image was decoded; for the echo the first one after
    the value that the kernel sent back was in the page. The three take turns, so that a drift of the
    machine meets all of them.
drag
    The mouse moves for three seconds and a distinct value goes out with nearly every move. Frames of the
    kernel are paints that show other words than the paint before. Frames of the browser are its animation
    frames. The delay runs from the release of the mouse to the last paint that changed anything.
    The echo is dragged as well: what it cannot do on a machine, no panel can.
a step of run
    ``run`` on rosenbrock over a bare loop of the same arithmetic that keeps nothing but ``w``.
a map of walks
    ``sweep`` over a bare loop that broadcasts the same rule and keeps nothing, looks for no walk that left
    and checks nothing. No walk leaves here, and both end at equal places.
import
    In fresh interpreters: the panels after what they are built on. All modules are compiled already, as
    from the second time on.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

import bench_library


class Row(NamedTuple):
    """A line of the table: what, how much, and the aim if there is one."""

    what: str
    value: float
    unit: str
    aim: str = ""
    met: bool | None = None


def row(what: str, value: float, unit: str, aim: tuple[str, float] | None = None) -> Row:
    """Set a value beside its aim, given as ``("<=", 1.3)``."""
    if aim is None:
        return Row(what, value, unit)
    sign, bound = aim
    return Row(what, value, unit, f"{sign} {bound:g}", value <= bound if sign == "<=" else value >= bound)


def heading(what: str) -> Row:
    """A line that names the next few."""
    return Row(what, float("nan"), "")


def table(rows: Sequence[Row]) -> str:
    """Write the rows below each other.

    >>> print(table([heading("speed"), row("ours", 21.04, "ms"), row("ours / floor", 1.5, "x", ("<=", 1.3))]))
    speed
      ours                                                              21.0 ms
      ours / floor                                                      1.50 x     aim <= 1.3: missed
    """
    lines = []
    for what, value, unit, aim, met in rows:
        if not unit:
            lines.append(what)
            continue
        digits = 2 if unit == "x" else 1
        end = f"aim {aim}: {'met' if met else 'missed'}" if aim else ""
        lines.append(f"  {what:62} {value:7.{digits}f} {unit:5} {end}".rstrip())
    return "\n".join(lines)


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    """Take the median of every list."""
    return {name: statistics.median(values) for name, values in samples.items()}


def of_library() -> list[Row]:
    """Measure what needs no browser."""
    rows = [heading("A step of run on rosenbrock, 2,000 steps, median of 9")]
    for name, samples in bench_library.steps().items():
        time = medians(samples)
        rows += [
            row(f"{name}, run", time["run"], "us"),
            row(f"{name}, bare loop", time["bare"], "us"),
            row(
                f"{name}, run / bare",
                time["run"] / time["bare"],
                "x",
                ("<=", 1.6) if name == "adam" else None,
            ),
        ]
    rows.append(heading("A map of 100 x 100 walks of 300 steps on a ravine, median of 9"))
    for name, samples in bench_library.maps().items():
        time = medians(samples)
        rows += [
            row(f"{name}, sweep", time["sweep"], "ms"),
            row(f"{name}, bare broadcast", time["bare"], "ms"),
            row(f"{name}, sweep / bare", time["sweep"] / time["bare"], "x", ("<=", 1.1)),
        ]
    time = medians(bench_library.updates())
    rows += [heading("An update of the panel in the kernel, 200 steps, without sending, median of 50")]
    rows += [row(name, value, "ms") for name, value in time.items()]
    (base, before), (panels, added) = medians(bench_library.imports()).items()
    rows.append(heading("Import in a fresh interpreter, modules compiled, median of 9"))
    return [*rows, row(base, before, "ms"), row(f"{panels}, on top of it", added, "ms", ("<=", 100))]


def of_browser(presses: int, seconds: float) -> list[Row]:
    """Measure what a learner's hand feels."""
    from bench_browser import measure

    found = measure(presses=presses, seconds=seconds)
    time = medians(found.keys)
    panel, interact, echo = time["panel"], time["interact"], time["echo"]
    rows = [
        heading(f"From a key press on a slider to new pixels, 200 steps, median of {presses}, by turns"),
        row("panel: explore(gradient_descent, ravine(), steps=200)", panel, "ms"),
        row("interact + pyplot, inline: the same walk and loss curve", interact, "ms"),
        row("floor: an anywidget echoes the value of a range input", echo, "ms"),
        row("panel / floor", panel / echo, "x", ("<=", 1.3)),
        row("interact / panel", interact / panel, "x", (">=", 10)),
    ]
    rows += of_others(medians(found.others), medians(found.many))
    for name, several in found.drags.items():
        figures = {key: statistics.median(drag[key] for drag in several) for key in several[0]}
        frames, delay = ((">=", 30), ("<=", 100)) if "floor" not in name else (None, None)
        rows += [
            heading(f"Dragging {name} for {seconds:g} seconds, median of {len(several)}"),
            row("new frames of the kernel painted a second", figures["kernel"], "fps", frames),
            row("animation frames of the browser a second", figures["browser"], "fps"),
            row("values sent by the mouse a second", figures["moves"], "1/s"),
            row("from the release of the mouse to the last new frame", figures["delay"], "ms", delay),
        ]
    return rows


def of_others(time: dict[str, float], many: dict[str, float]) -> list[Row]:
    """Set the other panels, and many panels on one page, against the echo beside them."""
    what = {
        "panel": ("explore(gradient_descent, ravine(), steps=200)", 1.3),
        "compare": ("compare(six rules, rosenbrock(), steps=200)", 1.3),
        "cell": ("the walk of another cell of an atlas", 1.3),
        "map": ("another atlas: 60 x 60 walks of 200 steps", 3.0),
    }
    rows = [heading("The same on other panels, all on one page, by turns")]
    rows += [row(name, time[way], "ms") for way, (name, _) in what.items()]
    rows += [row("floor", time["echo"], "ms")]
    rows += [
        row(f"{way} / floor", time[way] / time["echo"], "x", ("<=", bound))
        for way, (_, bound) in what.items()
    ]
    ratio = many["panel"] / many["echo"]
    return [
        *rows,
        heading("With ten panels on one page"),
        row("explore(gradient_descent, ravine(), steps=200)", many["panel"], "ms"),
        row("explore / floor beside it", ratio, "x", ("<=", 1.3)),
    ]


def missing() -> str:
    """Say what the part with the browser lacks, or nothing."""
    try:
        from bench_browser import chromium
    except ImportError as error:
        return f"{error.name} is not installed; make env-dev installs it"
    return "" if chromium() else "no Chromium on the PATH; on Debian: sudo apt-get install chromium"


def report(measure: Callable[[], list[Row]]) -> None:
    """Print a part as soon as it is there: the whole takes a minute."""
    print(table(measure()), flush=True)


def main() -> None:
    """Measure everything that this machine can."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--presses", type=int, default=25, help="key presses each (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3.0, help="seconds a drag (%(default)s)")
    given = parser.parse_args()
    busy, cores = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0, os.cpu_count() or 1
    if busy > 0.5 * cores:
        print(
            f"The machine is busy (load {busy:.1f} on {cores} processors): expect slower times than it has."
        )
    lack = missing()
    if lack:
        print(f"Not measured, what a hand feels in the browser: {lack}.")
    else:
        report(lambda: of_browser(given.presses, given.seconds))
    report(of_library)


if __name__ == "__main__":
    main()
