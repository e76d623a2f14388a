"""Every rule and every dialect against what the frameworks computed, in float64, to 1e-12."""

import functools

import error_table
import numpy as np
import oracle_cases as cases
import oracle_versions
import pytest

from lessons_lib import dialects, rules
from lessons_lib.dialects.calls import first_and_tuned, series_name
from lessons_lib.plots import palette
from lessons_lib.signatures import RANGES, SYNONYMS, signature
from lessons_lib.theory import first_steps

CLOSE = 1e-12
EVERY = [(framework, name) for framework, module in cases.FRAMEWORKS.items() for name in module.__all__]
DIALECTS = [each for each in EVERY if not cases.lacking(*each)]  # of the others one test says what is missing
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
PAIRS = [
    (rule, *dialect.split("."))
    for rule, several in SAME.items()
    for dialect in several
    if tuple(dialect.split(".")) in DIALECTS
]


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


@pytest.mark.parametrize(("framework", "variant"), EVERY, ids=map(".".join, EVERY))
def test_a_dialect_has_all_that_it_takes_to_be_compared(framework, variant):
    lacking = cases.lacking(framework, variant)
    assert not lacking, lacking
    for name in signature(getattr(cases.FRAMEWORKS[framework], variant)).hyperparameters:
        known = SYNONYMS.get(name, name) in RANGES
        assert known, f"{name} of {framework}.{variant} has no range: add it in signatures.py. {cases.MORE}"


@pytest.mark.parametrize("name", rules.__all__)
def test_a_rule_has_its_place_wherever_rules_are_listed(name):
    places = {
        "SAME in tests/oracle/test_oracle.py": SAME,
        "SIZES in lessons_lib/theory/first_steps.py": first_steps.SIZES,
        "RULES in lessons_lib/plots/palette.py": palette.RULES,
    }
    missing = [place for place, names in places.items() if name not in names]
    assert not missing, f"rules.{name} is missing from {' and from '.join(missing)}. {cases.MORE}"
    for setting in signature(getattr(rules, name)).hyperparameters:
        assert setting in RANGES, (
            f"{setting} of rules.{name} has no range: add it in signatures.py. {cases.MORE}"
        )


@pytest.mark.parametrize(
    ("settings", "answers", "words"),
    [
        (None, {}, "torch.rprop has no SETTINGS: write three in oracle_cases.py, its defaults first. "),
        (
            [{}],
            {},
            "torch.rprop is not recorded with these SETTINGS: run make oracle, or .venv-oracle/bin/py",
        ),
        (
            [{}, {"lr": 1.0}],
            dict.fromkeys(cases.WALKS, [0]),
            "tests/oracle/record.py torch. tests/oracle/READ",
        ),
        ([{}], {"listed": [0]}, "torch.rprop is not recorded"),
        ([{}], dict.fromkeys(cases.WALKS, [0]), ""),
    ],
)
def test_what_a_dialect_lacks_is_said_in_words(monkeypatch, settings, answers, words):
    monkeypatch.setattr(cases, "recorded", lambda _: ({f"rprop.{key}": x for key, x in answers.items()}, {}))
    monkeypatch.setitem(cases.SETTINGS, "torch", {"rprop": settings} if settings else {})
    lacking = cases.lacking("torch", "rprop")
    assert words in lacking and bool(words) == bool(lacking)


@each_dialect
def test_a_dialect_walks_as_its_framework_does(framework, variant, oracle_table):
    errors = worst(framework, variant)
    oracle_table[framework, variant] = errors
    assert max(errors.values()) <= CLOSE, off(f"dialects.{framework}.{variant}", errors)


@pytest.mark.parametrize(("rule", "framework", "variant"), PAIRS)
def test_a_rule_walks_as_a_framework_does(rule, framework, variant, oracle_table):
    errors = worst_of_rule(getattr(rules, rule), framework, variant)
    oracle_table["rules", f"{rule} = {framework}.{variant}"] = errors
    assert max(errors.values()) <= CLOSE, off(f"rules.{rule} (see {framework}.{variant} in SAME)", errors)


def off(who, errors):
    """Say on which walks someone differs from a framework, and what that most likely means."""
    wrong = [f"{name} by {size:.0e}" for name, size in errors.items() if size > CLOSE]
    formula = max(errors["listed"], errors["changing"]) > CLOSE
    why = (
        "There every gradient is given, so the formula differs: read the framework's source."
        if formula
        else "The given gradients agree, so the formula is right, and roundings grow: such settings are "
        "chaotic. Try calmer ones in SETTINGS (a longer memory, a smaller rate), and record again."
    )
    return f"{who} differs from what was recorded on {', '.join(wrong)}. {why} {cases.MORE}"


@pytest.mark.parametrize(("walk", "words"), [("listed", "formula differs"), ("beale", "are chaotic")])
def test_a_walk_that_differs_says_whether_the_formula_or_the_settings_are_to_blame(walk, words):
    said = off("torch.rprop", dict.fromkeys(cases.WALKS, 0.0) | {walk: 1e-9})
    assert f"torch.rprop differs from what was recorded on {walk} by 1e-09." in said and words in said


def test_every_rule_is_compared_at_three_settings_or_more():
    for rule, several in SAME.items():
        function = getattr(rules, rule)
        compared = [each.split(".") for each in several if tuple(each.split(".")) in DIALECTS]
        count = sum(len(list(in_the_names_of(function, *each))) for each in compared)
        assert count >= 3, (
            f"rules.{rule} is compared at {count} settings: give its dialects more. {cases.MORE}"
        )


@each_dialect
def test_every_dialect_is_compared_at_three_settings_or_more_its_defaults_among_them(framework, variant):
    dialect = getattr(cases.FRAMEWORKS[framework], variant)
    settings = cases.SETTINGS[framework][variant]
    who = f"The SETTINGS of {framework}.{variant}"
    assert len({str(each) for each in settings}) >= max(3, len(settings)), (
        f"{who} are no three different ones"
    )
    first = set(settings[0]) <= {"learning_rate"} & dialects.calls.required(dialect)
    assert first, f"{who} do not begin with its defaults, {{}}"
    _, tuned = first_and_tuned(dialect)
    never = set(tuned) - {name for each in settings for name in each}
    assert not never, f"{who} never change {', '.join(sorted(never))}"


@pytest.mark.parametrize("framework", cases.FRAMEWORKS)
def test_the_frameworks_were_asked_by_the_very_calls_that_are_printed(framework):
    arrays, notes = cases.recorded(framework)
    module = cases.FRAMEWORKS[framework]
    for variant, several in cases.SETTINGS[framework].items():
        if (framework, variant) not in DIALECTS:
            continue
        dialect = getattr(module, variant)
        filled = first_and_tuned(dialect)[1] if framework == "tf1" else {}
        calls = [dialects.call(dialect, **(filled | each)) for each in several]
        assert calls == notes["calls"][variant], "run `make oracle`: it was asked something else"
        for name, (start, _, _, _, rows) in cases.WALKS.items():
            assert arrays[f"{variant}.{name}"].shape == (len(several), len(rows), len(start))
    unknown = {key.rpartition(".")[0] for key in arrays} | set(cases.SETTINGS[framework])
    unknown -= set(module.__all__)
    assert not unknown, (
        f"{framework} has no {', '.join(sorted(unknown))}: take it out of SETTINGS, record again"
    )


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
