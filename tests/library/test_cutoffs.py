"""The picture of epsilon's cut-off says where the step of RMSProp is half as long."""

import numpy as np
import pytest

from lessons_lib.dialects import torch
from lessons_lib.mistakes import Mistake
from lessons_lib.plots import cutoffs
from lessons_lib.rules import rmsprop


def marks(picture):
    """Return the places of the marks, left to right."""
    axes = picture.figure.axes[0]
    return sorted(line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 1)


def test_a_mark_stands_where_the_rule_halves_its_step():
    (inside,), (outside,) = marks(cutoffs(inside=[1e-6])), marks(cutoffs(outside=[1e-3]))
    settled = dict(w=np.zeros(1), t=1)
    under = rmsprop(g=np.array([inside]), cache=inside**2, learning_rate=1.0, epsilon=1e-6, **settled)
    beside = torch.rmsprop(g=np.array([outside]), cache=outside**2, lr=1.0, eps=1e-3, **settled)
    assert under["w"][0] == pytest.approx(-0.5) and beside["w"][0] == pytest.approx(-0.5)


def test_every_epsilon_is_told_in_words():
    alt = cutoffs(inside=[1e-8, 1e-10], outside=[1e-4]).alt
    assert "Epsilon 1e-08 inside" in alt and "Epsilon 1e-10 inside" in alt and "0.0001 outside" in alt


@pytest.mark.parametrize("wrong", [[0.0], [-1e-8], 1e-8, ["a"], [np.nan]])
def test_an_epsilon_that_is_none_is_refused(wrong):
    with pytest.raises(Mistake, match="above zero"):
        cutoffs(inside=wrong)


def test_no_epsilon_at_all_is_refused():
    with pytest.raises(Mistake, match="There is no epsilon"):
        cutoffs()
