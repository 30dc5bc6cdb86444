"""Words of the article written into a bank's text, where the question at the cursor has them.

A kind says in which fields it quotes the article; all others name it as their evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from quizgen.authoring.edit_yaml import CannotEditError, marks_of, remove, set_value
from quizgen.authoring.yaml_marks import Marks
from quizgen.bank.document import Data
from quizgen.bank.fields import field_of, is_blank
from quizgen.bank.form_fields import key_order
from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import EACH, BaseQuestion, QuotingField
from quizgen.bank.place import Place
from quizgen.bank.questions import MODELS, kind_of
from quizgen.bank.yaml_text import in_brackets
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError, QuizgenError
from quizgen.base.text_match import quoted_words

EVIDENCE = ("evidence", EACH)
How = Literal["ask", "add", "replace"]
Record = Mapping[str, Any]

NOWHERE = "Put the cursor into a question first: its evidence is written there."
TWICE = "This question names these words as its evidence already."
BY_HAND = "This cannot be written there by itself. Write it by hand: {record}"


class Words(NamedTuple):
    """A paragraph of the article, and perhaps words of it."""

    paragraph: int
    quote: str | None = None


@dataclass(frozen=True)
class Cited:
    """A bank's text that cites words, in a record at a place."""

    text: str
    place: Place
    record: Record


@dataclass(frozen=True)
class Taken:
    """Something stands where the words belong; nothing is written before that is decided."""

    said: str
    """What stands there, shortened for a message."""
    can_add: bool
    """Whether the words may stand beside it."""


def cite(text: str, at: int, words: Words, how: How = "ask") -> Cited | Taken:
    """Return a bank's text with words of the article cited in the question at a place.

    What stands there already is replaced only if that is asked for. The bank may be unfinished,
    but YAML must read it to its end. Raises QuizgenError where that is not so, or no question
    is at the place.
    """
    try:
        marks = marks_of(text)
    except BankError as error:
        first = error.problems[0]
        raise QuizgenError(f"Mend line {first.line} first: {first.message}") from None
    owner = _owner_at(marks, at)
    if owner is None:
        raise QuizgenError(NOWHERE)
    try:
        return owner.cited(at, words, how)
    except CannotEditError as error:
        record = {"paragraph": words.paragraph, "quote": words.quote or "…"}
        raise QuizgenError(BY_HAND.format(record=in_brackets(record))) from error


@dataclass(frozen=True)
class _Target:
    """A field to write words into: its place in the bank, and what is there, if anything is."""

    field: QuotingField
    place: Place
    there: Data | None

    def said(self) -> str:
        """Return what is written there, or nothing."""
        if not isinstance(self.there, dict):
            return _said(self.there)
        keys = (self.field.words, "text", self.field.paragraph)
        texts = (self.there.get(key) for key in keys)
        return next((each for each in texts if isinstance(each, str) and each.strip()), "")

    def is_paragraph_alone(self, words: Words) -> bool:
        """Whether it names the words' paragraph, and no words of it yet."""
        same = field_of(self.there, self.field.paragraph) == str(words.paragraph)
        return same and _is_empty(field_of(self.there, self.field.words))

    def names(self, record: Record) -> bool:
        """Whether a record is what it says already."""
        return all(field_of(self.there, key) == str(each) for key, each in record.items())


@dataclass(frozen=True)
class _Owner:
    """A question or a group, where it may quote the article, and the order of its keys."""

    marks: Marks
    place: Place
    fields: Sequence[QuotingField]
    order: Sequence[str] = ()

    def cited(self, at: int, words: Words, how: How) -> Cited | Taken:
        target = self._at(at, words) or self._open(words)
        if target is None or how == "add":
            return self._added(words, how)
        said = target.said()
        if not said or target.is_paragraph_alone(words) or how == "replace":
            return self._written(target, words)
        return Taken(quoted_words(said), can_add=target.field.place == EVIDENCE)

    def _targets(self) -> Iterator[_Target]:
        for field in self.fields:
            yield from _below(field, field.place, self.place, self.marks.value(self.place))

    def _is_own(self, target: _Target) -> bool:
        """Whether a field has its keys among those of the question itself."""
        return target.place == self.place

    def _at(self, at: int, words: Words) -> _Target | None:
        """Return the innermost field that a place is in."""
        around = [
            target
            for target in self._targets()
            if (words.quote or target.field.place == EVIDENCE) and self._holds(target, at)
        ]
        return max(around, key=lambda target: len(target.place), default=None)

    def _holds(self, target: _Target, at: int) -> bool:
        if not self._is_own(target):
            return self._is_in(target.place, at)
        keys = (target.field.words, target.field.paragraph)
        is_in = any(self._is_in((*self.place, key), at) for key in keys)
        return is_in and not self._prints_an_excerpt()

    def _is_in(self, place: Place, at: int) -> bool:
        """Whether a place of the text is in a value, or in the comment behind it."""
        if self.marks.spot(place) is None or at < self.marks.begin(place):
            return False
        end = self.marks.end(place)
        rest = self.marks.text[end : self.marks.line_end(end)].strip()
        has_more = rest and not rest.startswith("#")
        return at <= (end if has_more else self.marks.line_end(end))

    def _prints_an_excerpt(self) -> bool:
        return not _is_empty(self.marks.value((*self.place, "excerpt")))

    def _open(self, words: Words) -> _Target | None:
        """Return a field that the question needs and that is empty; a group's only one."""
        if not words.quote:
            return None
        for target in self._targets():
            is_free = not self._is_own(target) or not self._prints_an_excerpt()
            if target.field.is_own and not target.said() and is_free:
                return target
        has_evidence = any(field.place == EVIDENCE for field in self.fields)
        return None if has_evidence else next(self._targets())

    def _written(self, target: _Target, words: Words) -> Cited:
        text, place, there = self.marks.text, target.place, target.there
        record = _record(target.field, words)
        if target.names(record):
            raise QuizgenError(TWICE)
        if self._is_own(target):
            for key, each in record.items():
                text = set_value(text, (*place, key), each, self.order)
        elif isinstance(there, dict) and there:
            kept = _quoting(there, target.field)
            # In two steps: a key that alone has changed keeps its place.
            text = set_value(set_value(text, place, kept), place, kept | record)
            if target.field.words not in record and target.field.words in kept:
                text = remove(text, (*place, target.field.words))
        else:
            text = set_value(text, place, record, self.order)
        return Cited(text, place, record)

    def _added(self, words: Words, how: How) -> Cited | Taken:
        """Return how words are one more evidence of the question."""
        field = next((field for field in self.fields if field.place == EVIDENCE), None)
        if field is None:
            raise QuizgenError(NOWHERE)
        record, place = _record(field, words), (*self.place, "evidence")
        there = self.marks.value(place)
        if not _is_empty(there) and not isinstance(there, list):
            if how != "replace":
                return Taken(quoted_words(_said(there)), can_add=False)
            return Cited(set_value(self.marks.text, place, [record]), (*place, 0), record)
        items = there if isinstance(there, list) else []
        for target in _below(field, (EACH,), place, items):
            if words.quote and target.is_paragraph_alone(words):
                return self._written(target, words)
            if target.names(record):
                raise QuizgenError(TWICE)
        place = (*place, len(items))
        return Cited(set_value(self.marks.text, place, record, self.order), place, record)


def _below(
    field: QuotingField, rest: Place, place: Place, there: Data | None
) -> Iterator[_Target]:
    """Yield the targets of a field below a place; what is missing there is None."""
    if not rest:
        yield _Target(field, place, there)
    elif rest[0] == EACH:
        for number, item in enumerate(there if isinstance(there, list) else ()):
            yield from _below(field, rest[1:], (*place, number), item)
    else:
        below = there.get(str(rest[0])) if isinstance(there, dict) else None
        yield from _below(field, rest[1:], (*place, rest[0]), below)


def _said(there: Data | None) -> str:
    """Return what is written where a record belongs and is none."""
    if _is_empty(there):
        return ""
    return there if isinstance(there, str) else "…"


def _is_empty(there: Data | None) -> bool:
    return not there or is_blank(there)


def _quoting(there: Mapping[str, Data], field: QuotingField) -> dict[str, Data]:
    """Return an option of one's own words as one that quotes; others as they are."""
    return {field.words if key == "text" else key: each for key, each in there.items()}


def _record(field: QuotingField, words: Words) -> dict[str, Any]:
    quote = {} if words.quote is None else {field.words: words.quote}
    number = {field.paragraph: words.paragraph}
    return number | quote if field.place == EVIDENCE else quote | number


def _owner_at(marks: Marks, at: int) -> _Owner | None:
    """Return the question or the group that a place belongs to, with the lines behind it."""
    part = _begun(marks, (), at)
    place = _begun(marks, part, at) if part in (("questions",), ("groups",)) else None
    if place is None or not isinstance(marks.value(place), dict):
        return None
    if place[0] == "groups":
        return _Owner(marks, place, Group.quoting_fields)
    model = MODELS.get(kind_of(marks.value(place)), BaseQuestion)
    return _Owner(marks, place, model.quoting_fields, key_order(model))


def _begun(marks: Marks, place: Place, at: int) -> Place | None:
    """Return the last part of a value that begins on the line of a place, or above it."""
    there = marks.value(place)
    steps = there if isinstance(there, dict) else range(len(there or ()))
    parts = [(*place, step) for step in steps] if not isinstance(there, str) else []
    begun = [each for each in parts if marks.line(marks.begin(each)) <= marks.line(at)]
    return begun[-1] if begun else None
