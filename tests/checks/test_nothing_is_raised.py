"""Whatever a learner gives to a check of the first or the last lesson, it answers."""

import functools

import numpy as np
import pytest

from lessons_lib.checks import Verdict, lesson_08
from lessons_lib.checks import lesson_01 as check
from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.rules import adam, gradient_descent


class Unruly:
    """Fails at whatever numpy, Python or a check may try with it."""

    def _refuse(self, *args, **kwargs):
        raise RuntimeError("no")

    __array__ = __len__ = __float__ = __eq__ = __iter__ = __getitem__ = __bool__ = _refuse
    __hash__ = None


class UnrulyCall(Unruly):
    def __call__(self, *args, **kwargs):
        return Unruly()


class Callable:
    def __call__(self, w, g, t, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g)


def answers_unruly(w, g, t, *, learning_rate=0.1):
    return dict(w=Unruly())


GIVEN = {
    "unruly": Unruly(),
    "an unruly call": UnrulyCall(),
    "an unruly answer": answers_unruly,
    "an instance": Callable(),
    "a class": int,
    "a partial": functools.partial(gradient_descent, learning_rate=0.2),
    "a builtin": max,
    "a ufunc": np.add,
    "a generator": (n for n in range(3)),
    "a dict": {"w": 1},
    "an empty list": [],
    "ragged rows": [[1], [1, 2]],
    "a large number": 10**400,
    "bytes": b"1",
    "a date": np.datetime64("2020-01-01"),
    "objects": np.array([None, "x"], dtype=object),
    "no steps": run(gradient_descent, ravine(), steps=0),
    "another number of weights": run(gradient_descent, parabola(), steps=80),
    "a path of adam": run(adam, ravine(), steps=80),
}
CHECKS = {
    "one_step": lambda given: check.one_step(g=given, w=given, loss=given),
    "one_step_inside": lambda given: check.one_step(g=(given, given), loss=[given]),
    "my_rule": check.my_rule,
    "largest_rate": check.largest_rate,
    "reach": check.reach,
    "mend_rotation": check.mend_rotation,
    "why_zigzag": check.why_zigzag,
    "by_hand": lambda given: lesson_08.by_hand(one_try=given, two_tries=(given, given)),
    "read_rate": lesson_08.read_rate,
    "why_unfair": lesson_08.why_unfair,
    "why_lines": lambda given: lesson_08.why_lines(m=given),
    "line_up": lambda given: lesson_08.line_up(A=given),
    "mend_memory": lesson_08.mend_memory,
    "enter": lesson_08.enter,
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("name", CHECKS)
def test_a_check_answers_whatever_it_is_given(name, given):
    verdict = CHECKS[name](GIVEN[given])
    assert isinstance(verdict, Verdict) and verdict.says
    rule_made_another_way = name in ("my_rule", "enter") and given in ("an instance", "a partial")
    assert bool(verdict) == rule_made_another_way
    assert " at 0x" not in str(verdict)
