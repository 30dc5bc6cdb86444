"""Aiken: one line a stem, one line an option, and the letter of the key."""

import re

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.drafted import DraftOption, judged, one_of
from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex
from quizgen.exchange.common.drafts import Draft, Read, unread
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import markdown_from_plain, plain_of
from quizgen.exchange.common.items import Ask, Export, Item, Written
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source

_OPTION = regex(r"\s*([A-Za-z])[.)]\s+(\S.*?)\s*")
_TIGHT = regex(r"\s*([A-Z])[.)](\S.*?)\s*")
_ANSWER = regex(r"\s*ANSWER\s*:\s*([A-Za-z])\s*")
_ANY_ANSWER = regex(r"\s*ANSWER\s*:")


# Out


def write(export: Export) -> Written:
    """Return an export as Aiken; what is no choice of one option is left out."""
    losses: list[Loss] = []
    parts = [
        _question(item, ask, losses)
        for item in export.items
        for ask in item.asks
        if isinstance(ask.shape, shapes.OneOf)
    ]
    return Written(("\n\n".join(parts) + "\n").encode() if parts else b"", tuple(losses))


def _question(item: Item, ask: Ask, losses: list[Loss]) -> str:
    stem = _line(ask.stem)
    if "\n" in ask.stem.strip():
        message = "Aiken has one line for a stem: its lines are joined by blanks."
        losses.append(Loss(item.id, "stem", message))
    if _OPTION.fullmatch(stem) or _ANY_ANSWER.match(stem):
        # It would be taken for an option, or for the key.
        stem = f"Question: {stem}"
        message = "The stem looked like an option of Aiken's; “Question:” stands before it."
        losses.append(Loss(item.id, "stem", message))
    lines = [stem]
    right = ""
    for index, option in enumerate(ask.options):
        lines.append(f"{letter(index)}) {_line(str(option.text))}")
        if option.is_right:
            right = letter(index)
        if "\n" in option.text.strip():
            message = "Aiken has one line for an option: its lines are joined by blanks."
            field = "answer" if option.is_right else "distractors"
            losses.append(Loss(item.id, field, message))
    return "\n".join([*lines, f"ANSWER: {right}"])


def _line(text: str) -> str:
    return " ".join(plain_of(text).split())


# In


@dataclass
class _Open:
    """A question that is being read."""

    line: int
    stem: str
    options: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    is_broken: bool = False
    """Whether a line stands where an option or the answer should."""


def read(source: Source) -> Read:
    """Return the questions of an Aiken file; each fault is reported, nothing is guessed."""
    reader = _Reader(source)
    for number, line in enumerate(source.text.split("\n"), 1):
        reader.take(number, line)
    reader.refuse("The question has no line ANSWER:; the file ends before it.")
    return reader.found


class _Reader:
    """Reads line by line; open is the question to which the next line belongs."""

    def __init__(self, source: Source) -> None:
        self.source, self.found = source, Read()
        self.open: _Open | None = None
        self._after_blank = True

    def take(self, number: int, line: str) -> None:
        """Take in a line."""
        if not line.strip():
            self._after_blank = True
            return
        if self.open is not None:
            self._go_on(number, line, self.open)
        elif _ANY_ANSWER.match(line) or _OPTION.fullmatch(line):
            self.found.drafts.append(_stray(self.source, number, line))
        else:
            self._begin(number, line)
        self._after_blank = False

    def _go_on(self, number: int, line: str, question: _Open) -> None:
        option = _OPTION.fullmatch(line) or _TIGHT.fullmatch(line)
        answer = _ANSWER.fullmatch(line)
        if _ANY_ANSWER.match(line):
            question.lines.append(line)
            _end(self.source, question, answer[1] if answer else "", self.found)
            self.open = None
        elif option:
            question.lines.append(line)
            question.options.append((option[1].upper(), option[2]))
        elif not self._after_blank:
            question.lines.append(line)
            question.is_broken = True
        else:
            self.refuse("The question has no line ANSWER: before the next begins.")
            self._begin(number, line)

    def _begin(self, number: int, line: str) -> None:
        self.open = _Open(number, line.strip(), lines=[line])

    def refuse(self, message: str) -> None:
        """Report the open question, if there is one."""
        if self.open is not None:
            text = "\n".join(self.open.lines)
            self.found.drafts.append(unread(self.source, self.open.line, text, message))
            self.open = None


_SECOND_LINE = (
    "Another line of text follows where an option should begin. In Aiken a stem is one line: "
    "join them, or begin the options with A) and a blank."
)


def _stray(source: Source, line: int, text: str) -> Draft:
    message = "An option or an answer stands here before any question began."
    return unread(source, line, text, message)


def _end(source: Source, question: _Open, key: str, found: Read) -> None:
    text = "\n".join(question.lines)
    letters = [name for name, _ in question.options]
    problem = ""
    if question.is_broken:
        problem = _SECOND_LINE
    elif len(letters) < 2:
        problem = "The question has fewer than two options."
    elif not key:
        problem = "ANSWER: is followed by more, or something else, than one letter."
    elif letters != [letter(index) for index in range(len(letters))]:
        problem = f"The options are lettered {', '.join(letters)}, not A, B, C in order."
    elif key.upper() not in letters:
        problem = f"The key is {key}, but there is no such option."
    if problem:
        found.drafts.append(unread(source, question.line, text, problem))
        return
    options = [
        DraftOption(markdown_from_plain(option), name == key.upper())
        for name, option in question.options
    ]
    draft = Draft({"stem": markdown_from_plain(question.stem)}, "", source.name, question.line)
    if [str(option.text).casefold() for option in options] == ["true", "false"]:
        draft.data |= judged(is_true=options[0].is_right)
    else:
        draft.data |= one_of(options)
    found.drafts.append(draft)


def recognises(source: Source) -> bool:
    """Whether a text has lines of options and of answers."""
    return not source.is_binary and bool(re.search(r"(?m)^\s*ANSWER\s*:", source.text))


FORMAT = Format(
    name="aiken",
    title="Aiken",
    suffix=".txt",
    takes=(".txt", ".aiken"),
    holds=Holds(
        forms={
            "one choice": "yes",
            "true or false": "yes",
            "true, false or not given": "multiple choice",
            "linked choices": "two linked questions",
        },
    ),
    write=write,
    read=read,
    recognises=recognises,
)
