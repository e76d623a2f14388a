"""The rules that run in a race, and the controls that they share or have for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..dialects.calls import series_name
from ..entries import numbered, read_entries
from ..landscapes import Landscape
from ..mistakes import Mistake, nearest, title
from ..plots.palette import framework_of
from ..signatures import settle, signature
from .controls import Choice, Control, Knob, Switch, knob
from .desk import made, parameters, refuse_ground
from .writing import call, short, written_rule

FEWEST, MOST = 2, 8
WHOSE = "settings of"
RESERVED = ("linked", "steps", "start", "view", "scenes", "goals", WHOSE)
EXAMPLE = "compare([gradient_descent, momentum], ravine)"
STEPS = 60  # at first
IN_SIGHT = 4  # sliders of single rules that are all shown at once


class Racer(NamedTuple):
    """One rule of a race: its name there, and first settings of its own, in the names of the series."""

    name: str
    rule: Callable
    own: dict[str, Any]

    def tuned(self) -> dict[str, Any]:
        """List what can be tuned, with defaults, in the names of the series."""
        return {_series(self.rule, name): x for name, x in signature(self.rule).hyperparameters.items()}

    def memory(self) -> dict[str, Any]:
        """List what it remembers, with first values."""
        return dict(signature(self.rule).memory)

    def spelt(self, name: str) -> str:
        """Turn a name of the series into the rule's own."""
        known = signature(self.rule)
        return {_series(self.rule, own): own for own in (*known.memory, *known.hyperparameters)}[name]

    def key(self, name: str) -> str:
        """Name one of its settings among those of all."""
        return f"{self.name}: {name}"


def _series(rule: Callable, name: str) -> str:
    return series_name(rule, name) if framework_of(rule) else name


def read_racers(rules: Any) -> tuple[Racer, ...]:
    """Read what a race is to be run with: a list of rules, or a dict that names them.

    Each is a rule, or a rule with settings of its own.

    Raises
    ------
    Mistake
        If there are too few or too many, or one is no rule or has not such a setting.

    Examples
    --------
    >>> from lessons_lib.rules import adam, momentum
    >>> [racer.name for racer in read_racers([adam, momentum, adam])]
    ['adam', 'momentum', 'adam 2']
    >>> read_racers({"slow": (momentum, dict(beta=0.5)), "fast": momentum})[0].own
    {'beta': 0.5}
    """
    return tuple(_racer(*entry) for entry in read_entries(rules, FEWEST, MOST, EXAMPLE))


def _racer(name: str, rule: Callable, own: dict[str, Any]) -> Racer:
    racer = Racer(name, rule, {_series(rule, key): value for key, value in own.items()})
    known = [*racer.tuned(), *racer.memory()]
    for key in racer.own:
        if key not in known:
            raise Mistake(f"{name} has no setting {key!r}. {nearest(key, known)}")
    for key in racer.tuned():
        if key in RESERVED:
            raise Mistake(f"{name} has a setting called {key}, which the panel needs itself. Rename it.")
    return racer


@dataclass(frozen=True)
class Table:
    """Everything that can be set in a race.

    Parameters
    ----------
    racers : tuple of Racer
    make : Landscape, or a function that makes one from knobs
    controls : dict of Control
        ``linked``, ``settings of``, a knob a name of the series, the knobs of single rules, those of the
        landscape, ``steps``.
    links : dict
        Knobs of single rules that stand where a linked one stands: ``"adam: beta1" -> "beta1"``.
    pins : tuple of str
        Knobs of single rules that are never linked, because the rule was given a value of its own.
    fixed : dict
        Schedules given ready-made: ``"adam: learning_rate" -> schedule``.
    usual : dict
        Where knobs stand that are not named.
    """

    racers: tuple[Racer, ...]
    make: Landscape | Callable[..., Landscape]
    controls: dict[str, Control]
    links: dict[str, str]
    pins: tuple[str, ...]
    fixed: dict[str, Callable]
    usual: dict[str, Any]

    @property
    def linked(self) -> bool:
        """Whether one set of knobs serves all."""
        return self.controls["linked"].setting

    def landscape(self) -> Landscape:
        """Make the landscape that the knobs describe."""
        return made(self.make, self.controls)

    def settings(self, racer: Racer) -> dict[str, Any]:
        """Collect what a rule is to be run with, in its own names."""
        found = {}
        for name in (*racer.tuned(), *racer.memory()):
            key = racer.key(name)
            if key in self.fixed:
                found[racer.spelt(name)] = self.fixed[key]
            elif key in self.controls:
                shared = self.linked and key in self.links
                found[racer.spelt(name)] = self.controls[self.links[key] if shared else key].setting
        return found

    def mirror(self, state: dict[str, Any]) -> dict[str, Any]:
        """Where the knobs of single rules stand if they stand where the linked ones do."""
        return {key: state[name] for key, name in self.links.items()}

    def shown(self) -> list[Control]:
        """List the controls that matter now."""
        own = [key for key in self.controls if key in self.pins or (key in self.links and not self.linked)]
        chosen = self.controls[WHOSE].setting
        few = self.linked and len(own) <= IN_SIGHT
        seen = own if few else [key for key in own if key.startswith(f"{chosen}: ")]
        shared = [name for name in dict.fromkeys(self.links.values()) if self.linked]
        rest = [name for name in (*parameters(self.make), "steps")]
        whose = [] if few else [WHOSE]
        return [self.controls[name] for name in ("linked", *whose, *shared, *seen, *rest)]

    def written(self) -> str:
        """Write the rules as code, those with settings of their own with where they stand now."""
        plain = not (self.pins or self._schedules()) and [racer.name for racer in self.racers] == numbered(
            [title(racer.rule) for racer in self.racers]
        )
        if plain:
            return f"[{', '.join(written_rule(racer.rule) for racer in self.racers)}]"
        return f"{{{', '.join(f'{racer.name!r}: {self._entry(racer)}' for racer in self.racers)}}}"

    def _schedules(self) -> dict[str, Callable]:
        """Schedules that single rules were given."""
        own = [racer.key(name) for racer in self.racers for name in racer.own]
        return {key: schedule for key, schedule in self.fixed.items() if key in own}

    def _entry(self, racer: Racer) -> str:
        own = {name: self.fixed.get(racer.key(name)) for name in racer.own}
        own = {name: self.controls[racer.key(name)].setting if x is None else x for name, x in own.items()}
        rule = written_rule(racer.rule)
        return f"({rule}, {call('dict', [], own)})" if own else rule

    def told(self, state: dict[str, Any]) -> dict[str, Any]:
        """Leave out of a state what the line of code says elsewhere, or what stands so by itself."""
        usual = self.usual | self.mirror(state) | {WHOSE: self.racers[0].name, "linked": True}
        told = {name: x for name, x in state.items() if name not in self.pins and usual.get(name) != x}
        shared = {key: x for key, x in self.fixed.items() if key not in self._schedules()}
        return told | {key.partition(": ")[2]: x for key, x in shared.items()}


def make_table(
    racers: Sequence[Racer],
    make: Landscape | Callable[..., Landscape],
    *,
    steps: int,
    linked: bool,
    settings: dict[str, Any],
) -> Table:
    """Make a knob for all that the rules of a race and a landscape let one set.

    Raises
    ------
    Mistake
        If a setting is unknown, or names of the rules and the landscape get into each other's way.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent, momentum
    >>> table = make_table(read_racers([gradient_descent, momentum]), bowl, steps=9, linked=True, settings={})
    >>> [control.label for control in table.shown()]
    ['linked', 'learning_rate', 'beta', 'curvature', 'steps']
    """
    refuse_ground(make)
    ground = parameters(make)
    first = _first_values(racers, settings)
    refuse_clash(first, ground)
    _refuse_bad(racers, first)
    knobs: dict[str, Knob] = {n: knob(n, x) for n, x in first.items() if not callable(x)}
    links, pins, fixed = {}, {}, {}
    for racer in racers:
        for name in (*racer.tuned(), *racer.memory()):
            value, key = racer.own.get(name, first.get(name)), racer.key(name)
            if callable(value):
                fixed[key] = value
            elif name in racer.own:
                pins[key] = knob(name, value)
                pins[key].label = key
            elif name in first:
                links[key] = name
                linked_one = knobs[name]
                value = settings.get(key, value)
                knobs[key] = knob(name, value, ends=(linked_one.low, linked_one.high))
    names = [racer.name for racer in racers]
    whose = Choice(label=WHOSE, options=names, value=names[0])
    controls = {"linked": Switch(label="linked", value=True), WHOSE: whose, **knobs, **pins}
    controls |= {name: knob(name, settings.get(name, value)) for name, value in ground.items()}
    controls["steps"] = knob("steps", steps)
    controls["linked"].value = controls["linked"].accept(linked)
    usual = _first_values(racers, {}) | ground | {"steps": STEPS}
    table = Table(tuple(racers), make, controls, links, tuple(pins), fixed, usual)
    _refuse_strange(table, first, settings)
    return table


def _first_values(racers: Sequence[Racer], settings: dict[str, Any]) -> dict[str, Any]:
    """Say where the linked knobs stand at first: where set, or at the default of the first that has it."""
    first = {}
    for racer in racers:
        memory = {name: x for name, x in racer.memory().items() if name in settings}
        for name, default in (racer.tuned() | memory).items():
            if name not in racer.own:
                first.setdefault(name, settings.get(name, default))
    return first


def _refuse_bad(racers: Sequence[Racer], first: dict[str, Any]) -> None:
    """Refuse first values that make no sense to a rule, before a slider has to hold them."""
    for racer in racers:
        known = [*racer.tuned(), *racer.memory()]
        settle(racer.rule, {racer.spelt(n): x for n, x in (first | racer.own).items() if n in known})


def _refuse_strange(table: Table, first: dict[str, Any], settings: dict[str, Any]) -> None:
    """Refuse settings that no knob has, and those of single rules where one set serves all."""
    ground = parameters(table.make)
    known = [*first, *ground, WHOSE, *table.links, *table.pins]
    for name, value in settings.items():
        if name not in known:
            listed = [each for each in known if ":" not in each and each != WHOSE]
            raise Mistake(f"None of the rules has a setting {name!r}. {nearest(name, listed, most=3)}")
        if name in table.links and table.linked:
            refuse_linked(name, table.links[name], value, settings.get(table.links[name], first.get(name)))
    if WHOSE in settings:
        table.controls[WHOSE].value = table.controls[WHOSE].accept(settings[WHOSE])


def refuse_clash(tuned: Iterable[str], ground: dict[str, Any]) -> None:
    """Refuse names of a landscape's settings that the rules or the panel use too."""
    for name in ground:
        if name in tuned or name in RESERVED:
            raise Mistake(f"{name} is a setting of the landscape, and taken already. Rename it there.")


def refuse_linked(key: str, name: str, value: Any, linked: Any) -> None:
    """Refuse to set a knob of a single rule while it stands where the linked one stands."""
    if value != linked:
        raise Mistake(
            f"{key} is to be {short(value)}, but it is linked with {name}, which is {short(linked)}. "
            f"Set {name}, or set linked=False as well."
        )
