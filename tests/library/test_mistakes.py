"""A mistake is one sentence in a notebook and an ordinary error elsewhere."""

import functools

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from lessons_lib.mistakes import Mistake, blame, called, nearest, stop

CELLS = {
    "unknown name": ("run(adam, ravine(), learning_rte=0.1)", "Did you mean learning_rate?"),
    "no brackets": ("run(adam, ravine)", "with its brackets"),
    "no w": ("def mine(w, g, t):\n    return w - g\nrun(mine, ravine())", "mine returned ndarray"),
    "error inside": (
        "def mine(w, g, t):\n    return dict(w=w - pace * g)\nrun(mine, ravine())",
        "mine stopped with NameError in the line `return dict(w=w - pace * g)`: name 'pace' is not defined.",
    ),
    "in place": (
        "def mine(w, g, t):\n    w -= g\n    return dict(w=w)\nrun(mine, ravine())",
        "mine changes an array in place (ValueError in the line `w -= g`",
    ),
    "surface": ("landscape_from(lambda x, y: 1 / (x - x))", "Your surface is not finite"),
    "schedule": ("exponential_decay(0.1, decay=2)", "so the rate would grow"),
}


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell.instance()
    shell.run_cell(
        "from lessons_lib.descent import run\nfrom lessons_lib.landscapes import ravine\n"
        "from lessons_lib.own_landscape import landscape_from\nfrom lessons_lib.rules import adam\n"
        "from lessons_lib.schedules import exponential_decay"
    )
    yield shell
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("cell", CELLS)
def test_a_notebook_shows_one_sentence_and_no_frame_of_the_package(shell, capsys, cell):
    code, sentence = CELLS[cell]
    result = shell.run_cell(code)
    shown = "".join(capsys.readouterr()).strip()
    assert isinstance(result.error_in_exec, Mistake)
    assert sentence in shown
    assert len(shown.splitlines()) == 1
    assert shown.startswith("Mistake: ")
    assert not any(word in shown for word in ("Traceback", "lessons_lib", "File ", " at 0x"))


def test_elsewhere_it_is_an_ordinary_error():
    with pytest.raises(ValueError, match=r"^steps is 2\.5$"):
        raise Mistake("steps is 2.5")


def test_the_nearest_name_is_offered_and_all_are_listed():
    assert nearest("beta_1", ["beta1", "epsilon"]) == "Did you mean beta1? It knows: beta1, epsilon."
    assert nearest("zzz", ["beta1", "epsilon"]) == "It knows: beta1, epsilon."
    assert nearest("beta", []) == "It has none to set."
    assert nearest(3, ["beta"]) == "It knows: beta."


def test_things_are_called_by_name_and_never_by_address():
    assert called(nearest) == called(functools.partial(nearest, "a")) == "nearest"
    assert called([1]) == "[1]"
    assert " at 0x" not in called([lambda: 0, object()])


def test_blame_finds_the_last_line_of_the_function_and_stays_on_one_line():
    def helper():
        raise KeyError("two\nlines")

    def mine():
        helper()

    with pytest.raises(KeyError) as caught:
        mine()
    told = blame(caught.value, mine)
    assert told.startswith("KeyError in the line `raise KeyError(")
    assert "\n" not in told
    assert blame(ZeroDivisionError("no"), None) == "ZeroDivisionError: no"


def broken(body, **known):
    """What is said of a function of w, x, y whose only line breaks."""
    mine = eval(f"lambda w, learning_rate, x=np.ones((10, 2)), y=np.ones(10): {body}", {"np": np} | known)
    with pytest.raises(Exception) as caught:
        mine(np.ones(2), 0.1)
    return blame(caught.value, mine)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x * y", "arrays of shape (10,2) and (10,) do not fit together number by number"),
        ("x @ y", "a row of a has 2 numbers, a column of b has 10, and the two should be as long"),
        ("w @ x.T + w @ x", "a row of a has 2 numbers, a column of b has 10"),
        ("x.dot(y)", "arrays of shape (10,2) and (10,) do not fit together as rows times columns"),
        ("x @ 2.0", "one side is a single number"),
        ("dict(w - 0.1 * w)", "each value in `dict` needs a name: `dict(w=...)`"),
        ("{w: w}", "stands in quotes"),
        ("__import__('math').sqrt(w)", "NumPy's own, such as `np.sqrt`"),
        ("0.5 * (1.0, 2.0)", "make it `np.array(...)`"),
        ("w - ... * w", "there is still a `...` in the formula"),
        ("w / sum", "a function stands where a number should"),
        ("w - lr * y", "name 'lr' is not defined. Did you mean `learning_rate`?"),
        ("w - learning_rte * y", "Did you mean `learning_rate`?"),
        ("sqrt(w)", "name 'sqrt' is not defined. Did you mean `np.sqrt`?"),
        ("w - learning_rate * w^2", "`^` is no power in Python"),
        ("w - pace", "NameError: name 'pace' is not defined"),
    ],
)
def test_a_frequent_error_is_told_in_words_for_a_newcomer(body, said):
    told = broken(body)
    assert said in told and "gufunc" not in told and "core dimension" not in told


def test_a_sentence_ends_once():
    with pytest.raises(Mistake, match=r"`learning_rate`\?$"):
        stop(lambda w, learning_rate: w, NameError("name 'lr' is not defined", name="lr"))
    with pytest.raises(Mistake, match=r"[^.]\.$"):
        stop(lambda w: w, ValueError("Too bad."))
