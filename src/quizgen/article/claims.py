"""What several places say of an article, settled: who wrote it, for whom, and when.

Where they agree, the best spelling is taken. Where they do not, nothing is, and the teacher is
asked.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from quizgen.article.bylines import byline, is_person, named, names_of
from quizgen.base.data_class import dataclass
from quizgen.base.errors import shown
from quizgen.base.words import and_list

Subject = Literal["author", "affiliation", "published"]


@dataclass(frozen=True)
class Claim:
    """What one place says, and which place that is: the byline, the page's head."""

    subject: Subject
    text: str
    how: str


@dataclass(frozen=True)
class Settled:
    """What is taken, where it was said, and what is asked where nothing is taken."""

    text: str | None = None
    how: str = ""
    doubt: str = ""


def settled_author(claims: Sequence[Claim]) -> Settled:
    """Return the authors that all places name; claims are in order of trust."""
    people = [(names, claim.how) for claim in claims if (names := _people(claim.text))]
    if not people:
        return Settled(doubt=_no_person(claims))
    # A byline is complete; a page's head may name an editor, too.
    largest = max(people, key=lambda each: (_is_byline(each[1]), len(each[0])))
    known = {_key(name) for name in largest[0]}
    others = [each for each in people if not _agrees({_key(name) for name in each[0]}, known)]
    if others:
        said = [*dict.fromkeys((and_list(names), how) for names, how in people)]
        return Settled(doubt=_said((name, how) for name, how in said))
    spellings: dict[tuple[str, str], list[str]] = {}
    for names, _ in people:
        for name in names:
            spellings.setdefault(_key(name), []).append(name)
    text = and_list(_best(spellings[_key(name)]) for name in largest[0])
    return Settled(text, and_list(dict.fromkeys(how for _, how in people)))


def _is_byline(how: str) -> bool:
    return how.startswith(("the byline", "a line marked"))


def _agrees(names: set[tuple[str, str]], known: set[tuple[str, str]]) -> bool:
    return names <= known or known <= names


def _people(text: str) -> list[str]:
    """Return the persons that a text names, each once."""
    found: dict[tuple[str, str], str] = {}
    for part in text.split(";"):
        parsed = byline(part.strip()) or named(part.strip())
        for name in names_of(parsed.author or "") if parsed else ():
            if is_person(name):
                found.setdefault(_key(name), name)
    return [*found.values()]


def _key(name: str) -> tuple[str, str]:
    """Return what two spellings of a name share: the first letter, and the last word."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return (words[0][0], words[-1]) if words else ("", "")


def _best(spellings: Sequence[str]) -> str:
    """Return the spelling that has small letters, and then the first."""
    cased = (each for each in spellings if not (each.isupper() and len(each) > 3))
    return next(cased, spellings[0])


def _no_person(claims: Sequence[Claim]) -> str:
    said = [(claim.text, claim.how) for claim in claims]
    return f"{_said(said)}: perhaps no person" if said else ""


def _said(claims: Iterable[tuple[str, str]]) -> str:
    """Return what places say: `the byline says “A”, the page's head “B”`."""
    parts = [
        f"{how}{' says' if not n else ''} “{shown(text)}”"
        for n, (text, how) in enumerate(claims)
    ]
    return and_list(parts)


def settled_affiliation(claims: Sequence[Claim]) -> Settled:
    """Return the affiliation that all places name; one may be part of another."""
    if not claims:
        return Settled()
    first = claims[0]
    keys = [_letters(claim.text) for claim in claims]
    agree = all(key in keys[0] or keys[0] in key for key in keys)
    if not agree:
        return Settled(doubt=_said((claim.text, claim.how) for claim in claims))
    return Settled(first.text, and_list(dict.fromkeys(claim.how for claim in claims)))


def settled_date(claims: Sequence[Claim]) -> Settled:
    """Return the date that all places give, in the first one's spelling."""
    if not claims:
        return Settled()
    numbers = [_numbers(claim.text) for claim in claims]
    # One of them may have the month as a word.
    agree = all(each <= numbers[0] or numbers[0] <= each for each in numbers)
    if not agree:
        said = [*dict.fromkeys((claim.text, claim.how) for claim in claims)]
        return Settled(doubt=_said(said))
    return Settled(claims[0].text, and_list(dict.fromkeys(claim.how for claim in claims)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _numbers(date: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", date)}
