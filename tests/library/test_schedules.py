"""Schedules: pure functions of the step, named by the call that makes them again."""

import ast
import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as told
from hypothesis import strategies as some

from lessons_lib import schedules
from lessons_lib.mistakes import Mistake, called
from lessons_lib.schedules import plateau

EXAMPLES = [
    schedules.constant(0.3),
    schedules.constant(0),
    schedules.step_decay(0.8, factor=0.25, every=7),
    schedules.step_decay(1, factor=1, every=1),
    schedules.multi_step(0.8, at=[40, 7, 7], factor=0.25),
    schedules.multi_step(0.8, at=np.array([0.0, 3.0])),
    schedules.exponential_decay(0.9, decay=0.93),
    schedules.exponential_decay(np.float64(0.1) * 3, decay=np.float64(0.7)),
    schedules.inverse_time(0.9, half_at=12.5),
    schedules.polynomial(0.9, over=30, power=2.5, last=0.1),
    schedules.cosine(0.9, over=33, last=0.2),
    schedules.linear_warmup(0.9, over=12, first=0.25),
    schedules.warmup_then(schedules.cosine(0.9, over=33), over=11, first=0.5),
    schedules.warmup_then(schedules.warmup_then(schedules.constant(0.1), over=5), over=9),
    schedules.one_cycle(0.9, over=41, rise=0.35),
    schedules.cyclic(0.9, every=13, rise=0.3, lowest=0.2, factor=0.8),
]
PATIENT = [
    schedules.reduce_on_plateau(0.9, factor=0.5, patience=2),
    schedules.reduce_on_plateau(0.9, factor=0.5, patience=3, relative=0.0, absolute=0.1, cooldown=2),
    schedules.reduce_on_plateau(0.9, factor=0.5, patience=1, lowest=0.2),
    schedules.warmup_then(schedules.reduce_on_plateau(0.9, factor=0.5, patience=4), over=7, first=0.1),
]
LOSSES = (8 * 0.9 ** np.arange(60) + np.abs(np.random.default_rng(5).normal(size=60))).round(1)


def test_every_schedule_stands_among_the_examples():
    names = {schedule.__name__.partition("(")[0] for schedule in EXAMPLES + PATIENT}
    assert names == set(schedules.__all__) - {"Schedule"}


def again(name):
    """Make a schedule anew from its name, reading the call without running it."""
    return build(ast.parse(name, mode="eval").body)


def build(node):
    if not isinstance(node, ast.Call):
        return ast.literal_eval(node)
    args = [build(value) for value in node.args]
    return getattr(schedules, node.func.id)(*args, **{k.arg: build(k.value) for k in node.keywords})


@pytest.mark.parametrize("schedule", EXAMPLES, ids=called)
def test_a_schedule_asked_twice_gives_the_same_rate(schedule):
    forwards = [float(schedule(t)) for t in range(50)]
    backwards = [float(schedule(t)) for t in reversed(range(50))]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("schedule", EXAMPLES, ids=called)
def test_an_array_of_steps_gives_the_rates_of_the_single_steps(schedule):
    steps = np.arange(60).reshape(3, 20)
    rates = schedule(steps)
    assert rates.shape == steps.shape
    np.testing.assert_allclose(rates.ravel(), [float(schedule(t)) for t in range(60)], rtol=1e-14)
    np.testing.assert_array_equal(steps, np.arange(60).reshape(3, 20))


@pytest.mark.parametrize("schedule", EXAMPLES, ids=called)
def test_its_name_is_the_call_that_makes_it_again(schedule):
    twin = again(schedule.__name__)
    assert twin.__name__ == schedule.__name__ == schedule.__qualname__
    np.testing.assert_array_equal(twin(np.arange(40)), schedule(np.arange(40)))


def test_names_read_like_code():
    assert schedules.constant(0.5).__name__ == "constant(0.5)"
    assert schedules.step_decay(0.8).__name__ == "step_decay(0.8, factor=0.5, every=20)"
    assert schedules.exponential_decay(0.5).__name__ == "exponential_decay(0.5, decay=0.95)"
    assert schedules.multi_step(0.5, at=[9]).__name__ == "multi_step(0.5, at=(9,), factor=0.1)"
    warmed = schedules.warmup_then(schedules.constant(0.5), over=3)
    assert warmed.__name__ == "warmup_then(constant(0.5), over=3, first=0.0)"


@told(derandomize=True, max_examples=60, deadline=None)
@given(
    rate=some.floats(0, 10),
    shares=some.tuples(*[some.floats(0.01, 0.99)] * 4),
    counts=some.tuples(*[some.integers(1, 80)] * 2),
)
def test_no_schedule_leaves_the_range_from_nothing_to_its_highest_rate(rate, shares, counts):
    share, other, rise, factor = shares
    over, every = counts
    steps = np.arange(200)
    waved = schedules.cosine(rate, over=over, last=share)
    for schedule in (
        schedules.step_decay(rate, factor=factor, every=every),
        schedules.multi_step(rate, at=(over, every), factor=factor),
        schedules.exponential_decay(rate, decay=factor),
        schedules.inverse_time(rate, half_at=over),
        schedules.polynomial(rate, over=over, power=3 * share, last=other),
        waved,
        schedules.linear_warmup(rate, over=over, first=share),
        schedules.warmup_then(waved, over=every, first=other),
        schedules.one_cycle(rate, over=over, rise=rise, first=share, last=other),
        schedules.cyclic(rate, every=every, rise=rise, lowest=share, factor=factor),
    ):
        rates = schedule(steps)
        assert np.all((rates >= 0) & (rates <= rate * (1 + 1e-12))), schedule.__name__


def test_exponential_decay_halves_after_its_half_life():
    for decay in (0.5, 0.9, 0.999):
        half_life = np.log(0.5) / np.log(decay)
        assert schedules.exponential_decay(0.8, decay=decay)(half_life) == pytest.approx(0.4, rel=1e-12)
    assert np.log(0.5) / np.log(0.9) == pytest.approx(6.58, abs=0.005)


def test_all_rates_of_exponential_decay_sum_to_the_budget():
    rates = schedules.exponential_decay(0.3, decay=0.9)(np.arange(2000))
    assert rates.sum() == pytest.approx(0.3 / (1 - 0.9))


def test_step_decay_drops_at_every_and_not_before():
    rates = schedules.step_decay(0.8, factor=0.1, every=3)(np.arange(7))
    np.testing.assert_allclose(rates, [0.8, 0.8, 0.8, 0.08, 0.08, 0.08, 0.008])


@pytest.mark.parametrize("schedule", PATIENT, ids=called)
def test_a_schedule_that_watches_depends_on_nothing_but_the_losses_so_far(schedule):
    whole = schedule(np.arange(60), losses=LOSSES)
    assert len(set(whole)) > 2
    assert [float(schedule(t, losses=LOSSES[: t + 1])) for t in range(60)] == whole.tolist()
    assert [float(schedule(t, LOSSES)) for t in reversed(range(60))] == whole.tolist()[::-1]
    twin = again(schedule.__name__)
    assert twin.__name__ == schedule.__name__
    np.testing.assert_array_equal(twin(np.arange(60), losses=LOSSES.tolist()), whole)


@pytest.mark.parametrize("schedule", PATIENT, ids=called)
def test_a_grid_of_losses_gives_a_grid_of_rates(schedule):
    grid = np.stack([LOSSES, LOSSES[::-1], np.full(60, np.nan), np.ones(60)], axis=1).reshape(60, 2, 2)
    rates = schedule(np.arange(60), losses=grid)
    assert rates.shape == (60, 2, 2)
    for i, k in np.ndindex(2, 2):
        np.testing.assert_array_equal(rates[:, i, k], schedule(np.arange(60), losses=grid[:, i, k]))
    assert schedule(59, losses=grid).shape == (2, 2)


def counted_from_the_first(losses, patience, relative, absolute, cooldown):
    """The definition: one walk, all of its losses, one by one."""
    best, bad, rest, cuts = losses[0], 0, 0, [0]
    for loss in losses[1:]:
        progress = loss < best - relative * abs(best) - absolute
        best = loss if progress else best
        bad = 0 if progress or rest else bad + 1
        rest = max(rest - 1, 0)
        cut = bad >= patience
        bad, rest = (0, cooldown) if cut else (bad, rest)
        cuts.append(cuts[-1] + cut)
    return np.array(cuts)


HEIGHTS = some.lists(some.sampled_from([3.0, 2.0, 1.0, 0.5, 0.0, -0.0, -1.0, np.nan, np.inf]), min_size=1)


@told(derandomize=True, max_examples=150, deadline=None)
@given(
    walks=some.lists(HEIGHTS, min_size=1, max_size=3),
    order=some.lists(some.tuples(some.integers(0, 2), some.integers(0, 60)), min_size=1, max_size=12),
    patience=some.integers(1, 3),
    cooldown=some.integers(0, 2),
    absolute=some.sampled_from([0.0, 0.5]),
)
def test_whatever_was_asked_before_the_rate_is_that_of_a_count_from_the_first_loss(
    walks, order, patience, cooldown, absolute
):
    numbers = dict(patience=patience, relative=0.01, absolute=absolute, cooldown=cooldown)
    rate = schedules.reduce_on_plateau(0.7, factor=0.3, lowest=0.02, **numbers)
    for which, t in order:
        losses = walks[which % len(walks)]
        t %= len(losses)
        cuts = counted_from_the_first(losses, **numbers)
        whole = 0.7 * np.maximum(0.3 ** cuts.astype(float), 0.02)
        given = np.array(losses[: t + 1])
        assert rate(t, given) == whole[t]
        np.testing.assert_array_equal(rate(np.arange(t + 1), losses), whole[: t + 1])
        grid = np.stack([losses, losses[::-1]], axis=1)
        np.testing.assert_array_equal(rate(t, grid)[0], whole[t])


def test_losses_that_change_in_place_are_counted_anew():
    rate, losses = schedules.reduce_on_plateau(0.7, factor=0.5, patience=1), np.array([5.0, 0.0])
    assert rate(0, losses) == 0.7
    losses[:] = 3.0, 4.0
    assert rate(1, losses) == 0.35
    losses[:] = 3.0, 2.0
    assert rate(1, losses) == 0.7


@pytest.mark.parametrize("over", [0, 9])
def test_a_schedule_asked_step_by_step_counts_every_loss_once(monkeypatch, over):
    counted = []
    once = plateau._count_on
    monkeypatch.setattr(
        plateau, "_count_on", lambda last, new, *rest: counted.append(len(new)) or once(last, new, *rest)
    )
    rate = schedules.reduce_on_plateau(0.7, patience=2)
    rate = schedules.warmup_then(rate, over=over) if over else rate
    for t in range(60):
        rate(t, losses=LOSSES[: t + 1])
    assert sum(counted) == 60 - over - 1


def test_a_rest_longer_than_any_walk_lets_the_rate_be_cut_once():
    rate = schedules.reduce_on_plateau(0.8, factor=0.5, patience=2, cooldown=10**25)
    for losses in (np.ones(9), np.ones((9, 2))):
        assert np.unique(rate(np.arange(9), losses=losses)).tolist() == [0.4, 0.8]


def test_progress_below_zero_is_progress_too():
    """best * (1 - relative) would call a higher loss progress once losses are negative."""
    rate = schedules.reduce_on_plateau(1.0, factor=0.5, patience=2, relative=0.01)
    np.testing.assert_array_equal(rate(np.arange(3), losses=[-1.0, -0.995, -0.995]), [1.0, 1.0, 0.5])
    np.testing.assert_array_equal(rate(np.arange(3), losses=[-1.0, -1.02, -1.05]), [1.0, 1.0, 1.0])


def test_what_comes_after_a_warmup_starts_at_its_own_beginning():
    then = schedules.step_decay(0.8, factor=0.5, every=3)
    both = schedules.warmup_then(then, over=4)(np.arange(20))
    np.testing.assert_array_equal(both[4:], then(np.arange(16)))
    np.testing.assert_allclose(both[:4], [0.0, 0.2, 0.4, 0.6])


def test_a_schedule_of_ones_own_can_be_warmed_up_to():
    both = schedules.warmup_then(lambda t: 0.5 if t < 3 else 0.1, over=2)
    assert [float(both(t)) for t in range(6)] == [0.0, 0.25, 0.5, 0.5, 0.5, 0.1]


def test_the_watch_begins_after_the_warmup():
    rate = schedules.warmup_then(schedules.reduce_on_plateau(1.0, factor=0.5, patience=2), over=5)
    flat = rate(np.arange(9), losses=[9.0, 8.0, 7.0, 6.0, 5.0, 1.0, 1.0, 1.0, 1.0])
    np.testing.assert_allclose(flat, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 0.5, 0.5])


def test_during_a_warmup_the_aim_is_what_comes_after_as_seen_from_the_start():
    rate = schedules.warmup_then(lambda t, losses: losses[t], over=2)
    losses = np.array([8.0, 6.0, 4.0, 2.0, 1.0])
    np.testing.assert_array_equal(rate(np.arange(5), losses=losses), [0.0, 4.0, 4.0, 2.0, 1.0])
    assert float(rate(1, losses=losses[:2])) == 4.0


@pytest.mark.parametrize("schedule", EXAMPLES, ids=called)
@pytest.mark.parametrize(
    "step", [-1, [0, -3], "3", None, True, np.nan, np.inf, 10**400, [[1], [2, 3]]], ids=str
)
def test_a_step_that_is_none_is_refused(schedule, step):
    with pytest.raises(Mistake, match="the step is "):
        schedule(step)


@pytest.mark.parametrize(
    ("t", "losses", "words"),
    [
        (3, None, "reduce_on_plateau needs the losses so far. Hand it to run"),
        (3, [1.0, 2.0], "step 3 needs 4 losses. 2 are given."),
        (0, 1.0, "the losses are 1.0. Give one number a step."),
        (0, [10**400], "Give one number a step."),
        (0, ["a"], "the losses are \\['a'\\]. Give one number"),
        (0, [[1.0], [1.0, 2.0]], "Give one number a step."),
        (-1, [1.0], "Steps count from 0"),
    ],
)
def test_losses_that_do_not_fit_are_refused(t, losses, words):
    with pytest.raises(Mistake, match=words):
        PATIENT[0](t, losses)


BAD = [np.nan, np.inf, -0.1, "0.5", None, True, 1j, [0.1, 0.2], np.array([0.1])]


FORMS = [getattr(schedules, name) for name in schedules.__all__ if name not in ("Schedule", "warmup_then")]
WHOLE = {"every", "over", "patience", "cooldown"}
ZERO = {"first", "last", "lowest", "relative", "absolute", "cooldown"}
SETTINGS = [
    (form, name)
    for form in [*FORMS, schedules.warmup_then]
    for name, p in inspect.signature(form).parameters.items()
    if p.kind is p.KEYWORD_ONLY and name != "at"
]


def make(form, **settings):
    return form(schedules.constant(0.1) if form is schedules.warmup_then else 0.1, **settings)


@pytest.mark.parametrize("value", BAD, ids=repr)
@pytest.mark.parametrize("form", FORMS)
def test_a_rate_that_makes_no_sense_is_refused_by_name(form, value):
    with pytest.raises(Mistake, match=rf"^{form.__name__}: learning_rate is .*(finite|positive|one number)"):
        form(value)


@pytest.mark.parametrize(("form", "name"), SETTINGS)
def test_a_setting_that_makes_no_sense_is_refused_by_name(form, name):
    wrong = [*BAD, *([0.5, 2.5] if name in WHOLE else []), *([] if name in ZERO else [0])]
    unbounded = WHOLE | {"half_at", "power", "absolute"}
    for value in [*wrong, *([] if name in unbounded else [1.5])]:
        with pytest.raises(Mistake, match=f"^{form.__name__}: {name} is ") as caught:
            make(form, **{name: value})
        assert re.search(r"([Gg]ive|must be) .*\.$", str(caught.value)), caught.value


@pytest.mark.parametrize(
    "at", [(), 30, "30", None, (1.5,), (-1,), (np.nan,), [[1, 2]], [[1], [1, 2]], (True,)]
)
def test_drops_that_are_no_steps_are_refused(at):
    with pytest.raises(Mistake, match=r"^multi_step: at is .* Give the steps at which it drops"):
        schedules.multi_step(0.1, at=at)


@pytest.mark.parametrize("form", [schedules.one_cycle, schedules.cyclic])
def test_a_cycle_that_never_falls_is_refused(form):
    with pytest.raises(Mistake, match="never fall"):
        form(0.1, rise=1.0)


@pytest.mark.parametrize("wrong", [0.1, None, "cosine", [0.1]])
def test_a_warmup_to_nothing_is_refused(wrong):
    with pytest.raises(Mistake, match="^warmup_then: the schedule is .*such as cosine"):
        schedules.warmup_then(wrong)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (lambda t: 0.1 if t < 5 else 0.01, r"was given an array.*Write np\.where\(t < 5, 0\.1, 0\.01\)"),
        (lambda t: [0.1, 0.2][t], "stopped with TypeError"),
        (lambda t: None, "gives None. It must give one rate a step"),
        (lambda t: "0.1", "gives '0.1'. It must give one rate a step"),
        (lambda t: [[0.1], [0.1, 0.2]], "It must give one rate a step"),
        (lambda t: np.ones(3), r"gives shape \(3,\) for \(20,\) steps"),
        (lambda t, losses: np.ones(3), r"gives shape \(3,\)"),
    ],
)
def test_a_schedule_of_ones_own_that_knows_no_arrays_is_told_so(schedule, words):
    rate = schedules.warmup_then(schedule, over=4)
    losses = {"losses": LOSSES} if "losses" in inspect.signature(schedule).parameters else {}
    with pytest.raises(Mistake, match=words):
        rate(np.arange(20), **losses)


@pytest.mark.parametrize("schedule", [lambda: 0.1, lambda t, loss: 0.1, lambda t, *, rate: 0.1])
def test_what_cannot_be_asked_for_a_rate_is_nothing_to_warm_up_to(schedule):
    with pytest.raises(Mistake, match="^warmup_then: schedule is <lambda>, which cannot be asked"):
        schedules.warmup_then(schedule)


COUNTS = [(form, name) for form, name in SETTINGS if name in WHOLE]


@pytest.mark.parametrize(("form", "name"), COUNTS)
def test_a_count_of_steps_is_a_whole_number_and_may_be_written_as_a_float(form, name):
    wrong = [-1, -1.0, 2.5, 1e-3, True, False, np.True_, np.float64(2.5), -np.inf, 10**400, -(10**400)]
    for value in [*wrong, *([] if name == "cooldown" else [0, 0.0, -0.0])]:
        with pytest.raises(
            Mistake, match=f"^{form.__name__}: {name} is .*[Gg]ive (a whole|a finite|one) number"
        ):
            make(form, **{name: value})
    steps, losses = np.arange(30), {"losses": LOSSES} if form is schedules.reduce_on_plateau else {}
    for value in (7.0, np.int32(7), np.float64(7)):
        np.testing.assert_allclose(
            make(form, **{name: value})(steps, **losses), make(form, **{name: 7})(steps, **losses), rtol=1e-12
        )


@pytest.mark.parametrize("value", ["0.1", [0.1, 0.2], np.array([0.1]), None, True, np.array(True)], ids=repr)
def test_what_is_no_single_number_is_told_to_be_one(value):
    with pytest.raises(Mistake, match="^cosine: learning_rate is .*Give one number.$"):
        schedules.cosine(value)
    with pytest.raises(Mistake, match="^step_decay: factor is .*Give one number.$"):
        schedules.step_decay(0.1, factor=value)


@pytest.mark.parametrize("form", FORMS)
def test_a_number_in_an_array_of_no_length_is_that_number_for_good(form):
    rate = np.array(0.25)
    schedule, plain = form(rate), form(0.25)
    rate[()] = 9.0
    losses = {"losses": LOSSES} if form is schedules.reduce_on_plateau else {}
    assert schedule.__name__ == plain.__name__
    np.testing.assert_array_equal(schedule(np.arange(9), **losses), plain(np.arange(9), **losses))
    assert type(schedule(3, **losses)) is type(plain(3, **losses))


@pytest.mark.parametrize("t", [2.5, [1, 2.5], np.array([[0.0], [2.5]])], ids=repr)
def test_between_two_steps_there_are_no_losses(t):
    watching = schedules.reduce_on_plateau(0.1)
    for schedule in (watching, schedules.warmup_then(watching), schedules.warmup_then(schedules.cosine(0.1))):
        losses = {"losses": LOSSES} if "losses" in inspect.signature(schedule).parameters else {}
        with pytest.raises(Mistake, match="the step is 2.5. There is none between two: give a whole number."):
            schedule(t, **losses)
    assert watching(2.0, losses=LOSSES) == watching(2, losses=LOSSES)
    assert schedules.cosine(0.1, over=10)(2.5) > schedules.cosine(0.1, over=10)(3)


def test_a_warmup_to_a_schedule_that_watches_may_be_counted_in_floats():
    watching = schedules.reduce_on_plateau(0.1, patience=1)
    rates = [schedules.warmup_then(watching, over=over)(np.arange(9), losses=LOSSES) for over in (3, 3.0)]
    np.testing.assert_array_equal(*rates)


def test_rates_beyond_the_smallest_and_largest_numbers_are_given_without_a_warning():
    assert schedules.inverse_time(0.1, half_at=1e-320)(5) == 0.0
    assert schedules.polynomial(0.1, over=3, power=1e308)(np.arange(4)).tolist() == [0.1, 0.0, 0.0, 0.0]
    assert schedules.exponential_decay(1e308, decay=1e-320)(2) == 0.0


def test_a_growing_rate_is_refused_with_its_reason():
    with pytest.raises(Mistake, match="would grow"):
        schedules.exponential_decay(0.1, decay=1.01)
