"""Words of the article written into a bank's text, where the question at the cursor has them.

A kind says in which fields it quotes the article; all others name it as their evidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import EACH, BaseQuestion, QuotingField
from quizgen.bank.place import Place
from quizgen.bank.questions import MODELS, kind_of
from quizgen.bank.yaml_parts import (
    Edit,
    Part,
    add_item,
    add_keys,
    applied,
    changed,
    flow_text,
    line_end,
    parts_of,
    put,
    put_keys,
)
from quizgen.bank.yaml_reader import Data, read_yaml
from quizgen.base.errors import BankError, QuizgenError
from quizgen.base.text_match import quoted_words

EVIDENCE = ("evidence", EACH)
How = Literal["ask", "add", "replace"]
SOURCE = "bank"

NOWHERE = "Put the cursor into a question first: its evidence is written there."
TWICE = "This question names these words as its evidence already."
BY_HAND = "This cannot be written there by itself. Write it by hand: {record}"


class Words(NamedTuple):
    """A paragraph of the article, and perhaps words of it."""

    paragraph: int
    quote: str | None = None


@dataclass(frozen=True)
class Cited:
    """The edit that cites words, and the place in the bank where they then stand."""

    edit: Edit
    place: Place


@dataclass(frozen=True)
class Taken:
    """Something stands where the words belong; nothing is written before that is decided."""

    said: str
    """What stands there, shortened for a message."""
    can_add: bool
    """Whether the words may stand beside it."""


def cite(text: str, at: int, words: Words, how: How = "ask") -> Cited | Taken:
    """Return how words of the article are cited in the question at a place of a bank's text.

    What stands there already is replaced only if that is asked for. The bank may be unfinished,
    but YAML must read it to its end. Raises QuizgenError where that is not so, or no question
    is at the place.
    """
    try:
        data = read_yaml(text, SOURCE).data
    except BankError as error:
        first = error.problems[0]
        raise QuizgenError(f"Mend line {first.line} first: {first.message}") from None
    found = _question_at(text, parts_of(text), data, at)
    if found is None:
        raise QuizgenError(NOWHERE)
    answer = found.cited(at, words, how)
    if isinstance(answer, Cited) and not _is_as_wished(data, text, answer, found.owner, words):
        record = {"paragraph": words.paragraph, "quote": words.quote or "…"}
        raise QuizgenError(BY_HAND.format(record=flow_text(record)))
    return answer


@dataclass(frozen=True)
class _Target:
    """A field to write words into: what is there, if anything is."""

    field: QuotingField
    place: Place
    key: int | None
    """Where its key or its item begins."""
    part: Part | None

    def said(self) -> str:
        """Return what is written there, or nothing."""
        part = self.part
        if part is None or part.is_blank:
            return ""
        if part.style != "keys":
            return part.text or "…"
        written = (self.field.words, "text", self.field.paragraph)
        texts = [part.keys[key][1].text for key in written if key in part.keys]
        return next((each for each in texts if each.strip()), "")

    def is_paragraph_alone(self, words: Words) -> bool:
        """Whether it names the words' paragraph, and no words of it yet."""
        keys = self.part.keys if self.part else {}
        texts = {key: value.text for key, (_, value) in keys.items()}
        same = texts.get(self.field.paragraph) == str(words.paragraph)
        return same and not texts.get(self.field.words, "").strip()


@dataclass(frozen=True)
class _Owner:
    """A question or a group: what is written of it, and where it may quote the article."""

    text: str
    owner: Place
    part: Part
    fields: Sequence[QuotingField]

    def cited(self, at: int, words: Words, how: How) -> Cited | Taken:
        target = self._at(at, words) or self._open(words)
        if target is not None and how != "add":
            said = target.said()
            is_free = not said or target.is_paragraph_alone(words)
            if is_free or how == "replace":
                return self._written(target, words)
            is_evidence = target.field.place == EVIDENCE
            return Taken(quoted_words(said), can_add=is_evidence)
        return self._added(words, how)

    def _targets(self) -> Iterator[_Target]:
        for field in self.fields:
            yield from self._below(field, (), None, self.part)

    def _below(
        self, field: QuotingField, place: Place, key: int | None, part: Part | None
    ) -> Iterator[_Target]:
        """Yield the targets of a field from a part on, which is missing from there if None."""
        rest = field.place[len(place) :]
        if not rest:
            yield _Target(field, place, key, part)
        elif rest[0] == EACH:
            for number, item in enumerate(part.items if part else ()):
                yield from self._below(field, (*place, number), item.start, item)
        else:
            step = str(rest[0])
            below = part.keys.get(step) if part else None
            yield from self._below(field, (*place, step), *(below or (None, None)))

    def _at(self, at: int, words: Words) -> _Target | None:
        """Return the innermost field that a place is in."""
        around = [
            target
            for target in self._targets()
            if (words.quote or target.field.place == EVIDENCE) and self._holds(target, at)
        ]
        return max(around, key=lambda target: len(target.place), default=None)

    def _holds(self, target: _Target, at: int) -> bool:
        if target.place:
            key, part = target.key, target.part
            return key is not None and part is not None and key <= at <= self._reach(part)
        if self._prints_an_excerpt():
            return False
        own = (self.part.keys.get(key) for key in (target.field.words, target.field.paragraph))
        return any(found and found[0] <= at <= self._reach(found[1]) for found in own)

    def _reach(self, part: Part) -> int:
        """Return the end of a part, or of its line where only a comment follows."""
        end = line_end(self.text, part.end)
        rest = self.text[part.end : end].strip()
        return end if not rest or rest.startswith("#") else part.end

    def _prints_an_excerpt(self) -> bool:
        _, excerpt = self.part.keys.get("excerpt", (0, None))
        return excerpt is not None and not excerpt.is_blank

    def _open(self, words: Words) -> _Target | None:
        """Return a field that the question needs and that is empty; a group's only one."""
        if not words.quote:
            return None
        for target in self._targets():
            is_free = target.place or not self._prints_an_excerpt()
            if target.field.is_own and not target.said() and is_free:
                return target
        has_evidence = any(field.place == EVIDENCE for field in self.fields)
        return None if has_evidence else next(self._targets())

    def _written(self, target: _Target, words: Words) -> Cited:
        place, part = (*self.owner, *target.place), target.part
        record = _record(target.field, words)
        if part is None:
            return Cited(self._new(target.place, record), place)
        if part.style != "keys":
            return Cited(put(self.text, part, record), place)
        edits = [*put_keys(self.text, part, record)]
        if target.place and "text" in part.keys and target.field.words != "text":
            edits = [*self._renamed(part, target.field, record)]
        if not edits:
            raise QuizgenError(TWICE)
        return Cited(changed(self.text, edits), place)

    def _renamed(
        self, part: Part, field: QuotingField, record: dict[str, Any]
    ) -> Iterator[Edit]:
        """Yield the edits that make an option of one's own words one that quotes."""
        key, value = part.keys["text"]
        yield Edit(key, value.end, f"{field.words}: {flow_text(record[field.words])}")
        yield from put_keys(self.text, part, {field.paragraph: record[field.paragraph]})

    def _new(self, place: Place, record: dict[str, Any]) -> Edit:
        """Return the edit that writes a record at a place of which some keys are missing."""
        known: Place = ()
        while self.part.at((*known, place[len(known)])) is not None:
            known = (*known, place[len(known)])
        around = self.part.at(known)
        assert around is not None  # noqa: S101 -- the question itself at least
        *outer, last = map(str, place[len(known) :])
        value: Any = record
        for key in reversed([*outer, last]):
            value = {key: value}
        if around.style != "keys":
            return put(self.text, around, value)
        if around.in_brackets:
            return add_keys(self.text, around, [flow_text(value)[1:-1]])
        lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(outer)]
        lines.append(f"{'  ' * len(outer)}{last}: {flow_text(record)}")
        return add_keys(self.text, around, lines)

    def _added(self, words: Words, how: How) -> Cited | Taken:
        """Return how words are one more evidence of the question."""
        if not any(field.place == EVIDENCE for field in self.fields):
            raise QuizgenError(NOWHERE)
        field = next(field for field in self.fields if field.place == EVIDENCE)
        record = _record(field, words)
        _, part = self.part.keys.get("evidence", (0, None))
        place = (*self.owner, "evidence")
        if part is None:
            return Cited(self._new_evidence(record), (*place, 0))
        if part.is_blank:
            return Cited(put(self.text, part, [record]), (*place, 0))
        if part.style != "list":
            if how == "replace":
                return Cited(put(self.text, part, [record]), (*place, 0))
            return Taken(quoted_words(part.text or "…"), can_add=False)
        for target in self._below(field, ("evidence",), None, part):
            if words.quote and target.is_paragraph_alone(words):
                return self._written(target, words)
            if not [*put_keys(self.text, target.part or part, record)]:
                raise QuizgenError(TWICE)
        return Cited(add_item(self.text, part, record), (*place, len(part.items)))

    def _new_evidence(self, record: dict[str, Any]) -> Edit:
        written = flow_text(record)
        if self.part.in_brackets:
            return add_keys(self.text, self.part, [f"evidence: [{written}]"])
        return add_keys(self.text, self.part, ["evidence:", f"  - {written}"])


def _record(field: QuotingField, words: Words) -> dict[str, Any]:
    quote = {} if words.quote is None else {field.words: words.quote}
    number = {field.paragraph: words.paragraph}
    return number | quote if field.place == EVIDENCE else quote | number


def _question_at(text: str, root: Part, data: Data, at: int) -> _Owner | None:
    """Return the question or the group that a place belongs to, with the lines behind it."""
    begun = [(start, key) for key, (start, _) in root.keys.items() if start <= at]
    if not begun:
        return None
    _, key = max(begun)
    _, value = root.keys[key]
    items: list[tuple[int | str, int, Part]] = []
    if key == "questions":
        items += ((number, item.start, item) for number, item in enumerate(value.items))
    elif key == "groups":
        items += ((name, start, part) for name, (start, part) in value.keys.items())
    around = [each for each in items if _line_start(text, each[1]) <= at]
    if not around or around[-1][2].style != "keys":
        return None
    step, _, part = around[-1]
    return _owner(text, data, (key, step), part)


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _owner(text: str, data: Any, place: Place, part: Part) -> _Owner:
    key, step = place
    if key == "groups":
        return _Owner(text, place, part, Group.quoting_fields)
    model = MODELS.get(kind_of(data[key][step]), BaseQuestion)
    return _Owner(text, place, part, model.quoting_fields)


def _is_as_wished(data: Data, text: str, cited: Cited, owner: Place, words: Words) -> bool:
    """Return whether an edit cites the words, in one field of one question alone."""
    try:
        after = read_yaml(applied(text, cited.edit), SOURCE)
    except BankError:
        return False
    record = after.value(cited.place)
    texts = list(record.values()) if isinstance(record, dict) else []
    wanted = [str(words.paragraph), *([words.quote] if words.quote else [])]
    is_there = all(each in texts for each in wanted)
    there = _without(after.data, owner, cited.place)
    return is_there and _without(data, owner, cited.place) == there


def _without(data: Any, owner: Place, place: Place) -> Any:
    """Return a bank's data without the field of a question that a place is in."""
    key, step = owner
    rest = data[key]
    question = rest[step]
    field = place[2] if len(place) > 2 else None
    dropped = {field} if field is not None else {"answer", "paragraph"}
    left = {name: value for name, value in question.items() if name not in dropped}
    others = list(rest.items()) if isinstance(rest, dict) else list(enumerate(rest))
    return (
        {name: value for name, value in data.items() if name != key},
        [each for each in others if each[0] != step],
        left,
    )
