"""Frameworks: one optimizer as four frameworks compute it, with the calls, and where their paths part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..descent import Path
from ..dialects import call, keras, optax, parting, tf1, torch
from ..dialects.calls import required
from ..landscapes import Landscape
from ..mistakes import Mistake, called, nearest
from ..signatures import number
from .controls import Choice, Control, Switch, knob, plain_number
from .desk import parameters, refuse_ground
from .race import Race
from .racers import STEPS, Racer, refuse_clash

__all__ = ["Frameworks", "frameworks"]

HOMES = (torch, keras, optax, tf1)
VARIANTS = tuple(dict.fromkeys(name for home in HOMES for name in home.__all__))
FIRST = {  # the same for all, in the names of the series; a rate at which something is to be seen
    "learning_rate": 0.05,
    "beta": 0.9,
    "decay": 0.9,
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": 1e-8,
    "weight_decay": 0.0,
}


def frameworks(
    variant: str,
    landscape: Landscape | Callable[..., Landscape],
    *,
    own_defaults: bool = False,
    steps: int = STEPS,
    start: Sequence[float] | None = None,
    scenes: dict[str, dict[str, Any]] | None = None,
    goals: dict[str, Callable[[dict[str, Path]], bool]] | None = None,
    view: str = "study",
    **settings: float,
) -> Frameworks:
    """Make a live panel that runs one optimizer as PyTorch, Keras, Optax and TensorFlow 1 compute it.

    Parameters
    ----------
    variant : str
        Such as ``"rmsprop"``: a name of :mod:`lessons_lib.dialects`. A menu changes it. Those frameworks run
        that have it.
    landscape : Landscape, or a function that makes one
        Given as a function, such as ``ravine`` without brackets, its own parameters become sliders too.
    own_defaults : bool, default False
        Whether each framework runs with its own defaults; a slider then sets only what a call has to name.
        Otherwise the sliders set the same for all, and what they do not show stays at the defaults.
    steps : int, default 60
        How many steps at first.
    start : sequence of float, optional
        Where all begin; the landscape's own start if not given.
    scenes : dict, optional
        Named presets, ``{"long": dict(steps=200)}``: a button each.
    goals : dict, optional
        Things to reach, given the paths by name: ``paths["torch.rmsprop"]``.
    view : "study" or "lecture"
        Sizes of type and lines.
    **settings
        First positions of sliders, in the names of the series. Naming a memory, such as ``cache=1.0``, adds
        its slider: all then begin with that value.

    Returns
    -------
    Frameworks
        The last line of a cell shows it. ``.paths`` holds the walks by name, ``.set(...)`` moves sliders.

    Raises
    ------
    Mistake
        If a name is unknown or a value makes no sense.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> print(frameworks("adam", ravine(), learning_rate=0.3).text())
    settings: variant=adam, own defaults=False, learning_rate=0.3, beta1=0.9, beta2=0.999, epsilon=1e-08, \
weight_decay=0, steps=60
    result: after 60 steps: torch.adam 0.0039, keras.adam 0.0039, optax.adam 0.0039, tf1.adam 0.0039
    paths: all four stay together for all 60 steps, within 0.001 of the way
    torch.optim.Adam(params, lr=0.3, betas=(0.9, 0.999), eps=1e-08)
    keras.optimizers.Adam(learning_rate=0.3, beta_1=0.9, beta_2=0.999, epsilon=1e-08)
    optax.adam(learning_rate=0.3, b1=0.9, b2=0.999, eps=1e-08)
    tf.compat.v1.train.AdamOptimizer(learning_rate=0.3, beta1=0.9, beta2=0.999, epsilon=1e-08)
    """
    if variant not in VARIANTS:
        raise Mistake(f"The variant is {called(variant)}. {nearest(called(variant), VARIANTS)}")
    refuse_ground(landscape)
    ground, memory = parameters(landscape), _memory()
    refuse_clash([*FIRST, *memory], ground)
    known = [*FIRST, *memory, *ground]
    for name in settings:
        if name not in known:
            raise Mistake(f"No framework has a setting {name!r}. {nearest(name, known)}")
    for name in settings.keys() - ground.keys():
        number(name, plain_number(name, settings[name]))  # refuses what makes no sense
    named = {name: x for name, x in settings.items() if name in memory}
    controls = {
        "variant": Choice(label="variant", options=list(VARIANTS), value=variant),
        "own_defaults": Switch(label="own defaults"),
        **{name: knob(name, settings.get(name, x)) for name, x in (FIRST | named | ground).items()},
        "steps": knob("steps", steps),
    }
    controls["own_defaults"].value = controls["own_defaults"].accept(own_defaults)
    return Frameworks(landscape, controls, start=start, scenes=scenes or {}, goals=goals or {}, view=view)


def _memory() -> list[str]:
    """List what any dialect remembers."""
    rules = [getattr(home, name) for home in HOMES for name in home.__all__]
    return list(dict.fromkeys(name for rule in rules for name in Racer("", rule, {}).memory()))


def _dialects(variant: str) -> tuple[Racer, ...]:
    """List the frameworks that have a variant."""
    homes = [home for home in HOMES if variant in home.__all__]
    names = [f"{home.__name__.split('.')[-1]}.{variant}" for home in homes]
    return tuple(Racer(name, getattr(home, variant), {}) for name, home in zip(names, homes, strict=True))


class Frameworks(Race):
    """The panel that :func:`frameworks` makes."""

    kind = "frameworks"

    def racers(self) -> Sequence[Racer]:
        """List the frameworks that have the chosen variant."""
        return _dialects(self.controls["variant"].setting)

    def settings(self, racer: Racer) -> dict[str, Any]:
        """Collect what a dialect is to be run with: what all share, or only what its call has to name."""
        names = [*racer.tuned(), *racer.memory()]
        if self.controls["own_defaults"].setting:
            names = [name for name in names if racer.spelt(name) in required(racer.rule)]
        return {racer.spelt(name): self.controls[name].setting for name in names if name in self.controls}

    def shown(self) -> list[Control]:
        """List the controls that matter now."""
        racers = self.racers()
        if self.controls["own_defaults"].setting:
            used = {name for r in racers for name in r.tuned() if r.spelt(name) in required(r.rule)}
        else:
            used = {name for racer in racers for name in (*racer.tuned(), *racer.memory())}
        used |= {"variant", "own_defaults", "steps", *parameters(self.make)}
        return [control for name, control in self.controls.items() if name in used]

    def given(self) -> tuple[str, list[str]]:
        """Begin the line of code with the variant and the landscape."""
        return "frameworks", [repr(self.controls["variant"].setting), called(self.make)]

    def belongs(self) -> list[str]:
        """Name the landscape."""
        return [called(self.make)]

    def usual(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where sliders stand by themselves."""
        return FIRST | parameters(self.make) | {"own_defaults": False, "steps": STEPS}

    def told(self) -> dict[str, Any]:
        """Leave out of the line of code what stands so by itself."""
        usual = self.usual({})
        usual["variant"] = self.controls["variant"].setting
        return self.brief({name: x for name, x in self.state().items() if usual.get(name) != x})

    def lines(self) -> dict[str, Any]:
        """Say in words what is on screen: who is ahead, where the paths part, and the calls."""
        calls = [call(racer.rule, **_stated(racer, self.settings(racer))) for racer in self.racers()]
        return super().lines() | {
            "theory": "" if self.refused else f"paths: {partings(self.paths)}",
            "code": "\n".join(calls),
        }


def _stated(racer: Racer, settings: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a call what is off and off by default, such as weight decay."""
    usual = {racer.spelt(name): x for name, x in (racer.tuned() | racer.memory()).items()}
    return {name: x for name, x in settings.items() if x != 0 or usual[name] != 0}


def partings(paths: dict[str, Path]) -> str:
    """Say which walks stay together, and at which step the others part from the first.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> rules = {"torch": torch.rmsprop, "optax": optax.rmsprop, "tf1": tf1.rmsprop}
    >>> partings({name: run(rule, ravine(), steps=9) for name, rule in rules.items()})
    'apart from torch: optax from step 1 on, tf1 from step 1 on'
    """
    first, *others = paths
    groups = [[first]]  # of walks that stay together
    for name in others:
        group = next((g for g in groups if parting(paths[g[0]], paths[name]).step is None), None)
        group.append(name) if group else groups.append([name])
    if len(groups) == 1:
        number = {2: "both", 3: "all three", 4: "all four"}[len(paths)]
        return f"{number} stay together for all {paths[first].steps} steps, within 0.001 of the way"
    together = [f"{_listed(group)} stay together" for group in groups if len(group) > 1]
    steps = [(_listed(group), parting(paths[first], paths[group[0]]).step) for group in groups[1:]]
    apart = ", ".join(f"{names} from step {step} on" for names, step in steps)
    return "; ".join([*together, f"apart from {first}: {apart}"])


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
