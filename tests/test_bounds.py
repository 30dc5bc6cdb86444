"""Small files cost little: each text has a limit, and time up to it grows as its length."""

import re
import sys

import pytest
from regex_steps import steps
from running import LIGHTHOUSE

from quizgen.article.bylines import bare
from quizgen.article.readers import markdown
from quizgen.authoring.check import check_bank, chosen_rules
from quizgen.authoring.rules import negative_stem, wording
from quizgen.bank.kinds.common import GAP, gap_names, replace_gaps
from quizgen.bank.load import parse_bank
from quizgen.base.errors import BankError
from quizgen.base.files import MOST_CHARACTERS
from quizgen.base.markdown import REFERENCE


def test_steps_are_counted_as_re_takes_them():
    """A search that is known to take a square of steps is seen to do so."""
    quadratic = re.compile(r"\[[^\]]*\]")
    assert steps(re.compile("a"), "b" * 100) == 101
    assert steps(quadratic, "[" * 200) > 3.5 * steps(quadratic, "[" * 100)


@pytest.mark.parametrize(
    ("pattern", "piece"),
    [
        (markdown._IMAGE, "!["),
        (markdown._IMAGE, "![a](b "),
        (markdown._LINK, "["),
        (markdown._LINK, "[a"),
        (markdown._LINK, "[a](b "),
        (markdown._LINK, "[a](b(c)"),
        (negative_stem._QUOTED, "“a "),
        (negative_stem._QUOTED, "‘a "),
        (wording._QUOTED, "“a "),
        (REFERENCE, "[[1"),
        (REFERENCE, "[[1]] "),
    ],
)
def test_a_search_takes_steps_as_a_text_has_characters(pattern, piece):
    """However often something begins in it that does not end."""
    short, long = (steps(pattern, piece * number) for number in (40, 160))
    assert long <= 5 * short


def test_gaps_that_are_never_closed_are_looked_for_once():
    """Only what is before the last braces is searched, where each gap ends."""
    searched = []

    class Watched:
        def findall(self, text, start, end):
            searched.append(steps(GAP, text[start:end]))
            return GAP.findall(text, start, end)

    for number in (40, 160):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("quizgen.bank.kinds.common.GAP", Watched())
            assert gap_names("{{a}} {{ b }} " + "x {{ " * number) == ["a", "b"]
    assert searched[0] == searched[1]
    assert replace_gaps("{{a}} and {{ }} and {{", lambda: "_") == "_ and _ and {{"


@pytest.mark.parametrize("piece", ["[[1]] ", "“a ", "a [", "x {{ ", "1. ", "**a ", "(a "])
def test_a_check_makes_calls_as_a_text_has_characters(tmp_path, piece):
    """Four times the text needs about four times the calls of functions."""
    counts = [_calls(tmp_path, piece * (length // len(piece))) for length in (2500, 10_000)]
    assert counts[1] <= 5 * counts[0]


def _calls(folder, stem):
    """Return how many functions are called to check a bank with a stem."""
    at = LIGHTHOUSE.index("    stem:")
    line = LIGHTHOUSE[at : LIGHTHOUSE.index("\n", at)]
    bank = folder / "bank.yaml"
    bank.write_text(LIGHTHOUSE.replace(line, f"    stem: '{stem}'", 1), "utf-8")
    count = 0

    def called(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        check_bank(bank, chosen_rules((), ()))
    finally:
        sys.setprofile(None)
    return count


def test_a_text_that_is_too_long_is_refused_at_its_line():
    """The message names the limit."""
    at = LIGHTHOUSE.index("    stem:")
    line = LIGHTHOUSE[at : LIGHTHOUSE.index("\n", at)]
    with pytest.raises(BankError) as refusal:
        parse_bank(LIGHTHOUSE.replace(line, f"    stem: {'x' * (MOST_CHARACTERS + 1)}", 1), "b")
    [problem] = refusal.value.problems
    assert problem.line == LIGHTHOUSE[:at].count("\n") + 1
    assert "This text has 20001 characters, and at most 20000 are allowed" in problem.message


@pytest.mark.parametrize(
    ("line", "shown"),
    [("*(A title)* ", "A title"), ("a" + "*" * 50 + "b", "a" + "*" * 50 + "b"), ("* _", "")],
)
def test_a_line_without_what_surrounds_it(line, shown):
    """Emphasis and brackets at its ends go, and those within it stay."""
    assert bare(line) == shown
