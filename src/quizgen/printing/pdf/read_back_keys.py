"""Printed answer keys read back: the key of each version has the letters of its papers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from quizgen.bank.questions import Question
from quizgen.base.errors import QuizgenError, shown
from quizgen.base.language import Wording
from quizgen.plan.key_sheets import KeySheets, VersionKey
from quizgen.plan.model import Item, Plan
from quizgen.printing.pdf.measure import Measure
from quizgen.printing.pdf.read_back import (
    PaperText,
    Verified,
    as_printed,
    folded,
    not_as_planned,
    papers_of,
)
from quizgen.printing.pdf.read_lines import SAME_BASELINE, Letters, Line, keys_of

TELLING = 3
"""Characters of an answer from which on it is taken for itself wherever it is found."""


def verify_keys(
    files: Iterable[Path | bytes],
    plan: Plan,
    found: Verified,
    *,
    coded: bool = True,
    measure: Measure | None = None,
) -> None:
    """Read the answer keys back from PDF files, and add what was read to `found`.

    Raises QuizgenError where a letter is not the plan's, a key is not there, or text is not
    where `measure` says. Keys are `coded` if each is below its code, as all are but those of
    templates that leave it out: then those that share pages are not read.
    """
    wanted = {sheet.title: sheet.keys for sheet in KeySheets(plan)}
    for paper in papers_of(files, duplex=False):
        keys = wanted.pop(paper.title, ())
        text = PaperText(paper.pdf, paper.areas)
        text.measured(measure, paper.title)
        if keys and (coded or len(keys) == 1):
            _check_sheet(plan, keys, text, found, coded=coded)
        elif keys:
            found.unread.append(f"the keys of '{shown(paper.title)}' have no codes above them")
    if wanted:
        raise not_as_planned(f"the key has no page '{shown(next(iter(wanted)))}'")


def _check_sheet(
    plan: Plan, keys: Sequence[VersionKey], text: PaperText, found: Verified, *, coded: bool
) -> None:
    """Compare the keys that stand one after another on a sheet, each below its code."""
    lines = text.lines(plan.words.direction)
    groups = {code: list(group) for code, group in groupby(keys, lambda key: key.version.code)}
    starts = {code: _place(code, text, plan.words) for code in groups}
    for code, own in groups.items():
        start = starts[code]
        if start is None and coded:
            raise not_as_planned(f"the key of version {_named(own[0], plan)} is not there")
        after = (place for place in starts.values() if place and place > (start or 0))
        between = start, min(after, default=None)
        seen = _seen(own, plan, _lines_between(text, lines, *between))
        if 0 < len(seen) < len(own):
            missing = _named(own[len(seen)], plan)
            raise not_as_planned(f"the key of version {missing} is not there")
        for key, rows in zip(own, seen or [{}] * len(own), strict=False):
            _check(plan, key, text, between, rows, found)
            found.keys += 1


def _lines_between(
    text: PaperText,
    lines: Sequence[tuple[int, Line]],
    start: int | None,
    end: int | None,
) -> Iterator[Line]:
    """Yield the lines from that of a place on, above that of another."""

    def height(place: int) -> tuple[int, float]:
        area, _, y = text.origin_of(place)
        return area, -y - SAME_BASELINE

    above = height(start) if start is not None else (-1, 0.0)
    below = height(end) if end is not None else (math.inf, 0.0)
    return (line for area, line in lines if above < (area, -line.baseline) < below)


def _seen(
    keys: Sequence[VersionKey], plan: Plan, lines: Iterable[Line]
) -> list[dict[int, Letters]]:
    """Return the letters of each row in each of a version's keys, as they are seen."""
    names = {shown: name for key in keys for shown, name in _names(key, plan).items()}
    return keys_of(lines, names, plan.words.direction)


def _names(key: VersionKey, plan: Plan) -> dict[str, str]:
    """Return the letters that a row may show, also as a reader may turn them around.

    Those of the class are among them, which would be wrong in a key for another alphabet.
    """
    letters = (*plan.words.letters, *key.words.letters)
    return {shown: letter for letter in letters for shown in (letter, letter[::-1])}


def _place(code: str, text: PaperText, words: Wording) -> int | None:
    """Return where a code is; in a line from right to left a reader may turn it around."""
    forms = {folded(code)}
    if words.direction == "rtl":
        forms.add(folded("-".join(reversed(code.split("-")))))
    return min((place for form in forms for place in text.occurrences(form)), default=None)


def _named(key: VersionKey, plan: Plan) -> str:
    letters = f" in the letters of {plan.words.name_of(key.language)}" if key.language else ""
    return f"{key.version.name} ({key.version.code}){letters}"


def _check(
    plan: Plan,
    key: VersionKey,
    text: PaperText,
    between: tuple[int | None, int | None],
    seen: Mapping[int, Letters],
    found: Verified,
) -> None:
    """Compare the letters of a version's rows: as seen, or else beside the answers' words."""
    at, end, names = between[0] or 0, between[1], _names(key, plan)
    for item in key.version.items:
        question = plan.questions[item.question]
        wanted = item.form.solution_letters(question, key.words)
        if not wanted:
            continue
        if letters := seen.get(item.number):
            if letters != wanted:
                raise _wrong(key, item, letters, wanted)
            continue
        for printed, letter in _rows(question, item, key.words, plan.words):
            place, read = _next_row(text, printed, names, plan.words, (at, end), letter)
            if read is None:
                found.unread.append(
                    f"key of version {key.version.name}, question {item.number} "
                    f"({item.question}): no letter is found beside its answer"
                )
            elif read != letter:
                raise _wrong(key, item, (read,), (letter,))
            else:
                at = place + len(printed)


def _wrong(
    key: VersionKey, item: Item, letters: Sequence[str], wanted: Sequence[str]
) -> QuizgenError:
    version = key.version
    return not_as_planned(
        f"the key of version {version.name} ({version.code}) has {' '.join(letters)} at "
        f"question {item.number} ({item.question}), where the paper has {' '.join(wanted)}"
    )


def _rows(
    question: Question, item: Item, words: Wording, class_words: Wording
) -> Iterator[tuple[str, str]]:
    """Yield what is printed beside each letter of a question's key, and the letter."""
    letters = item.form.solution_letters(question, words)
    own = question.worded(class_words)
    for solution, letter in zip(question.solutions, letters, strict=False):
        first = solution.label or solution.text
        yield as_printed(own.get(first, first)), letter


def _next_row(
    text: PaperText,
    printed: str,
    names: dict[str, str],
    class_words: Wording,
    between: tuple[int, int | None],
    wanted: str,
) -> tuple[int, str | None]:
    """Return where the next answer with a letter beside it begins, and that letter.

    A sign or two may stand within another answer too: then only the wanted letter tells.
    """
    for at in text.occurrences(printed, *between) if printed else ():
        letter = text.letter_beside(at, names, class_words.direction)
        if letter and (letter == wanted or len(printed) >= TELLING):
            return at, letter
    return between[0], None
