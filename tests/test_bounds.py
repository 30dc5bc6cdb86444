"""Small files cost little: each text has a limit, and time up to it grows as its length."""

import re
import sys

import pytest
from regex_steps import steps
from running import LIGHTHOUSE

from quizgen.article import (
    counting,
    dates,
    landmarks,
    line_joins,
    recognise,
    web_blocks,
    web_head,
)
from quizgen.article.bylines import bare
from quizgen.article.readers import html, markdown, read_source, rtf, text
from quizgen.article.recognise import new_article
from quizgen.authoring.check import check_bank, chosen_rules
from quizgen.authoring.new_bank import bank_text
from quizgen.authoring.rules import negations, wording
from quizgen.bank.kinds.common import GAP, gap_names, replace_gaps
from quizgen.bank.load import parse_bank
from quizgen.base.errors import BankError, did_you_mean
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
        (markdown._LINK_PLACE, "]("),
        (markdown._LINK_PLACE, "](b "),
        (markdown._LINK_PLACE, "](b(c)"),
        (markdown._LINK_NAME, "]["),
        (markdown._LINK_NAME, "]\n["),
        (markdown._TAG, "<a "),
        (markdown._TAG, "<a '\" "),
        (markdown._TAG, "<a \"' "),
        (markdown._LIST_NUMBER, "\n"),
        (markdown._LIST_NUMBER, "> "),
        (markdown._FOOTNOTE_MARK, "[^"),
        (markdown._SITE_TAG, "{{"),
        (markdown._SITE_TAG, "{%"),
        (markdown._ATTRIBUTES, " "),
        (markdown._ATTRIBUTES, "\n"),
        (markdown._ATTRIBUTES, "{.a"),
        (re.compile(rtf._FONT.pattern.decode()), r"\f1"),
        (text._ITALICS, "_a "),
        (text._ITALICS, "_ "),
        (text._SENTENCE_END, "”"),
        (html._SENTENCE, ".'"),
        (html._EDIT, " ["),
        (web_head._SEPARATOR, "- "),
        (web_blocks._UNSEEN_STYLE, "display "),
        (line_joins._ENDS, "a"),
        (line_joins._ENDS, "ab-"),
        (dates._WITHIN, "- "),
        (dates._WITHIN, "May "),
        (counting._WORD, "a-"),
        (recognise._ITEM_NUMBER, "\n"),
        (landmarks._NAME, "A of "),
        (negations._QUOTED, "“a "),
        (negations._QUOTED, "‘a "),
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


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("a.txt", "Related\n\n"),
        ("a.txt", "a-\n"),
        ("a.txt", "By Ann Poe\n\n"),
        ("a.txt", "Ann Poe ist Historikerin am Hafenmuseum.\n\n"),
        ("a.md", "<div>a"),
        ("a.md", "<div a\n\n"),
        ("a.md", "<aside>a"),
        ("a.md", "[^a]: b\n"),
        ("a.html", "<p>Related</p>"),
        ("a.html", "<nav>a"),
        ("a.html", "<time datetime='2019-01-01' itemprop='datePublished'>"),
        ("a.rtf", r"\'e9"),
        ("a.rtf", r"{\b a\par}"),
    ],
)
def test_a_new_bank_makes_calls_as_a_file_has_characters(tmp_path, name, piece):
    """Whatever stands in an article's file again and again."""
    short, long = (piece * (length // len(piece)) for length in (2500, 10_000))
    few = _called(lambda: bank_text(_new(tmp_path / name, short), "a"))
    assert _called(lambda: bank_text(_new(tmp_path / name, long), "a")) <= 5 * few


STARTS = {".html": "<h1>The Mill</h1>{0}", ".rtf": r"{{\rtf1 The Mill\par {0}\par "}
"""How a file begins with a title and a paragraph."""


def _new(path, text):
    prose = "Nobody lives on the point now, and that is a pity for us. " * 3
    start = STARTS.get(path.suffix, "The Mill\n\n{0}\n\n").format(prose)
    path.write_text(start + text, "utf-8")
    return new_article(read_source(path))


def _calls(folder, stem):
    """Return how many functions are called to check a bank with a stem."""
    at = LIGHTHOUSE.index("    stem:")
    line = LIGHTHOUSE[at : LIGHTHOUSE.index("\n", at)]
    bank = folder / "bank.yaml"
    bank.write_text(LIGHTHOUSE.replace(line, f"    stem: '{stem}'", 1), "utf-8")
    return _called(lambda: check_bank(bank, chosen_rules((), ())))


def _called(work):
    """Return how many functions are called to do something."""
    count = 0

    def called(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
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


def test_a_suggestion_shows_no_invisible_character():
    """The name that is meant was typed by somebody, too."""
    assert did_you_mean("gain", ["gain\u200d"]) == " Did you mean 'gain\ufffd'?"


def test_skills_that_are_listed_show_no_invisible_character():
    """They were typed by somebody, too."""
    spoilt = LIGHTHOUSE.replace("  vocabulary:", "  vocabular\u2067y:", 1)
    assert spoilt != LIGHTHOUSE
    with pytest.raises(BankError) as refusal:
        parse_bank(spoilt, "b")
    [told] = [each.message for each in refusal.value.problems if "no skill" in each.message]
    assert "vocabular\ufffdy, or add it" in told
    assert told.isprintable()
