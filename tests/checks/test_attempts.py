"""A learner's function may do what it likes: the check goes on, with a sentence that helps."""

import re
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from lessons_lib.checks import attempt
from lessons_lib.checks.attempts import read_numbers
from lessons_lib.checks.time_limit import TooLong, within
from lessons_lib.mistakes import called


def blank_pass(w):
    pass


def blank_dots(w): ...


def blank_with_a_docstring(w):
    """Double it."""


def returns_dots(w):
    return ...


def not_implemented(w):
    raise NotImplementedError


def forgets_to_return(w):
    w = 2 * w


def divides(w):
    nothing = 0
    return 1 / nothing


def exits(w):
    sys.exit()


def calls_itself(w):
    return calls_itself(w)


def never_ends(w):
    while True:
        w = w + 1


def never_ends_and_catches_errors(w):
    while True:
        try:
            w = w + 1
        except Exception:
            pass


def never_ends_and_catches_everything(w):
    while True:
        try:
            w = w + 1
        except:  # noqa: E722
            pass


def never_ends_in_one_line(w):
    return sum(1 for _ in iter(int, 1))


def raises_what_cannot_be_printed(w):
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    raise Odd


async def asynchronous(w):
    return w


def changes(w):
    w *= 2
    return w


SAID = {
    blank_pass: ("not attempted", "It is your turn"),
    blank_dots: ("not attempted", "It is your turn"),
    blank_with_a_docstring: ("not attempted", "It is your turn"),
    returns_dots: ("not attempted", "It is your turn"),
    not_implemented: ("not attempted", "still says that it is not written"),
    forgets_to_return: ("not yet", "returns nothing"),
    divides: ("not yet", "ZeroDivisionError in the line `return 1 / nothing`: division by zero."),
    exits: ("not yet", "asks Python to exit"),
    calls_itself: ("not yet", "calls itself without end"),
    never_ends: ("not yet", "Does a loop never end?"),
    never_ends_and_catches_errors: ("not yet", "Does a loop never end?"),
    never_ends_and_catches_everything: ("not yet", "Does a loop never end?"),
    never_ends_in_one_line: ("not yet", "Does a loop never end?"),
    raises_what_cannot_be_printed: ("not yet", "stopped with Odd."),
    asynchronous: ("not yet", "a plain `def`"),
    changes: ("not yet", "changes w in place"),
}


@pytest.mark.parametrize("function", SAID, ids=lambda each: each.__name__)
def test_what_a_function_does_wrong_gets_its_own_sentence(function):
    status, sentence = SAID[function]
    tried = attempt(function, np.array([1.0, 2.0]), seconds=0.2)
    assert tried.status == status and sentence in tried.says, tried
    assert tried.says[0].isupper() and tried.says.endswith((".", "?"))


def test_different_mistakes_get_different_sentences():
    wrong = [function for function, (status, _) in SAID.items() if status == "not yet"]
    said = {attempt(function, np.array([1.0]), seconds=0.1).says for function in wrong}
    assert len(said) == len(wrong) - 3  # four of them never end


@pytest.mark.parametrize("blank", [..., None])
def test_no_function_at_all_is_not_attempted(blank):
    assert attempt(blank, 1).status == "not attempted"


@pytest.mark.parametrize("thing", [2.5, "f", np.ones(2), [1], object()])
def test_what_cannot_be_called_is_refused_with_what_to_give(thing):
    tried = attempt(thing, 1)
    assert tried.status == "not yet" and "without brackets" in tried.says
    assert type(thing).__name__ in tried.says


def test_a_wrong_number_of_arguments_is_told_from_an_error_inside():
    tried = attempt(lambda x: x, 1, 2, 3)
    assert "cannot take the 3 values" in tried.says and "first line" in tried.says
    assert "cannot take the 1 value that" in attempt(lambda: 1, 2).says
    assert attempt(max, 1, 2).value == 2  # written in C: nothing to read


def test_an_interrupt_by_the_learner_is_obeyed():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(interrupted)


def test_the_callers_arrays_are_never_touched():
    w, v = np.array([1.0, 2.0]), np.array([3.0])

    def changes_both(w, *, v):
        w[0] = 9
        v += 1
        return w

    tried = attempt(changes_both, w, v=v)
    assert "changes w and v in place" in tried.says and "`w = w ...`, without" in tried.says
    assert w.tolist() == [1.0, 2.0] and v.tolist() == [3.0]


def test_a_list_of_arguments_is_named_by_place():
    def changes_second(*values):
        values[1][0] = 9
        return 1

    assert "in place" in attempt(changes_second, np.ones(1), np.ones(1)).says


def test_no_warning_leaks_and_numpy_settings_stay():
    def warns(w):
        warnings.warn("loud", stacklevel=1)
        np.seterr(all="raise")
        return np.log(-w) / 0.0

    before = np.geterr()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        attempt(warns, np.array([1.0]))
    assert not caught and np.geterr() == before


def test_what_is_printed_is_shown_or_dropped(capsys):
    def prints(w):
        print("w is", w)
        return w

    assert attempt(prints, 1.0).value == 1.0
    assert capsys.readouterr().out == "w is 1.0\n"
    assert attempt(prints, 1.0, quiet=True).value == 1.0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("function", [never_ends, never_ends_and_catches_everything])
def test_the_time_limit_holds_on_another_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(attempt(function, 1, seconds=0.2)), daemon=True)
    thread.start()
    thread.join(5)
    assert found and "never end" in found[0].says


def test_the_time_limit_is_kept_to_within_a_second():
    begin = time.monotonic()
    attempt(never_ends, 1, seconds=0.3)
    assert 0.3 <= time.monotonic() - begin < 1.3


@pytest.mark.parametrize("function", [abs, never_ends, never_ends_and_catches_everything, divides])
def test_a_trace_function_set_before_is_set_afterwards(function):
    def tracer(frame, event, arg):
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        attempt(function, 1, seconds=0.1)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


def test_nothing_is_raised_later_once_the_time_was_up():
    for _ in range(20):
        attempt(never_ends_and_catches_everything, 1, seconds=0.01)
        end = time.monotonic() + 0.02
        while time.monotonic() < end:
            pass
    assert not [thread for thread in threading.enumerate() if thread.name == "time limit"]


def test_the_time_limit_itself_raises_only_when_it_is_up():
    assert within(1, lambda: 3) == 3
    with pytest.raises(TooLong):
        within(0.05, lambda: never_ends(1))
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: divides(1))


@pytest.mark.parametrize(
    ("value", "shape", "said"),
    [
        ("2", (), "the text '2'. Write the number without quotes"),
        (True, (), "true or false"),
        (np.True_, (), "true or false"),
        (np.array([True, False]), (2,), "true or false"),
        (float("nan"), (), "nan, not a number"),
        ((1.0, float("nan")), (2,), "nan, not a number"),
        (float("inf"), (), "infinite"),
        ((1, 2), (), "holds 2 numbers, where one number"),
        (3, (2,), "one number, where 2 numbers"),
        ((1, 2, 3), (2,), "holds 3 numbers, where 2 numbers"),
        (1j, (), "a complex. Give one number"),
        (abs, (), "a function. Give one number"),
        ({"a": 1}, (2,), "a dict. Give 2 numbers"),
        ([[1], [1, 2]], (2,), "a list. Give 2 numbers"),
        (["1", 2], (2,), "holds the text '1'. Write numbers without quotes"),
        (np.ones((2, 1)), (2,), "holds numbers in shape (2, 1), where 2 numbers"),
        ((True, 2), (2,), "a tuple. Give 2 numbers"),
        (object(), (), "an object. Give"),
    ],
    ids=called,
)
def test_what_is_no_number_is_refused_kindly(value, shape, said):
    array, sentence = read_numbers(value, "x", shape)
    assert array is None and said in sentence and not re.search(r" at 0x", sentence)


@pytest.mark.parametrize(
    "value", [(1, 2), [1, 2], np.array([1, 2]), (np.float32(1), np.int8(2)), range(1, 3)]
)
def test_numbers_come_in_many_dresses(value):
    array, sentence = read_numbers(value, "x", (2,))
    assert array.tolist() == [1.0, 2.0] and sentence == ""


def test_the_shortest_endless_loop_is_stopped_too():
    def endless(w):
        while True:
            pass

    assert "still running" in attempt(endless, 1.0, seconds=0.1).says
