"""The averages panel shows the very averages that Adam keeps, and how much each sample weighs in them."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import theory
from lessons_lib.descent import descend
from lessons_lib.mistakes import Mistake
from lessons_lib.panels import averages
from lessons_lib.panels.averages import smoothed
from lessons_lib.plots.averages import BIASED, CORRECTED, DOTS
from lessons_lib.plots.palette import contrast
from lessons_lib.rules import adam


def marks(panel):
    return [
        mark | {"xy": np.frombuffer(mark["xy"], "<f4").reshape(-1, 2)} for mark in panel.canvas.frame["marks"]
    ]


def weights(panel):
    """The drawn weights at every row, from the newest sample back: an array (rows, points, 2) of data."""
    area = next(artist for part in panel.still.parts for artist in part.artists if hasattr(artist, "pages"))
    return area.pages


def told(panel):
    return next(mark["text"] for mark in marks(panel) if isinstance(mark.get("text"), list))


def made_again(panel):
    return eval(panel.line(), dict(averages=averages))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("signal", ["noise", "step", "wave"])
def test_the_averages_are_those_that_adam_keeps_of_its_gradients(signal, beta):
    seen = averages(signal, beta=beta, seed=3).result
    slopes = iter(seen.signal[1:])
    walk = descend(adam, lambda w, t: np.array([next(slopes)]), np.zeros(1), beta1=beta)
    m = [next(walk)[1]["m"][0] for _ in range(100)]
    assert seen.m[1:] == pytest.approx(m, rel=1e-12) and seen.m[0] == 0
    assert seen.m_hat[1:] == pytest.approx(m / (1 - beta ** np.arange(1, 101)), rel=1e-12)


def test_an_average_is_the_weighted_sum_of_what_was_so_far():
    signal, beta = np.array([1.0, -2.0, 4.0, 0.5]), 0.7
    for t in range(1, 5):
        share = (1 - beta) * beta ** np.arange(t)[::-1]
        assert smoothed(signal, beta)[t] == pytest.approx(share @ signal[:t])


def test_of_a_signal_that_stays_the_corrected_average_is_right_at_once_and_the_other_is_not():
    panel = averages(noise=0.0)
    assert panel.result.m_hat[1:] == pytest.approx(np.ones(100))
    assert panel.result.m[1] == pytest.approx(0.1)
    assert "remembers about 10 steps; the uncorrected average starts at 0.1 of the signal" in panel.text()


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.9999])
def test_the_weights_drawn_fall_by_beta_a_sample_and_belong_to_the_samples_so_far(beta):
    panel = averages(beta=beta, steps=60)
    pages = weights(panel)
    assert len(pages) == 61
    for step in (1, 2, 17, 60):
        x, y = pages[step, 1:-1].T
        assert x[0] == step and x[-1] == 1 and np.all(np.diff(x) <= 0)
        assert y == pytest.approx(beta ** (step - x))
        assert set(range(max(1, step - 15), step + 1)) <= set(x.round(9))  # the newest, sample by sample
    assert np.all(pages[0, :, 1] == 0)


def test_the_words_above_the_weights_add_them_up_at_every_step():
    panel = averages(beta=0.9, steps=20, correction=False)
    newest, together, rest = told(panel)[5].split(": ")[1].split(", ")
    assert newest == "the newest 0.1" and together == f"all 5 together {1 - 0.9**5:.3g}"
    assert rest == f"the 0 it began with {0.9**5:.3g}"
    panel.set(correction=True)
    assert told(panel)[5] == f"weights in m_hat: the newest {0.1 / (1 - 0.9**5):.3g}, all 5 together 1"
    assert told(panel)[0] == "before the first sample, m is 0"


def test_bracket_and_dot_are_as_far_back_as_theory_says():
    panel = averages(beta=0.9)
    _, bracket, half = (
        artist for part in panel.still.parts for artist in part.artists if hasattr(artist, "pages")
    )
    assert 100 - bracket.pages[100, 0, 0] == pytest.approx(theory.memory_length(0.9))
    assert (
        100 - half.pages[100, 1, 0] == pytest.approx(theory.half_life(0.9)) and half.pages[100, 1, 1] == 0.5
    )
    assert bracket.pages[4, 0, 0] == 0 and half.pages[4, 0, 0] < 0  # none of the samples is so old yet


def test_the_same_seed_is_the_same_noise_however_many_samples_and_another_is_not():
    long, short, other = averages(steps=90), averages(steps=40), averages(steps=40, seed=1)
    assert np.array_equal(long.result.signal[1:41], short.result.signal[1:])
    assert not np.array_equal(short.result.signal[1:], other.result.signal[1:])


def test_a_line_makes_it_again_and_a_kept_text_and_undo_bring_it_back():
    for panel in (
        averages(),
        averages("wave", beta=0.99, correction=False, view="lecture"),
        averages([3, 1, 2.5]),
    ):
        first = panel.state()
        assert made_again(panel).state() == first
        panel.set(signal="step", beta=0.5, seed=7, correction=not first["correction"])
        again = made_again(panel)
        assert again.state() == panel.state() and again.result.m.tolist() == panel.result.m.tolist()
        text = panel.kept()
        panel.undo()
        assert panel.state() == first
        panel.restore(text)
        assert panel.state() == again.state()


def test_numbers_of_ones_own_stay_as_they_are_and_hide_the_knobs_of_noise():
    panel = averages([3, 1, 2.5], beta=0.5)
    assert panel.result.signal[1:].tolist() == [3, 1, 2.5] and panel.state()["steps"] == 3
    assert [control.label for control in panel.shown()] == ["signal", "beta", "steps", "bias correction"]
    panel.set(signal="noise")
    assert "seed" in [control.label for control in panel.shown()]
    assert averages("step", own=(1, 2)).controls["signal"].options == ["noise", "step", "wave", "own"]


@pytest.mark.parametrize("name", ["signal", "beta", "noise", "seed", "steps", "correction"])
def test_a_turned_control_sends_one_frame_and_changes_picture_and_words(name):
    panel, frames = averages(), []
    panel.canvas.observe(lambda change: frames.append(change["new"]), "frame")
    before = panel.still.alt, panel.canvas.frame["marks"]
    panel.controls[name].value = {"correction": False, "signal": "wave", "steps": 90, "seed": 4}.get(
        name, 0.5
    )
    assert len(frames) == 1
    assert panel.still.alt != before[0] and panel.canvas.frame["marks"] != before[1]


def test_the_background_stays_while_beta_moves():
    panel = averages()
    first = panel.canvas.background
    for beta in (0.0, 0.5, 0.99, 0.9999):
        panel.set(beta=beta)
    assert panel.canvas.background == first
    panel.set(correction=False)  # the legend names one curve fewer
    assert panel.canvas.background != first


@pytest.mark.parametrize("beta", [0.0, 0.9999])
@pytest.mark.parametrize(
    "settings", [dict(steps=1), dict(steps=300, noise=1.0), dict(noise=0.0, correction=False)]
)
def test_at_the_ends_of_the_knobs_every_mark_is_finite_but_for_what_is_not_there(settings, beta):
    panel = averages("step", beta=beta, **settings)
    for mark in marks(panel):
        gone = np.flatnonzero(~np.isfinite(mark["xy"]).all(axis=1))
        hidden = mark["kind"] == "line" and len(gone) == len(mark["xy"])  # the corrected curve, switched off
        assert hidden or set(gone) <= {0}, mark["kind"]
    assert panel.text() and panel.still.alt


def test_a_scene_is_a_whole_setting():
    panel = averages(scenes={"long": dict(beta=0.99)})
    panel.set(signal="wave", seed=5)
    panel._asked({"do": "scene", "name": "long"})
    assert panel.state() == panel.first | {"beta": 0.99} and panel.toolbar.scene == "long"


def test_the_clock_is_on_both_axes_and_no_point_can_be_moved():
    frame = averages().canvas.frame
    assert len(frame["clocks"]) == 2 and frame["points"] == []


def test_the_code_below_is_the_formula_with_its_numbers():
    panel = averages([5.0, 2.0, 7.0], beta=0.75)
    code, m = panel.lines()["code"], 0.0
    assert code == "m = 0.75 * m + 0.25 * signal[t]; m_hat = m / (1 - 0.75**t)"
    for x in panel.own:
        m = 0.75 * m + 0.25 * x
    assert panel.result.m[-1] == m


def test_what_is_drawn_can_be_told_from_white():
    assert all(contrast(color, "white") >= 4.5 for color in (BIASED, CORRECTED, DOTS))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: averages("nose"), "Did you mean noise"),
        (lambda: averages("own"), "signal is 'own'"),
        (lambda: averages([1, float("nan")]), "row of finite numbers"),
        (lambda: averages([[1, 2]]), "row of finite numbers"),
        (lambda: averages(3), "row of finite numbers"),
        (lambda: averages([]), "has 0 numbers"),
        (lambda: averages(np.zeros(301)), "has 301 numbers"),
        (lambda: averages(own="abc"), "row of finite numbers"),
        (lambda: averages(beta=1.0), "beta is 1"),
        (lambda: averages(beta=-0.1), "beta is -0.1"),
        (lambda: averages(noise=-1.0), "noise is -1"),
        (lambda: averages(seed=-1), "seed is -1"),
        (lambda: averages(seed=0.5), "whole number"),
        (lambda: averages(steps=0), "steps is 0"),
        (lambda: averages(correction="yes"), "Give True or False"),
        (lambda: averages(view="huge"), "study"),
        (lambda: averages().set(signal="own"), "signal is 'own'"),
        (lambda: averages().set(gamma=1), "no slider 'gamma'"),
        (lambda: averages().restore("averages()?beta=x"), "Give a number"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_every_clock_has_a_hand_with_a_place_for_every_step():
    panel = averages()
    for area in panel.canvas.frame["clocks"]:
        hand = next(mark for mark in marks(panel) if mark["trail"] and mark["clip"] == area)
        assert len(hand["xy"]) == 101 and np.all(np.diff(hand["xy"][:, 0]) > 0)
