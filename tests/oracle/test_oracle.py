"""Every rule and every dialect against what the frameworks computed, in float64, to 1e-12."""

import functools

import error_table
import numpy as np
import oracle_cases as cases
import oracle_versions
import pytest

from lessons_lib import dialects, rules
from lessons_lib.dialects.calls import first_and_tuned, series_name

CLOSE = 1e-12
DIALECTS = [(framework, name) for framework, module in cases.FRAMEWORKS.items() for name in module.__all__]
# Each rule of the series, and the dialects that compute the same.
SAME = {
    "gradient_descent": ["torch.sgd", "keras.sgd", "optax.sgd", "tf1.sgd"],
    "momentum": ["keras.momentum"],
    "nesterov": ["keras.nesterov"],
    "adagrad": ["keras.adagrad", "optax.adagrad"],
    "rmsprop": ["keras.rmsprop", "optax.rmsprop", "tf1.rmsprop"],
    "adadelta": ["torch.adadelta", "keras.adadelta", "optax.adadelta", "tf1.adadelta"],
    "adam": ["torch.adam", "optax.adam"],
    "amsgrad": ["optax.amsgrad"],
    "adamw": ["torch.adamw", "optax.adamw"],
    "nadam": ["optax.nadam"],
    "lion": ["keras.lion", "optax.lion"],
}
each_dialect = pytest.mark.parametrize(
    ("framework", "variant"), [pytest.param(*each, id=".".join(each)) for each in DIALECTS]
)
PAIRS = [(rule, *dialect.split(".")) for rule, several in SAME.items() for dialect in several]


def rate_name(framework):
    return "lr" if framework == "torch" else "learning_rate"


def compared(framework, variant, k, name):
    """Return the start, the rows to compare and what the framework recorded there."""
    start, _, _, _, rows = cases.WALKS[name]
    last = cases.CHAOTIC.get((framework, variant, k, name), rows[-1])
    return start, rows <= last, cases.recorded(framework)[0][f"{variant}.{name}"][k]


def worst(framework, variant, rule=None):
    """Return the worst error of a dialect over all its settings, walk by walk."""
    rule = rule or getattr(cases.FRAMEWORKS[framework], variant)
    found = dict.fromkeys(cases.WALKS, 0.0)
    for k, settings in enumerate(cases.SETTINGS[framework][variant]):
        for name in found:
            start, rows, recorded = compared(framework, variant, k, name)
            got = cases.walk(rule, name, rate_name(framework), **settings)
            found[name] = max(found[name], cases.error(got[rows], recorded[rows], start))
    return found


def in_the_names_of(rule, framework, variant):
    """Yield (k, settings for the rule) for each setting of a dialect that the rule can express."""
    dialect = getattr(cases.FRAMEWORKS[framework], variant)
    memory, tuned = first_and_tuned(rule)
    for k, settings in enumerate(cases.SETTINGS[framework][variant]):
        first, defaults = first_and_tuned(dialect)
        every = {series_name(dialect, name): value for name, value in (first | defaults | settings).items()}
        if every.get("cache") == every.get("epsilon") == 0.0:
            continue  # only Optax stands still where the cache and epsilon are 0; others divide by zero
        if all(value == 0.0 for name, value in every.items() if name not in memory and name not in tuned):
            yield k, {name: value for name, value in every.items() if name in memory or name in tuned}


def worst_of_rule(rule, framework, variant):
    """Return the worst error of a rule of the series against a framework, walk by walk."""
    found = dict.fromkeys(cases.WALKS, 0.0)
    for k, settings in in_the_names_of(rule, framework, variant):
        for name in found:
            start, rows, recorded = compared(framework, variant, k, name)
            got = cases.walk(rule, name, "learning_rate", **settings)
            found[name] = max(found[name], cases.error(got[rows], recorded[rows], start))
    return found


@each_dialect
def test_a_dialect_walks_as_its_framework_does(framework, variant, oracle_table):
    errors = worst(framework, variant)
    oracle_table[framework, variant] = errors
    assert max(errors.values()) <= CLOSE, errors


@pytest.mark.parametrize(("rule", "framework", "variant"), PAIRS)
def test_a_rule_walks_as_a_framework_does(rule, framework, variant, oracle_table):
    errors = worst_of_rule(getattr(rules, rule), framework, variant)
    oracle_table["rules", f"{rule} = {framework}.{variant}"] = errors
    assert max(errors.values()) <= CLOSE, errors


def test_every_rule_is_compared_at_three_settings_or_more():
    assert set(SAME) == set(rules.__all__)
    for rule, several in SAME.items():
        function = getattr(rules, rule)
        assert sum(len(list(in_the_names_of(function, *each.split(".")))) for each in several) >= 3, rule


@each_dialect
def test_every_dialect_is_compared_at_three_settings_or_more_its_defaults_among_them(framework, variant):
    dialect = getattr(cases.FRAMEWORKS[framework], variant)
    settings = cases.SETTINGS[framework][variant]
    assert len(settings) >= 3
    assert len({str(each) for each in settings}) == len(settings)
    assert set(settings[0]) <= {"learning_rate"} & dialects.calls.required(dialect)
    _, tuned = first_and_tuned(dialect)
    assert set(tuned) <= {name for each in settings for name in each}, "a hyperparameter is never changed"


@pytest.mark.parametrize("framework", cases.FRAMEWORKS)
def test_the_frameworks_were_asked_by_the_very_calls_that_are_printed(framework):
    arrays, notes = cases.recorded(framework)
    module = cases.FRAMEWORKS[framework]
    for variant, several in cases.SETTINGS[framework].items():
        dialect = getattr(module, variant)
        filled = first_and_tuned(dialect)[1] if framework == "tf1" else {}
        calls = [dialects.call(dialect, **(filled | each)) for each in several]
        assert calls == notes["calls"][variant], "run `make oracle`: it was asked something else"
        for name, (start, _, _, _, rows) in cases.WALKS.items():
            assert arrays[f"{variant}.{name}"].shape == (len(several), len(rows), len(start))
    assert len(arrays) == len(module.__all__) * len(cases.WALKS)


PINS = oracle_versions.pinned((oracle_versions.HERE / "requirements.txt").read_text())
STORED = oracle_versions.stored()


@pytest.mark.parametrize("recording", STORED)
def test_the_versions_asked_are_those_pinned(recording):
    assert STORED[recording], "it does not say what it asked"
    assert not oracle_versions.unpinned(STORED[recording], PINS)


def test_every_recording_says_what_it_asked_and_every_pin_was_asked():
    assert set(STORED) == {"schedules", "models"} | {file.stem for file in cases.RECORDED.glob("*.npz")}
    assert set(PINS) == {name for versions in STORED.values() for name in versions}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"torch": "2.13.0"}, []),
        ({"torch": "2.13.0+cpu"}, ["torch 2.13.0+cpu was asked, and 2.13.0 is pinned"]),
        ({"jax": "0.10.2"}, ["jax 0.10.2 was asked, and no version is pinned"]),
    ],
)
def test_a_version_that_is_not_pinned_is_named(asked, words):
    assert oracle_versions.unpinned(asked, oracle_versions.pinned("# pins\ntorch==2.13.0\n")) == words


@pytest.mark.parametrize("case", cases.CHAOTIC, ids=lambda case: f"{case[0]}.{case[1]}")
def test_a_walk_that_is_compared_in_part_is_chaotic(case):
    """Two ways to round the same rule differ by more than 1e-12 at the end, and not before."""
    framework, variant, k, name = case
    rule = getattr(cases.FRAMEWORKS[framework], variant)
    start, rows, _ = compared(*case)

    @functools.wraps(rule)
    def nudged(w, g, t, **rest):
        return rule(w, g * (1 + 2.0**-52), t, **rest)

    settings = cases.SETTINGS[framework][variant][k]
    one, other = (cases.walk(each, name, "learning_rate", **settings) for each in (rule, nudged))
    assert cases.error(other[rows], one[rows], start) <= CLOSE
    assert cases.error(other, one, start) > 10 * CLOSE


def test_fixtures_stay_small():
    assert sum(file.stat().st_size for file in cases.RECORDED.iterdir()) < 400_000


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([[1.0], [0.5]], 0.0),
        ([[1.0], [0.5 + 2e-12]], 1e-12),  # in units of the start, 2
        ([[np.nan], [0.5]], np.inf),
        ([[1e101], [0.5]], np.inf),
    ],
)
def test_an_error_is_in_units_of_the_farthest_position(got, expected):
    error = cases.error(np.array(got), np.array([[1.0], [0.5]]), np.array([2.0]))
    assert error == pytest.approx(expected, rel=1e-3, abs=0)


def test_an_error_is_in_units_of_the_farthest_position_so_far_and_not_of_one_to_come():
    recorded = np.array([[1.0], [100.0], [3.0]])
    early, late = recorded + [[1e-12], [0.0], [0.0]], recorded + [[0.0], [0.0], [1e-10]]
    assert cases.error(early, recorded, np.array([0.5])) == pytest.approx(1e-12, rel=1e-3, abs=0)
    assert cases.error(late, recorded, np.array([0.5])) == pytest.approx(1e-12, rel=1e-3, abs=0)


def test_the_table_says_what_an_error_is_and_which_walks_are_compared_only_in_part():
    errors = dict.fromkeys(cases.WALKS, 1e-15) | {"rosenbrock": 3e-14}
    table = {case[:2]: errors for case in cases.CHAOTIC}
    assert "in units of the farthest position so far" in error_table.HEADING
    *_, worst_of_all, why, keras, optax, tf1 = error_table.lines(table)
    assert worst_of_all.split() == ["worst", "of", "all", "3.0e-14"]
    assert "chaotic" in why
    for line, framework in ((keras, "keras"), (optax, "optax"), (tf1, "tf1")):
        where = f"{framework}.rmsprop_centered on rosenbrock, with its defaults"
        assert line.strip() == f"{where}: to step 144 of 200"


def test_the_table_names_no_walk_that_was_not_run():
    lines = error_table.lines({("torch", "adam"): dict.fromkeys(cases.WALKS, 0.0)})
    assert lines[-1].startswith("worst of all")


def test_walks_that_overflow_together_agree():
    assert cases.error(np.array([[np.nan]]), np.array([[np.inf]]), np.array([1.0])) == 0.0
