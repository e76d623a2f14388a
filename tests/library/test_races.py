"""A race is fair, says what it found and no more, and keeps what it has walked."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import itertools
import json
import linecache
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons_lib import plots, races
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork, LinearRegression, LogisticRegression
from lessons_lib.noise import noisy
from lessons_lib.races import grounds, holding, keys, store
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.schedules import cosine

BOTTOMLESS = dataclasses.replace(bowl(), minima=())
NETWORK = DigitsNetwork(hidden=4, batch_size=16)
FEW = dict(rates=[0.01, 0.1], steps=8, seeds=[0, 1])


def mine(w, g, t, *, learning_rate=0.1):
    """A rule of one's own: what it does depends on all coordinates together."""
    return dict(w=w - learning_rate * g / (1 + np.linalg.norm(g)))


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A place for the kept ends, which is not there yet."""
    place = tmp_path / "kept" / "races.json"
    monkeypatch.setenv("LESSONS_RACES", str(place))
    return place


@pytest.fixture
def walks(monkeypatch):
    """How many walks, or rows of walks at once, are really walked."""
    count = []
    for name in ("run", "sweep"):
        real = getattr(holding, name)
        monkeypatch.setattr(holding, name, lambda *a, real=real, **k: count.append(1) or real(*a, **k))
    return count


def three(losses, first=9.0):
    """A race of one rule, one seed, and rates as many as losses."""
    rates = np.geomspace(0.1, 10, len(losses))
    return races.Race(
        "none", ("mine",), (mine,), rates, (0,), 5, np.array([losses])[..., None], np.array([first])
    )


# fairness


HIGH = LinearRegression()  # its lowest loss is well above zero


@pytest.mark.parametrize(
    "problem", [ravine(), noisy(ravine()), NETWORK, LogisticRegression(), HIGH], ids=repr
)
def test_every_rule_ends_where_it_ends_alone_from_the_same_start(problem):
    race = races.hold([gradient_descent, adam, mine], problem, **FEW)
    for (i, rule), (k, rate), j in itertools.product(enumerate(race.rules), enumerate(race.rates), (0, 1)):
        here = grounds.ground(problem, j)
        path = run(rule, here.problem, start=here.start, steps=8, learning_rate=float(rate))
        above = path.loss[-1] - (problem.lowest if hasattr(problem, "lowest") else 0)
        assert race.losses[i, k, j] == pytest.approx(above, rel=1e-9)


@pytest.mark.parametrize("problem", [NETWORK, ravine()], ids=repr)
def test_no_rule_is_ever_more_than_one_try_ahead(problem):
    for heat in races.heats([mine, gradient_descent, adam], problem, **FEW):
        done = (~np.isnan(heat.race().losses)).sum(axis=(1, 2))
        assert done.max() - done.min() <= 1
    assert heat.done == heat.total == done.sum() == 12


@pytest.mark.parametrize("problem", [ravine(), noisy(ravine()), NETWORK, LogisticRegression()], ids=repr)
def test_seeds_give_a_spread_and_the_same_seeds_the_same_race(problem):
    one, again = (races.hold([gradient_descent], problem, **FEW) for _ in range(2))
    assert np.array_equal(one.losses, again.losses)
    assert np.all(np.ptp(one.losses, axis=2) > 0)


def test_the_seed_draws_the_noise_of_a_landscape_and_leaves_its_start():
    shaky = noisy(ravine(), sigma=2.0, seed=5)
    drawn = grounds.ground(shaky, 1)
    assert np.array_equal(drawn.start, shaky.start)
    assert (drawn.problem.seed, drawn.problem.sigma) == (1, 2.0)
    w = np.array(shaky.start)
    assert np.array_equal(drawn.problem.gradient(w, 3), noisy(ravine(), 2.0, 1).gradient(w, 3))


def test_all_rules_and_rates_meet_the_same_noise():
    here = grounds.ground(noisy(bowl(), sigma=1.0), 0).problem
    slopes = {float(here.gradient(np.array([w, 0.0]), 4)[0] - w) for w in (0.0, 1.0, 2.0)}
    assert np.ptp(list(slopes)) < 1e-12


def test_a_schedule_is_made_of_each_rate():
    race = races.hold([(gradient_descent, dict(learning_rate=cosine))], ravine(), **FEW)
    here = grounds.ground(ravine(), 1)
    path = run(gradient_descent, here.problem, start=here.start, steps=8, learning_rate=cosine(0.1))
    assert race.losses[0, 1, 1] == pytest.approx(path.loss[-1])


def test_both_sizes_and_what_is_given_take_the_same_way():
    for size, told in races.SIZES.items():
        heat = next(races.heats([adam], NETWORK, size=size))
        assert heat.total == told.rates * told.seeds and heat.race().steps == told.of_model
        assert next(races.heats([adam], bowl(), size=size, rates=3, seeds=[4])).total == 3
    small, full = races.SIZES.values()
    assert all(one < other for one, other in zip(small, full, strict=True))


def test_rates_are_in_a_fixed_ratio_from_end_to_end():
    rates = races.spaced(21)
    assert (rates[0], rates[-1]) == (1e-4, 10.0)
    assert np.allclose(rates[1:] / rates[:-1], 10**0.25, rtol=0.01)


# reading


@given(st.lists(st.floats(0.01, 8.0), min_size=2, max_size=7), st.data())
def test_the_expected_best_is_the_mean_over_all_ways_to_pick(losses, data):
    tries = data.draw(st.integers(1, len(losses)))
    best = [min(picked) for picked in itertools.combinations(losses, tries)]
    assert three(losses).expected_best(tries)["mine"] == pytest.approx(np.mean(best))


def test_a_walk_that_left_counts_as_the_start_for_whoever_picks_it():
    assert three([np.inf, 1.0, 50.0], first=4.0).expected_best(1)["mine"] == pytest.approx((4 + 1 + 4) / 3)


def test_the_best_rate_has_the_lowest_median_and_not_the_luckiest_seed():
    losses = np.array([[[0.1, 5.0, 6.0], [2.0, 2.0, 3.0], [1.0, np.inf, np.inf]]])
    race = races.Race(
        "none", ("mine",), (mine,), np.array([1.0, 2.0, 3.0]), (0, 1, 2), 5, losses, np.full(3, 9.0)
    )
    assert race.best("mine") == (2.0, 2.0, 2.0, 3.0)
    assert race.width("mine", 2.6) == 2 and race.width(mine, 1) == 1


def test_what_differs_by_less_than_the_spread_is_no_win():
    losses = np.array([[[1.0, 2.0]], [[1.9, 3.0]], [[2.1, 3.0]]])
    race = races.Race(
        "none", ("a", "b", "c"), (mine,) * 3, np.array([1.0]), (0, 1), 5, losses, np.full(2, 9.0)
    )
    assert race.ranking() == ("a", "b", "c") and race.level() == ("b",)
    assert "No win of a over b: " in repr(race)


def pair(first, second):
    """A race of two rules at one rate, with a loss for each seed."""
    losses, count = np.array([[first], [second]]), len(first)
    return races.Race(
        "none", ("a", "b"), (mine,) * 2, np.array([1.0]), range(count), 5, losses, np.full(count, 9.0)
    )


def test_a_rule_that_left_at_every_seed_is_level_with_none():
    race = pair([1.0, 2.0, np.inf], [np.inf] * 3)
    assert race.level() == () and "No win" not in repr(race)


def test_only_who_solves_it_at_every_seed_is_said_to_solve_it_too():
    said = repr(pair([9e-9] * 3, [9e-9, 2.0, 3.0]))
    assert "they solve it too" not in said and "No win of a over b: the spread over the seeds is" in said
    assert "No win of a over b: they solve it too." in repr(pair([9e-9] * 3, [9e-9] * 3))


def test_below_a_billionth_all_are_equal_and_solved():
    race = races.hold([gradient_descent, momentum], bowl(), rates=[0.2, 0.4, 1.0], steps=300, seeds=[0])
    assert (
        race.best("momentum").loss == race.best("gradient_descent").loss == pytest.approx(1e-9 * race.start)
    )
    assert "momentum: solved at rate 0.2" in repr(race)


def test_a_walk_that_leaves_counts_as_infinite_and_is_said_to():
    race = races.hold([gradient_descent, mine], ravine(), rates=[5.0, 8.0], steps=60, seeds=[0])
    assert np.all(race.losses[0] == np.inf) and np.all(np.isfinite(race.losses[1]))
    assert "gradient_descent: left the map at every rate." in repr(race)
    assert race.width("gradient_descent") == 0 and race.ranking() == ("mine", "gradient_descent")


def test_the_network_says_how_much_it_reads_rightly():
    race = races.hold([adam], NETWORK, rates=[0.03], steps=60, seeds=[0])
    assert race.accuracies.shape == (1, 1, 1) and 0.4 < race.accuracies.item() <= 1
    assert races.hold([adam], bowl(), rates=[0.1], steps=2, seeds=[0]).accuracies is None


def test_the_words_have_no_more_digits_than_are_the_same_on_every_machine():
    said = repr(races.hold([gradient_descent, adam], rosenbrock(), **FEW))
    numbers = [word.strip("().,;") for word in said.replace("to inf", "").split()]
    digits = [word.lstrip("0.").replace(".", "").split("e")[0] for word in numbers if word[:1].isdigit()]
    assert max(map(len, digits)) <= 2 and len(digits) > 10


# stopping, telling


def test_a_stopped_race_says_what_is_missing():
    told = []
    race = races.hold(
        [mine, adam], NETWORK, **FEW, tell=lambda *far: told.append(far), stop=lambda: len(told) > 3
    )
    assert told == [(0, 8), (1, 8), (2, 8), (3, 8)]
    assert race.missing == 5 and "Stopped: 5 of 8 walks are missing: no win yet." in repr(race)
    assert plots.tuning(race) and plots.finish(race) and plots.budget(race)


def test_a_race_in_which_nothing_ran_can_be_read_and_drawn():
    race = races.hold([adam], NETWORK, **FEW, stop=lambda: True)
    assert "adam: not run." in repr(race) and plots.tuning(race) and plots.finish(race)


# what is kept


def test_a_race_is_not_walked_twice(file, walks):
    first = races.hold([mine, adam], NETWORK, **FEW)
    walked = len(walks)
    assert np.array_equal(races.hold([mine, adam], NETWORK, **FEW).losses, first.losses)
    assert len(walks) == walked == 8
    assert races.hold([mine, adam], NETWORK, **FEW, keep=False).missing == 0 and len(walks) == 2 * walked


def test_ends_that_left_are_kept_as_well(file, walks):
    first = races.hold([gradient_descent], ravine(), rates=[0.1, 9.0], steps=90, seeds=[0])
    again = races.hold([gradient_descent], ravine(), rates=[0.1, 9.0], steps=90, seeds=[0])
    assert len(walks) == 1 and np.array_equal(first.losses, again.losses) and first.losses[0, 1, 0] == np.inf


def test_after_a_stop_the_race_goes_on_from_there(file, walks):
    asked = itertools.count()
    races.hold([mine, adam], NETWORK, **FEW, stop=lambda: next(asked) == 3)
    assert len(walks) == 3
    assert races.hold([mine, adam], NETWORK, **FEW).missing == 0 and len(walks) == 8


def test_an_interrupt_loses_nothing_that_was_walked(file, walks):
    def interrupted(done, total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        races.hold([mine, adam], NETWORK, **FEW, tell=interrupted)
    assert next(races.heats([mine, adam], NETWORK, **FEW)).done == 5


@pytest.mark.parametrize(
    "change",
    [
        dict(problem=DigitsNetwork(hidden=5, batch_size=16)),
        dict(problem=DigitsNetwork(hidden=4, batch_size=17)),
        dict(rates=[0.02, 0.2]),
        dict(steps=9),
        dict(seeds=[2, 3]),
        dict(entries=[(adam, dict(beta1=0.8))]),
        dict(entries=[(adam, dict(learning_rate=cosine))]),
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_decides_a_result_makes_another_race(file, change):
    asked = dict(entries=[adam], problem=NETWORK, **FEW)
    races.hold(**asked)
    assert next(races.heats(**asked)).done == 4
    assert next(races.heats(**asked | change)).done == 0


def cell(source, name="my_rule", **more):
    """Make a function as a notebook's cell does."""
    place = f"<cell {hash(source)}>"
    linecache.cache[place] = (len(source), None, source.splitlines(True), place)
    home = types.ModuleType("__main__")
    home.__dict__.update(np=np, **more)
    exec(compile(source, place, "exec"), home.__dict__)
    return home.__dict__[name]


RULE = "def my_rule(w, g, t, *, learning_rate=0.1):\n    return dict(w=w - learning_rate * {})\n"


def test_an_edited_rule_is_walked_anew():
    one, other = cell(RULE.format("g")), cell(RULE.format("np.sign(g)"))
    assert keys.key(one) and keys.key(one) == keys.key(cell(RULE.format("g"))) != keys.key(other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1.0, 2.0),
        (np.ones(2), np.zeros(2)),
        (cell("def f(g):\n    return g\n", "f"), cell("def f(g):\n    return -g\n", "f")),
    ],
    ids=["number", "array", "function"],
)
def test_a_rule_that_uses_something_else_of_the_notebook_changes_with_it(before, after):
    rules = [
        cell(RULE.format("helper(g)" if callable(x) else "helper * g"), helper=x) for x in (before, after)
    ]
    assert keys.key(rules[0]) and keys.key(rules[0]) != keys.key(rules[1])


def test_what_a_function_inside_a_rule_uses_counts_too():
    source = RULE.format("(lambda x: scale * x)(g)")
    assert keys.key(cell(source, scale=1.0)) != keys.key(cell(source, scale=2.0))


def test_a_default_taken_from_the_notebook_counts_too():
    source = RULE.format("g").replace("0.1", "RATE")
    assert keys.key(cell(source, RATE=0.1)) != keys.key(cell(source, RATE=0.2))


def test_two_rules_in_one_line_are_not_taken_for_each_other(file):
    halves = [f"lambda w, g, t, *, learning_rate=0.1: dict(w=w - {k} * learning_rate * g)" for k in (1, 2)]
    one, other = cell(f"two = [{', '.join(halves)}]\n", "two")
    assert keys.key(one) and keys.key(one) != keys.key(other)
    first, again = (races.hold({"a": one, "b": other}, ravine(), **FEW) for _ in range(2))
    assert np.array_equal(first.losses, again.losses) and not np.array_equal(*first.losses)


@pytest.mark.parametrize(("before", "after"), [((None, 2.0), (2.0, None)), ((0.0, None), (None, 0.0))])
def test_what_a_rule_was_made_with_counts_in_its_order(before, after):
    rule = "lambda w, g, t, *, learning_rate=0.1: dict(w=w - (a is None) * g, b=b)"
    make = cell(f"def make(a, b):\n    return {rule}\n", "make")
    assert keys.key(make(*before)) and keys.key(make(*before)) != keys.key(make(*after))


def test_a_decorator_counts_though_it_shows_the_source_of_what_is_inside():
    def decorated(factor):
        source = (
            "def wrap(f):\n    @functools.wraps(f)\n"
            f"    def inside(w, g, t, **own):\n        return f(w, {factor} * g, t, **own)\n"
            "    return inside\n"
        )
        return cell(source, "wrap", functools=functools)(mine)

    assert keys.key(decorated(2.0)) and keys.key(decorated(2.0)) == keys.key(decorated(2.0))
    assert keys.key(decorated(2.0)) != keys.key(decorated(3.0))


def test_a_rule_whose_source_cannot_be_read_is_not_kept(file):
    unread = eval("lambda w, g, t, *, learning_rate=0.1: dict(w=w - learning_rate * g)")
    assert keys.key(unread) is None and keys.key(cell(RULE.format("helper"), helper=object())) is None
    assert races.hold([unread], NETWORK, **FEW).missing == 0
    assert not file.exists()


def test_kept_ends_are_of_this_version():
    """If this end changes, raise VERSION in races/keys.py: what learners have kept is no longer true."""
    race = races.hold([adam], DigitsNetwork(hidden=8), rates=[0.01], steps=20, seeds=[0])
    assert keys.VERSION == 1
    assert race.losses.item() == pytest.approx(1.7553, abs=1e-4)


@given(st.binary(max_size=200))
def test_a_broken_file_holds_nothing_and_is_mended(tmp_path_factory, broken):
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("broken") / "races.json"
        patch.setenv("LESSONS_RACES", str(place))
        place.write_bytes(broken)
        assert store.ends() == {}
        assert store.add({"a": (1.0, np.nan)}) and store.ends()["a"][0] == 1.0


@pytest.mark.parametrize(
    "text", ["[]", '{"ends": 3}', '{"ends": {"a": 1}}', '{"ends": {"a": [1, "b"]}}', "null"]
)
def test_a_file_of_another_form_holds_nothing(file, text):
    file.parent.mkdir()
    file.write_text(text)
    assert store.ends() == {}


def test_a_file_that_has_grown_too_large_is_begun_anew(file, monkeypatch):
    store.add({"a": (1.0, 0.5)})
    monkeypatch.setattr(store, "LARGEST", 10)
    assert store.ends() == {} and store.add({"b": (2.0, 0.5)})
    assert list(json.loads(file.read_text())["ends"]) == ["b"]


def test_when_the_file_is_full_the_oldest_walks_give_way(file, monkeypatch):
    long = {f"{k:024}": (1 / 3 * 1e-100, 1 / 3) for k in range(store.MOST)}
    assert store.add(long) and file.stat().st_size < store.LARGEST
    monkeypatch.setattr(store, "MOST", 3)
    assert store.add({"b": (2.0, 0.5)}) and list(store.ends()) == [*list(long)[-2:], "b"]


def test_a_file_that_cannot_be_read_now_keeps_what_it_holds(file, monkeypatch):
    store.add({"a": (1.0, 0.5)})

    def refused(*how):
        raise PermissionError

    with monkeypatch.context() as now:
        now.setattr(store.own_files, "read", refused)
        assert store.ends() == {} and not store.add({"b": (2.0, 0.5)})
    assert list(store.ends()) == ["a"]


def test_where_nothing_can_be_written_a_race_is_held_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("LESSONS_RACES", str(tmp_path / "a file" / "races.json"))
    assert races.hold([adam], NETWORK, **FEW).missing == 0


def test_two_who_keep_at_the_same_time_lose_nothing_and_leave_no_half_file(file):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda k: store.add({f"{k}": (float(k), 0.0)}), range(60)))
    assert len(store.ends()) == 60 and [made.name for made in file.parent.iterdir()] == ["races.json"]


def test_the_file_can_be_named_moved_forgotten_and_switched_off(file, monkeypatch):
    races.hold([adam], NETWORK, **FEW)
    assert races.where() == file and file.exists()
    assert races.forget() and not file.exists() and races.forget()
    file.mkdir()
    assert not races.forget()  # a folder is none of ours
    monkeypatch.setenv("LESSONS_RACES", "OFF")
    assert races.where() is None and races.forget()
    monkeypatch.delenv("LESSONS_RACES")
    assert races.where().parts[-2:] == ("lessons_lib", "races.json")


# what makes no sense


def fails(w, g, t, *, learning_rate=0.1):
    """A rule with an error of its own."""
    return dict(w=w - learning_rate * undefined)  # noqa: F821


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (dict(entries=[fails]), "fails stopped with NameError in the line `return dict"),
        (dict(entries=[]), "The rules are 0 of them. Give one to eight"),
        (dict(entries=[(adam, dict(learning_rate=0.1))]), "adam comes with learning_rate=0.1, but the race"),
        (dict(entries=[lambda w, g, t: dict(w=w)]), "has no learning_rate that a race could try"),
        (dict(entries=[(adam, dict(beta=0.1))]), "adam has no setting 'beta'"),
        (dict(problem=BOTTOMLESS), "has no lowest point that is known"),
        (dict(problem=ravine), "Write ravine"),
        (dict(problem=ravine(np.array([2.0, 3.0]))), "is a grid of landscapes"),
        (dict(problem=3), "The problem is 3, which is none"),
        (dict(size="large"), "size is 'large'"),
        (dict(rates=[0.1, -1]), "rates is .* Give positive numbers"),
        (dict(rates=1), "Give how many learning rates to try"),
        (dict(seeds=[0, 0]), "seeds is .* each once"),
        (dict(seeds=3), "seeds is 3"),
        (dict(steps=0), "steps is 0"),
    ],
    ids=lambda part: str(part)[:30],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(asked, told):
    with pytest.raises(Mistake, match=told):
        races.hold(**dict(entries=[adam], problem=bowl(), **FEW) | asked)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda race: race.best("adma"), "Did you mean adam"),
        (lambda race: race.expected_best(3), "whole number from 1 to 2"),
        (lambda race: race.expected_best(True), "tries is True"),
        (lambda race: race.width("adam", 0.5), "factor is 0.5"),
        (lambda race: plots.tuning(3), "draws a race"),
        (lambda race: plots.finish(race.losses), "draws a race"),
        (lambda race: plots.budget(None), "draws a race"),
    ],
)
def test_what_cannot_be_read_or_drawn_is_refused_in_a_sentence(ask, told):
    with pytest.raises(Mistake, match=told):
        ask(races.hold([adam], bowl(), **FEW))
