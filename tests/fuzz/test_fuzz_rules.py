"""Whatever a learner writes as a rule, the check answers in a sentence, and calls nothing wrong correct."""

from __future__ import annotations

import sys
import threading
import warnings

import numpy as np
from fuzzing import fuzz
from hypothesis import example, given
from hypothesis import strategies as st

from lessons_lib.checks import Verdict
from lessons_lib.checks.rule_check import check_rule
from lessons_lib.checks.verdicts import LOOKS
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.signatures import signature

REFERENCES = {rule.__name__: rule for rule in (gradient_descent, momentum, adam)}
FIRST_LINES = {
    "gradient_descent": ["w, g, t, *, learning_rate=0.1"],
    "momentum": ["w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9"],
    "adam": ["w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8"],
}
ODD_FIRST_LINES = [
    "",
    "w",
    "w, g",
    "w, g, t",
    "w, g, t, velocity, learning_rate, beta",
    "w, g, t, velocity=0.0, learning_rate=0.1, beta=0.9",
    "w, g, t, velocity=None, *, learning_rate=0.1, beta=0.9",
    "w, g, t, velocity='none', *, learning_rate=0.1, beta=0.9",
    "w, g, t, velocity=Unruly(), *, learning_rate=0.1, beta=0.9",
    "w, g, t, velocity=np.zeros(2), *, learning_rate=0.1, beta=Unruly()",
    "w, g, t, velocity=[], *, learning_rate=np.nan, beta=0.9",
    "w, g, t, v=0.0, *, lr=0.1, momentum=0.9",
    "w, g, t, /, velocity=0.0, *, learning_rate=0.1, beta=0.9",
    "w, g, t, *memory, learning_rate=0.1, beta=0.9",
    "w, g, t, velocity=0.0, **settings",
    "*anything, **settings",
    "g, w, t, velocity=0.0, *, learning_rate=0.1, beta=0.9",
]
RIGHT = {
    "gradient_descent": ["w = w - learning_rate * g"],
    "momentum": ["velocity = beta * velocity - learning_rate * g", "w = w + velocity"],
    "adam": [
        "m = beta1 * m + (1 - beta1) * g",
        "v = beta2 * v + (1 - beta2) * g**2",
        "m_hat = m / (1 - beta1**t)",
        "v_hat = v / (1 - beta2**t)",
        "w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)",
    ],
}
NAMES = ["w", "g", "t", "velocity", "learning_rate", "beta", "m", "v", "beta1", "beta2", "epsilon", "kept"]
ATOMS = [*NAMES, "0", "1", "2", "0.5", "-1", "1e300", "np.nan", "np.inf", "None", "...", "'text'", "[]", "{}"]
ATOMS += ["w[0]", "g[1]", "w.T", "np.zeros(3)", "object()", "np.zeros((2, 2))", "Unruly()", "nowhere"]
CALLS = [
    "np.sqrt",
    "np.log",
    "np.sum",
    "np.abs",
    "sum",
    "len",
    "str",
    "list",
    "tuple",
    "np.linalg.norm",
    "float",
]
EXPRESSIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "@", "%", "//", "<", "and"]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        st.tuples(st.sampled_from(CALLS), inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
    ),
    max_leaves=5,
)
ACTS = [
    "pass",
    "...",
    "return",
    "return None",
    "return ...",
    "return w",
    "return w, velocity",
    "return {}",
    "return {1: 2}",
    "return dict(w=w)",
    "return dict(w=[[1], [1, 2]], velocity=0)",
    "return dict(w=w.astype(object), velocity=Unruly())",
    "return Unruly()",
    "yield w",
    "await g",
    "raise ValueError(Unruly())",
    "raise KeyError",
    "raise NotImplementedError",
    "raise BaseException('all')",
    "raise StopIteration",
    "sys.exit(3)",
    "w -= g",
    "g[0] = 0.0",
    "w.resize(3)",
    "w.flags.writeable = False",
    "del w",
    "kept.append(w)",
    "kept.clear()",
    "print(w)",
    "print(Unruly())",
    "np.seterr(all='raise')",
    "warnings.warn('careful')",
    "warnings.simplefilter('error')",
    "np.array([1, 2]).fill(1)",
    "mine(w, g, t)",
    "g = g + np.random.normal()",
    "assert False",
    "lambda: 0",
    "import math",
    "global w_outside; w_outside = w",
]
ENDLESS = "while True: pass"


class Unruly:
    """Fails at whatever NumPy, Python or a check may try with it."""

    def _refuse(self, *args, **kwargs):
        raise RuntimeError("no")

    __array__ = __len__ = __float__ = __eq__ = __iter__ = __getitem__ = __bool__ = __str__ = __repr__ = (
        _refuse
    )
    __hash__ = None


@st.composite
def changed(draw: st.DrawFn, line: str) -> str:
    """Change one sign, number or name of a line."""
    pieces = line.split(" ")
    at = draw(st.integers(2, len(pieces) - 1))
    piece = pieces[at]
    signs = ["+", "-", "*", "/", "**", "//", "@"]
    other = st.sampled_from(signs if piece in signs else [*NAMES, "0.1", "2", "(1 - beta1**t)", "np.abs(g)"])
    return " ".join([*pieces[:at], draw(other), *pieces[at + 1 :]])


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, str]:
    """Write a rule, near to a right one or far from any; name the rule that it should be."""
    name = draw(st.sampled_from(list(REFERENCES)))
    memory = [*signature(REFERENCES[name]).memory]
    first = draw(st.sampled_from(FIRST_LINES[name] * 6 + ODD_FIRST_LINES))
    lines = list(RIGHT[name])
    for _ in range(draw(st.integers(0, 2))):  # near to it
        k = draw(st.integers(0, len(lines) - 1))
        lines[k] = draw(changed(RIGHT[name][k])) if k < len(RIGHT[name]) else lines[k]
    assigned = st.tuples(st.sampled_from(NAMES), EXPRESSIONS).map(lambda pair: f"{pair[0]} = {pair[1]}")
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):  # far from it
        at = draw(st.integers(0, len(lines)))
        act = draw(st.one_of(st.sampled_from(ACTS), assigned, st.just("pass")))
        lines.insert(at, act if draw(st.integers(0, 400)) else ENDLESS)
    answer = ", ".join(f"{key}={key}" for key in ["w", *memory])
    ends = [f"return dict({answer})"] * 6 + ["return dict(w=w)", "return w", "pass"]
    lines.append(draw(st.sampled_from(ends)))
    kind = "async def" if draw(st.integers(0, 60)) == 0 else "def"
    return name, f"{kind} mine({first}):\n    " + "\n    ".join(lines)


def made(source: str) -> object | None:
    """Run the learner's cell; None if Python itself refuses it."""
    names = {"np": np, "sys": sys, "warnings": warnings, "Unruly": Unruly, "kept": []}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, "<cell>", "exec"), names)
    except SyntaxError:
        return None
    return names["mine"]


def state() -> tuple:
    """What a check must leave as it was."""
    return np.geterr(), list(warnings.filters), sys.stdout, sys.stderr, sys.getrecursionlimit()


def agrees(mine, reference) -> bool:
    """Walk both on slopes that the check does not know, under settings that it does not know."""
    noise, known = np.random.default_rng(5), signature(reference)
    settings = {name: noise.uniform(0.1, 0.8) for name in known.hyperparameters}
    one = two = {"w": np.array([1.5, -0.7])}
    for t in range(1, 5):
        g = noise.normal(size=2)
        with np.errstate(all="ignore"), warnings.catch_warnings():  # the rule may change both
            warnings.simplefilter("ignore")
            one = mine(one["w"], g, t, **{k: one[k] for k in known.memory if k in one}, **settings)
        two = reference(two["w"], g, t, **{k: two[k] for k in known.memory if k in two}, **settings)
        if not all(np.allclose(one[k], two[k], rtol=1e-6) for k in ("w", *known.memory)):
            return False
    return True


@fuzz(60)
@given(programs())
@example(("momentum", f"def mine({FIRST_LINES['momentum'][0]}):\n    {ENDLESS}"))
@example(("momentum", f"def mine({FIRST_LINES['momentum'][0]}):\n    return mine(w, g, t)"))
@example(("momentum", f"def mine({ODD_FIRST_LINES[7]}):\n    return dict(w=w)"))
@example(("momentum", f"def mine({ODD_FIRST_LINES[8]}):\n    return dict(w=w)"))
def test_any_rule_gets_a_verdict_and_none_that_is_wrong_is_called_correct(program):
    name, source = program
    mine, before = made(source), state()
    if mine is None:
        return
    verdict = check_rule(mine, REFERENCES[name], seconds=0.05)
    assert state() == before
    assert isinstance(verdict, Verdict) and verdict.status in LOOKS
    assert verdict.says and len(verdict.says) < 1000 and "Traceback" not in verdict.says
    assert verdict._repr_mimebundle_()["text/plain"]
    if verdict.status == "correct":
        assert agrees(mine, REFERENCES[name])


def test_a_rule_that_is_right_is_called_correct_and_leaves_no_thread_behind():
    for name, lines in RIGHT.items():
        answer = ", ".join(f"{key}={key}" for key in ["w", *signature(REFERENCES[name]).memory])
        body = "\n    ".join([*lines, f"return dict({answer})"])
        assert check_rule(made(f"def mine({FIRST_LINES[name][0]}):\n    {body}"), REFERENCES[name])
    for watching in [thread for thread in threading.enumerate() if thread.name == "time limit"]:
        watching.join(5)
        assert not watching.is_alive()
