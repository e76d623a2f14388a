"""Averages: exponentially smoothed averages of a noisy signal, as they are and corrected for their start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import theory
from ..mistakes import Mistake, called, nearest
from ..plots.averages import Averages as Result
from ..plots.averages import averages_picture
from ..plots.picture import Picture
from ..signatures import floats
from .controls import Choice, Control, Switch, knob
from .live import Live

__all__ = ["Averages", "averages", "smoothed"]

JUMP, PERIOD = 40, 80  # the step jumps after so many samples; the wave comes again after so many
LONGEST = 300  # samples
MEANS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "noise": lambda t: np.ones(len(t)),
    "step": lambda t: np.where(t <= JUMP, 1.0, 2.0),
    "wave": lambda t: 1.0 + np.sin(2 * np.pi * t / PERIOD),
}
OWN = "own"


def averages(
    signal: str | Sequence[float] = "noise",
    *,
    own: Sequence[float] | None = None,
    beta: float = 0.9,
    noise: float = 0.3,
    seed: int = 0,
    steps: int = 100,
    correction: bool = True,
    scenes: dict[str, dict[str, Any]] | None = None,
    view: str = "study",
) -> Averages:
    r"""Make a live panel of a signal and its exponentially smoothed average.

    .. math:: m_t = beta \cdot m_{t-1} + (1 - beta) \, signal_t, \quad \hat m_t = m_t / (1 - beta^t)

    Below the curves stands, for the step shown, how much each sample weighs in the average.

    Parameters
    ----------
    signal : "noise", "step", "wave" or sequence of float, default "noise"
        Noise around 1, a jump from 1 to 2, a slow wave around 1, or numbers of your own.
    own : sequence of float, optional
        Numbers of your own for the menu, beside another first signal.
    beta : float in [0, 1), default 0.9
        Share of the average that survives a step.
    noise : float, default 0.3
        Standard deviation of what is added to the signal. Numbers of your own stay as they are.
    seed : int, default 0
        Which noise.
    steps : int, default 100
        How many samples; of your own numbers at most all.
    correction : bool, default True
        Show the average corrected for its start as well.
    scenes : dict, optional
        Named presets, ``{"long memory": dict(beta=0.99)}``: a button each.
    view : "study" or "lecture"
        Sizes of type and lines.

    Returns
    -------
    Averages
        The last line of a cell shows it. ``.result`` holds the numbers on screen.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> panel = averages([1.0, 1.0, 1.0], beta=0.5)
    >>> panel.result.m
    array([0.   , 0.5  , 0.75 , 0.875])
    >>> panel.result.m_hat[1:]
    array([1., 1., 1.])
    """
    if not isinstance(signal, str):
        signal, own = OWN, signal
    own = None if own is None else _numbers(own)
    names = [*MEANS, *([OWN] if own is not None else [])]
    if signal not in names:
        raise Mistake(f"signal is {signal!r}. {nearest(signal, names)} Or give numbers of your own.")
    if signal == OWN and isinstance(steps, int):
        steps = min(steps, len(own))
    controls = {
        "signal": Choice(label="signal", options=names, value=signal),
        "beta": knob("beta", beta),
        "noise": knob("noise", noise),
        "seed": knob("seed", seed),
        "steps": knob("steps", steps),
        "correction": Switch(label="bias correction", value=True),
    }
    controls["correction"].value = controls["correction"].accept(correction)
    return Averages(controls, own=own, scenes=scenes or {}, view=view)


def smoothed(signal: np.ndarray, beta: float) -> np.ndarray:
    """Return the smoothed average after each sample, and 0 before the first.

    Examples
    --------
    >>> smoothed(np.array([8.0, 8.0]), 0.75)
    array([0. , 2. , 3.5])
    """
    m = np.zeros(len(signal) + 1)
    for t, x in enumerate(signal, start=1):
        m[t] = beta * m[t - 1] + (1 - beta) * x
    return m


class Averages(Live):
    """The panel that :func:`averages` makes: a signal, its averages, and the weights in them."""

    kind = "averages"

    def __init__(
        self, controls: dict[str, Control], *, own: np.ndarray | None, scenes: dict, view: str
    ) -> None:
        self.own = own
        super().__init__(controls, places={}, scenes=scenes, view=view)

    def work(self) -> bool:
        """Average the signal that is chosen."""
        set_ = {name: control.setting for name, control in self.controls.items()}
        signal, mean = self._signal(**set_)
        beta = set_["beta"]
        if not 0 <= beta < 1:
            raise Mistake(f"beta is {beta:g}. It must be a share: from 0 up to, but not including, 1.")
        m, t = smoothed(signal, beta), np.arange(1, len(signal) + 1)
        before = [np.nan]
        self.result = Result(
            signal=np.array([*before, *signal]),
            mean=np.array([*before, *mean]),
            m=m,
            m_hat=np.array([*before, *(m[1:] / (1 - beta**t))]),
            beta=beta,
            corrected=set_["correction"],
        )
        return False

    def _signal(self, *, signal: str, noise: float, seed: int, steps: int, **_: Any) -> tuple:
        """Make the samples, and what they would be without noise."""
        least = {"noise": (noise, 0), "seed": (seed, 0), "steps": (steps, 1)}
        for name, (value, low) in least.items():
            if value < low:
                raise Mistake(f"{name} is {value:g}. Give {low} or more.")
        if signal == OWN:
            return self.own[:steps], np.full(min(steps, len(self.own)), np.nan)
        mean = MEANS[signal](np.arange(1, steps + 1))
        return mean + noise * np.random.default_rng(seed).standard_normal(steps), mean

    def picture(self) -> Picture:
        """Draw the signal, its averages and their weights."""
        return averages_picture(view=self.view)

    def shown(self) -> list[Control]:
        """List the controls that matter now: numbers of one's own get no noise."""
        without = ("noise", "seed") if self.controls["signal"].setting == OWN else ()
        return [control for name, control in self.controls.items() if name not in without]

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code."""
        return "averages", []

    def belongs(self) -> list[str]:
        """Say how many numbers of one's own there are."""
        return [] if self.own is None else [f"{OWN} {len(self.own)}"]

    def told(self) -> dict[str, Any]:
        """Name everything that is set, and the numbers of one's own."""
        own = {} if self.own is None else {"own": tuple(self.own.tolist())}
        return self.state() | own

    def show(self, *, redraw: bool, ground: bool) -> None:
        """Send the curves as they now are."""
        seen = self.result
        redraw = self.still.follow(seen) or redraw
        self.still.alt = self._described()
        columns = {"signal": seen.signal, "m": seen.m} | ({"m_hat": seen.m_hat} if seen.corrected else {})
        self.canvas.show(
            self.still,
            redraw=redraw,
            ground=ground,
            table=np.column_stack(list(columns.values())),
            columns=tuple(columns),
            lines=self.lines(),
        )

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen, and the two formulas with the numbers in them."""
        beta = self.result.beta
        code = f"m = {beta:.10g} * m + {1 - beta:.3g} * signal[t]"
        code += f"; m_hat = m / (1 - {beta:.10g}**t)" if self.result.corrected else ""
        return {
            "status": self.refused or self._status(),
            "theory": "" if self.refused else self._theory(),
            "goals": [],
            "code": code,
        }

    def _status(self) -> str:
        beta = self.result.beta
        length = float(f"{theory.memory_length(beta):.3g}")
        steps = "1 step" if length == 1 else f"{length:g} steps"
        words = f"beta {beta:.10g} remembers about {steps}"
        if beta == 0:
            return f"{words}: every average is the newest sample alone"
        return f"{words}; the uncorrected average starts at {1 - beta:.3g} of the signal"

    def _theory(self) -> str:
        beta, rows = self.result.beta, len(self.result.m) - 1
        if beta == 0:
            return ""
        words = f"half-life {theory.half_life(beta):.3g} steps (the dot)"
        words += f"; the bracket is {theory.memory_length(beta):.4g} steps long"
        words += f"; after {rows} samples the average has {1 - beta**rows:.3g} of its full weight"
        return words

    def _described(self) -> str:
        seen, kind = self.result, self.controls["signal"].setting
        last = f"At the last step the signal is {seen.signal[-1]:.3g}, the average m {seen.m[-1]:.3g}"
        last += f" and corrected {seen.m_hat[-1]:.3g}" if seen.corrected else ""
        return f"{len(seen.m) - 1} samples of a signal ({kind}) and its average. {self._status()}. {last}."


def _numbers(values: Any) -> np.ndarray:
    """Return numbers of one's own as an array, if they are a row of finite ones."""
    array = floats(values)
    if array is None or array.ndim != 1 or not np.all(np.isfinite(array)):
        raise Mistake(
            f"The signal is {called(values)}. Give a name, such as 'noise', or a row of finite numbers."
        )
    if not 1 <= array.size <= LONGEST:
        raise Mistake(f"The signal has {array.size} numbers. Give from 1 to {LONGEST}.")
    return array
