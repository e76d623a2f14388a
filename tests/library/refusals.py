"""Shared by the tests of wrong input: what a refusal must look like."""

import types

import pytest

from lessons_lib.descent import run, sweep
from lessons_lib.mistakes import Mistake

both = pytest.mark.parametrize("walk", [run, sweep])


def refused(walk, *args, **kwargs):
    with pytest.raises(Mistake) as caught:
        walk(*args, **kwargs)
    sentence = str(caught.value)
    assert " at 0x" not in sentence
    assert "\n" not in sentence
    return sentence


def model(**parts):
    usual = dict(loss=lambda w: (w**2).sum(axis=0), gradient=lambda w, t: 2 * w, start=(1.0, 2.0))
    return types.SimpleNamespace(**usual | parts)
