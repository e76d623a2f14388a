"""A verdict is true only when correct, says its status in a word, and shows one hint, then two."""

import re

import pytest

from lessons_lib.checks import Verdict
from lessons_lib.checks.verdicts import LOOKS, correct, not_attempted, not_yet

HINTS = ("First hint.", "Second hint.", "Third hint.")


def shown(verdict):
    return verdict._repr_mimebundle_()


@pytest.mark.parametrize(
    ("status", "begins"),
    [("correct", "Correct. "), ("not yet", "Not yet. "), ("not attempted", "Not attempted yet. ")],
)
def test_the_text_begins_with_the_status_in_words(status, begins):
    verdict = Verdict(status, "Something was found.")
    assert str(verdict) == repr(verdict) == shown(verdict)["text/plain"] == begins + "Something was found."


@pytest.mark.parametrize("status", LOOKS)
def test_the_box_has_symbol_word_and_sentence_and_is_announced(status):
    symbol, word, _ = LOOKS[status]
    page = shown(Verdict(status, "Something was found.", ("Look here.",)))["text/html"]
    assert 'role="status"' in page
    assert all(part in page for part in (symbol, word, "Something was found.", "Hint:", "Look here."))
    assert "<script" not in page and "url(" not in page


def test_only_correct_is_true():
    assert [status for status in LOOKS if Verdict(status, "x")] == ["correct"]


def test_an_unknown_status_is_refused():
    with pytest.raises(ValueError, match="status is 'maybe'"):
        Verdict("maybe", "x")


def test_a_verdict_cannot_be_changed():
    with pytest.raises(AttributeError):
        Verdict("not yet", "x").status = "correct"


def test_html_in_a_sentence_or_a_hint_is_escaped():
    verdict = Verdict("not yet", "You gave <b>&'\"", ("<img src=x onerror=y>",))
    page = shown(verdict)["text/html"]
    assert "&lt;b&gt;&amp;&#x27;&quot;" in page and "&lt;img" in page
    assert "<img" not in page and "You gave <b>" not in page
    assert "<b>&'\"" in shown(verdict)["text/plain"]


def test_backticks_become_code_and_what_is_in_them_is_escaped():
    page = shown(Verdict("not yet", "Write `a < b`."))["text/html"]
    assert re.search(r"<code[^>]*>a &lt; b</code>\.", page)


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * each for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("status", LOOKS)
def test_every_text_brings_its_own_background_with_enough_contrast(status):
    page = shown(Verdict(status, "Write `x`."))["text/html"]
    styles = re.findall(r'style="([^"]*)"', page)
    box, word, code = (dict(re.findall(r"(?:^|;)(color|background):(#\w+)", style)) for style in styles)
    assert contrast(box["color"], box["background"]) >= 4.5
    assert contrast(word["color"], box["background"]) >= 4.5
    assert contrast(code["color"], code["background"]) >= 4.5


def test_the_first_wrong_try_shows_one_hint_and_the_next_ones_two():
    counts = [len(not_yet("a", "x", HINTS).hints) for _ in range(4)]
    assert counts == [1, 2, 2, 2]
    assert str(not_yet("a", "Found.", HINTS)) == "Not yet. Found. Hint: First hint. Hint: Second hint."


def test_every_exercise_counts_for_itself_and_a_correct_answer_begins_anew():
    not_yet("a", "x", HINTS)
    assert len(not_yet("b", "x", HINTS).hints) == 1
    assert len(not_yet("a", "x", HINTS).hints) == 2
    correct("a", "x")
    assert len(not_yet("a", "x", HINTS).hints) == 1


def test_a_blank_is_no_try():
    not_attempted("x")
    assert len(not_yet("a", "x", HINTS).hints) == 1
