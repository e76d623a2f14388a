"""The picture of one step of a heavy ball shows the arrows that the rule adds up."""

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.plots import pushes
from lessons_lib.rules import adam, gradient_descent, momentum, nesterov

WALK = run(momentum, ravine(), steps=8, learning_rate=0.5, beta=0.6)


def arrows(picture):
    """Tail and tip of every arrow, in their order."""
    return [
        (note.xyann, note.xy) for note in picture.figure.axes[0].texts if getattr(note, "arrow_patch", None)
    ]


@pytest.mark.parametrize("t", [2, 3, 8])
def test_two_arrows_lead_where_their_sum_leads(t):
    (left, push, both) = arrows(pushes(WALK, t))
    assert np.allclose(left[0], WALK.w[t - 1]) and np.allclose(push[0], left[1])
    assert np.allclose(both, [WALK.w[t - 1], WALK.w[t]]) and np.allclose(push[1], WALK.w[t])
    assert np.allclose(np.subtract(*left[::-1]), 0.6 * WALK["velocity"][t - 1])
    assert np.allclose(np.subtract(*push[::-1]), -0.5 * WALK.g[t - 1])


def test_the_arrows_are_in_sight_and_the_words_hold_their_numbers():
    picture = pushes(WALK, 3)
    (x, y) = picture.figure.axes[0].get_xlim(), picture.figure.axes[0].get_ylim()
    for end in (end for arrow in arrows(picture) for end in arrow):
        assert x[0] < end[0] < x[1] and y[0] < end[1] < y[1]
    assert "(0.186, -0.72)" in picture.alt and "(0.174, 1.2)" in picture.alt
    assert len(pushes(WALK, 3, view="lecture").png()) > 1000


def test_a_schedule_of_beta_is_read_at_its_step():
    walk = run(momentum, ravine(), steps=4, learning_rate=0.5, beta=lambda t: 0.1 * t)
    left, _, _ = arrows(pushes(walk, 3))
    assert np.allclose(np.subtract(*left[::-1]), 0.2 * walk["velocity"][2])


@pytest.mark.parametrize(
    ("path", "t", "words"),
    [
        (WALK, 1, "from 2 to 8"),
        (WALK, 9, "from 2 to 8"),
        (WALK, 2.0, "t is 2.0"),
        (run(gradient_descent, ravine(), steps=5), 2, "a walk of momentum"),
        (run(adam, ravine(), steps=5), 2, "a walk of momentum"),
        (run(nesterov, ravine(), steps=5), 2, "not its move"),
        (run(momentum, parabola(), steps=5), 2, "two coordinates"),
        ("path", 2, "a walk of momentum"),
    ],
)
def test_what_has_no_such_step_is_told(path, t, words):
    with pytest.raises(Mistake, match=words):
        pushes(path, t)
