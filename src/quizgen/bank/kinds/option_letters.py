"""Options that a bank names by a letter or a number, or writes with letters of their own.

quizgen shuffles the options and letters them itself, so neither can be printed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from quizgen.bank.field_spec import flaw
from quizgen.bank.fields import FieldError, one_line
from quizgen.bank.place import Place
from quizgen.bank.yaml_advice import as_yaml
from quizgen.base.errors import shown
from quizgen.base.language import LANGUAGES
from quizgen.base.regex import regex

_POSITION = regex(
    r"(?:(?:option|answer|choice|no\.?|#)\s*)?"
    r"(?P<open>[(\[])?(?P<name>[^\W\d_]|[0-9]{1,2})(?(open)[)\]]|\)?)[.:]?",
    re.IGNORECASE,
)
_LABEL = regex(
    r"\s*(?:(?P<open>[(\[])?(?P<name>[^\W\d_]|[0-9]{1,2}|[ivxIVX]{2,4})"
    r"(?(open)[)\]]|(?:[.):]|\s+[-–—]))(?=\s)"
    r"|(?P<bullet>[•◦▪●○‣☐□])|(?P<circled>[①-⑳]))\s*(?=\S)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_ALPHABETS = tuple({tuple(language.letters): None for language in LANGUAGES.values()})


class _Label(NamedTuple):
    """What stands before an option: its place in an alphabet, or none for a bullet."""

    style: str
    place: int | None
    rest: str


def index_of(name: str) -> int | None:
    """Return the position that a letter or a number names, from 0.

    >>> index_of("c"), index_of("3"), index_of("Б")
    (2, 2, 1)
    """
    if name.isascii() and name.isdigit():
        return int(name) - 1 if int(name) else None
    found = (letters.index(name.upper()) for letters in _ALPHABETS if name.upper() in letters)
    return next(found, None)


def position_named(answer: object) -> int | None:
    """Return which option an answer names, from 0, if it is a letter or a number alone."""
    found = _POSITION.fullmatch(answer.strip()) if isinstance(answer, str) else None
    return index_of(found["name"]) if found else None


def unlettered(text: str) -> str:
    """Return an option without the letter or the bullet that it begins with."""
    found = _LABEL.match(text)
    return text[found.end() :].strip() if found else text


def _is_symbol(answer: str, others: Sequence[str]) -> bool:
    """Whether a lone letter or number is an answer of its own: P among P, 3P and P/3.

    So it is where another option holds no word, and a small letter where another is as
    short a word, as `a` is among `an` and `the`.
    """
    if any(not re.search(r"[^\W\d_]{2}", other) for other in others):
        return True
    return answer.islower() and any(re.fullmatch(r"[^\W\d_]{2,3}", each) for each in others)


def named_by_letter(
    answers: Sequence[tuple[Place, object]], distractors: Sequence[object]
) -> Iterator[FieldError]:
    """Yield each answer that names one of the distractors by its letter or number."""
    wrong = [one_line(text) for text in distractors if isinstance(text, str)]
    texts = [text for _, text in answers if isinstance(text, str)]
    for place, answer in answers:
        index = position_named(answer)
        if index is None or index >= len(wrong) or not isinstance(answer, str):
            continue
        others = [*wrong, *(text for text in texts if position_named(text) is None)]
        if not _is_symbol(answer.strip(), others):
            message = (
                "'{answer}' names an option by its place, but options are shuffled. If "
                "'{answer}' is itself the answer, write it with a word: {worded}. "
                "Otherwise delete the right option from 'distractors', and write it here: "
                "{key}: {option}"
            )
            context = {"answer": shown(answer), "option": as_yaml(unlettered(wrong[index]))}
            context["worded"] = _worded(answer)
            context["key"] = "answers" if isinstance(place[-1], int) else str(place[-1])
            yield FieldError(place, flaw("names_option", message, context))


def _worded(answer: str) -> str:
    """Return how to write a letter or a number that is itself the answer."""
    found = _POSITION.fullmatch(answer.strip())
    name = found["name"] if found else answer
    return f"the {'number' if name.isdigit() else 'letter'} {name}"


def own_letters(options: Sequence[tuple[Place, object]]) -> Iterator[FieldError]:
    """Yield the first of the options if at least half of them carry letters or bullets."""
    labels = [(place, text, _label(text)) for place, text in options if isinstance(text, str)]
    found = [(place, text, label) for place, text, label in labels if label]
    if any(label.style == "roman" for *_, label in found):
        found = [(place, text, _as_roman(label)) for place, text, label in found]
    most = len({label.style for *_, label in found}) == 1 and 2 * len(found) >= len(labels)
    if len(found) > 1 and most and _is_series([label for *_, label in found], len(labels)):
        place, text, label = found[0]
        message = (
            "quizgen puts letters or numbers before the options itself. Delete '{label}' here "
            "and what is like it in the others. Write: {rest}"
        )
        said = shown(text[: len(text.rstrip()) - len(label.rest)])
        context = {"label": said, "rest": as_yaml(label.rest)}
        yield FieldError(place, flaw("lettered_option", message, context))


def _label(text: str) -> _Label | None:
    found = _LABEL.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip()
    if found["bullet"]:
        return _Label("bullet", None, rest)
    if found["circled"]:
        return _Label("circled", ord(found["circled"]) - ord("①"), rest)
    name = found["name"]
    if name.casefold() in _ROMAN[1:]:
        return _Label("roman", _ROMAN.index(name.casefold()), rest)
    return _Label("number" if name.isdigit() else "letter", index_of(name), rest)


def _as_roman(label: _Label) -> _Label:
    """Return a letter among Roman numbers as one of them: i, v."""
    letters = {index_of(name): place for place, name in enumerate(_ROMAN) if len(name) == 1}
    if label.style == "letter" and label.place in letters:
        return label._replace(style="roman", place=letters[label.place])
    return label


def _is_series(labels: Sequence[_Label], number: int) -> bool:
    """Whether labels count the options; `1. Mai` and `2. Mai` differ in nothing else."""
    if len({one_line(label.rest) for label in labels}) < len(labels):
        return False
    if labels[0].style == "bullet":
        return True
    indexes = [label.place for label in labels]
    return len({*indexes}) == len(indexes) and all(
        index is not None and index < number for index in indexes
    )


def letter_errors(
    answers: Sequence[tuple[Place, object]], distractors: Sequence[tuple[Place, object]]
) -> Iterator[FieldError]:
    """Yield answers that are letters of options, and options with letters of their own."""
    yield from named_by_letter(answers, [text for _, text in distractors])
    yield from own_letters([*chain(answers, distractors)])
