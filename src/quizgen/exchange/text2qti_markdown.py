"""The Markdown of text2qti 0.8, which makes quizzes for Canvas of it."""

import re
from collections.abc import Iterator
from html import escape
from itertools import count

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import letter
from quizgen.bank.kinds.drafted import DraftOption, answered, essay, judged, one_of, some_of
from quizgen.base.data_class import dataclass, field
from quizgen.base.language import ENGLISH
from quizgen.base.markdown import commonmark_html
from quizgen.base.regex import regex
from quizgen.exchange.common.comments import marked, marks
from quizgen.exchange.common.drafts import (
    Draft,
    Read,
    Stimulus,
    put_feedback,
    said,
    take_tags,
    unread,
)
from quizgen.exchange.common.escaped_markdown import markdown_of
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import html_of, inline_of, markdown_from_plain, plain_of
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.stems import (
    columns_html,
    grader_data,
    grader_html,
    passage_html,
    split_stem,
    stem_html,
)
from quizgen.exchange.common.text2qti_entries import Entry, entries

# Out


def write(export: Export) -> Written:
    """Return an export as a quiz; a passage is a text before the questions."""
    losses: list[Loss] = []
    parts = [_entry("Quiz title: ", _line(export.title))]
    if export.instructions:
        parts.append(_entry("Quiz description: ", markdown_of(html_of(export.instructions))))
    if export.passage and export.place != "repeat":
        passage = markdown_of(passage_html(export.passage))
        parts.append(f"\nText title: {_line(export.article.title)}\n")
        parts.append(_entry("Text: ", passage))
    numbers, stems = count(1), set[str]()
    for item in export.items:
        for ask in item.asks:
            stem = _stem(export, item, ask)
            if stem in stems:
                losses.append(Loss(item.id, "stem", _REPEATED, is_note=True))
                stem = f'{stem}<span id="{escape(ask.id)}"></span>'
            stems.add(stem)
            parts += ["\n", *_question(export, item, ask, next(numbers), stem)]
            if item.is_truth and export.words.language is not ENGLISH.language:
                losses.append(Loss(item.id, "answer", _TRUTH, is_note=True))
    return Written("".join(parts).encode(), tuple(losses))


_REPEATED = (
    "Another question has the same stem, which text2qti refuses. An empty mark that nobody "
    "sees tells them apart."
)
_TRUTH = "text2qti knows true/false by its English words: the options are True and False."


def _stem(export: Export, item: Item, ask: Ask) -> str:
    html = stem_html(export, item, ask, None)
    return markdown_of(html + columns_html(ask, export.words))


def _question(export: Export, item: Item, ask: Ask, number: int, stem: str) -> Iterator[str]:
    yield f"% {marks(ask.id, tags_of(item.question))}\n"
    yield f"Title: {ask.id}\n"
    yield f"Points: {ask.points}\n"
    yield _entry(f"{number}. ", stem)
    rationale = item.question.rationale
    if rationale:
        yield _entry("... ", markdown_of(html_of(rationale, export.words)))
    match ask.shape:
        case shapes.OneOf() if item.is_truth:
            is_true = ask.options[0].is_right
            yield f"{'*' * is_true}a) True\n{'*' * (not is_true)}b) False\n"
        case shapes.OneOf() | shapes.SomeOf():
            yield from _options(export, ask)
        case _ if ask.is_short:
            for text in ask.accept[0]:
                yield f"* {_line(text)}\n"
        case _:
            model = grader_html(item.question, ask, export.words)
            yield _entry("! ", markdown_of(model))
            yield "____\n"


def _options(export: Export, ask: Ask) -> Iterator[str]:
    texts = [markdown_of(inline_of(str(option.text), export.words)) for option in ask.options]
    if set(texts) <= _TRUE | _FALSE:
        # Two options in these words would be a question of another kind.
        texts = [f"&#{ord(text[0])};{text[1:]}" for text in texts]
    for number, (option, text) in enumerate(zip(ask.options, texts, strict=True)):
        sign = f"{letter(number).lower()}) "
        if isinstance(ask.shape, shapes.SomeOf):
            yield _entry("[*] " if option.is_right else "[ ] ", text)
        else:
            yield _entry("*" * option.is_right + sign, text)
        if option.feedback:
            yield _entry("... ", markdown_of(inline_of(option.feedback, export.words)))


_TRUE, _FALSE = {"true", "True"}, {"false", "False"}


def _line(text: str) -> str:
    """Return a text that is no Markdown there."""
    return " ".join(plain_of(text).split())


def _entry(sign: str, text: str) -> str:
    """Return an entry: its further lines are indented as far as its first begins."""
    first, *rest = text.split("\n")
    blank = " " * len(sign)
    lines = [sign + first, *(blank + line if line else "" for line in rest)]
    return "\n".join(lines) + "\n"


# In


@dataclass
class _Open:
    """A question that is being read."""

    line: int
    stem: str
    name: str
    points: str
    comments: tuple[str, ...]
    stimulus: str
    kind: str = ""
    """How it is answered: by the sign of its options, or of its answer."""
    options: list[tuple[str, bool]] = field(default_factory=list)
    comments_on: dict[int, str] = field(default_factory=dict)
    """What is said of each option, by its number."""
    said: dict[str, str] = field(default_factory=dict)
    number: str = ""
    problem: str = ""
    lines: list[str] = field(default_factory=list)

    def refuse(self, problem: str) -> None:
        """Say why it is none; the first reason stands."""
        self.problem = self.problem or problem


def read(source: Source) -> Read:
    """Return the questions of a quiz; one that text2qti would refuse is refused here too."""
    reader = _Reader(source)
    for entry in entries(source.text):
        reader.take(entry)
    reader.end()
    return reader.found


class _Reader:
    """Puts entries together; open is the question to which the next one belongs."""

    def __init__(self, source: Source) -> None:
        self.source, self.found = source, Read()
        self.open: _Open | None = None
        self._name = self._points = self._title = self._stimulus = ""
        self._comments: list[str] = []
        self._group = 0
        """The line where a drawn group began, 0 outside of one."""

    def take(self, entry: Entry) -> None:
        """Take in an entry."""
        if entry.kind in _BY_KIND:
            _BY_KIND[entry.kind](self, entry)
        elif self.open is None:
            self._stray(entry)
        else:
            self.open.lines.append(entry.text)
            _answer(self.open, entry)

    def _stray(self, entry: Entry) -> None:
        message = (
            "This is no part of a question. A line that goes on must be indented as far as its "
            "first line's text."
        )
        draft = unread(self.source, entry.line, entry.text or entry.kind, message)
        self.found.drafts.append(draft)

    def end(self) -> None:
        """End the open question."""
        question, self.open = self.open, None
        if question is None:
            return
        name, tags = marked(question.comments)
        draft = Draft({}, question.name, self.source.name, question.line)
        draft.stimulus = question.stimulus
        try:
            if question.problem:
                raise ValueError(question.problem)
            if name:
                draft.data["id"] = name
            _question_data(draft, question, self.found)
            take_tags(draft, tags)
        except ValueError as error:
            text = "\n".join([question.stem, *question.lines])
            draft = unread(self.source, question.line, text, str(error), question.name)
        self.found.drafts.append(draft)

    def _begin(self, entry: Entry) -> None:
        self.end()
        self.open = _Open(
            entry.line,
            entry.text,
            self._name,
            self._points,
            tuple(self._comments),
            self._stimulus,
        )
        self._name = self._points = ""
        self._comments = []

    def _note(self, entry: Entry) -> None:
        self._comments.append(entry.text)

    def _named(self, entry: Entry) -> None:
        self.end()
        self._name = entry.text

    def _valued(self, entry: Entry) -> None:
        self.end()
        self._points = entry.text

    def _titled(self, entry: Entry) -> None:
        self.end()
        self._title = entry.text

    def _text(self, entry: Entry) -> None:
        """Read a text; the questions below are about it."""
        self.end()
        if self._group:
            message = (
                "A text inside a group is drawn by text2qti as if it were a question. Here it "
                "stays with the questions below it."
            )
            self.found.lose(self.source, entry.line, "passage", message)
        draft = Draft({}, "", self.source.name, entry.line)
        words = said(draft, "passage", commonmark_html(entry.text)).text
        self.found.losses += draft.losses
        name = f"text-{entry.line}"
        self.found.stimuli[name] = Stimulus(name, words, self._title, line=entry.line)
        self._stimulus, self._title = name, ""
        self._comments = []

    def _quiz(self, entry: Entry) -> None:
        if entry.kind == "quiz title":
            self.found.title = markdown_from_plain(entry.text)
        else:
            html = commonmark_html(entry.text)
            self.found.instructions = said(Draft({}), "", html).text

    def _begin_group(self, entry: Entry) -> None:
        self.end()
        self._group = entry.line

    def _end_group(self, _: Entry) -> None:
        self.end()
        self._group = 0

    def _picked(self, entry: Entry) -> None:
        message = (
            f"Of this group {entry.text} question(s) were drawn there. Here all are in the "
            "bank; --count draws, and enemies keep questions apart."
        )
        self.found.lose(self.source, self._group or entry.line, "groups", message)

    def _code(self, entry: Entry) -> None:
        self.end()
        message = (
            "Code that makes questions is not run. Run text2qti, or write its questions down."
        )
        draft = unread(self.source, entry.line, entry.text, message)
        self.found.drafts.append(draft)

    def _pass(self, _: Entry) -> None:
        """Pass over what says how Canvas shows a quiz."""


_BY_KIND = {
    "question": _Reader._begin,
    "comment": _Reader._note,
    "title": _Reader._named,
    "points": _Reader._valued,
    "text title": _Reader._titled,
    "text": _Reader._text,
    "quiz title": _Reader._quiz,
    "quiz description": _Reader._quiz,
    "group": _Reader._begin_group,
    "end of group": _Reader._end_group,
    "pick": _Reader._picked,
    "option": _Reader._pass,
    "code": _Reader._code,
}
_FORMS = {
    "right": "choice",
    "wrong": "choice",
    "all right": "choices",
    "all wrong": "choices",
}


def _answer(question: _Open, entry: Entry) -> None:
    """Put an option, an answer or a feedback into its question."""
    kind = entry.kind
    if kind == "unknown":
        question.refuse(
            f"Line {entry.line} is not understood. A line that goes on must be indented as far "
            "as its first line's text."
        )
    elif kind == "feedback" and question.options and question.kind != "short":
        question.comments_on[len(question.options) - 1] = entry.text
    elif kind in ("feedback", "if right", "if wrong", "solution"):
        if kind in question.said:
            question.refuse(f"Line {entry.line} is a second text of its kind.")
        if question.kind:
            question.refuse(f"Line {entry.line} belongs before the options or the answer.")
        question.said[kind] = entry.text
    else:
        form = _FORMS.get(kind, kind)
        if question.kind not in ("", form) or (question.kind and form not in _MANY):
            question.refuse(f"Line {entry.line} is of another kind of question.")
        question.kind = form
        if kind == "number":
            question.number = entry.text
        elif form in _MANY:
            question.options.append((entry.text, kind in ("right", "all right", "short")))


_MANY = {"choice", "choices", "short"}
"""Forms with a line for each option or answer."""


def _question_data(draft: Draft, question: _Open, found: Read) -> None:
    """Put a question into a draft; raise ValueError where it is none."""
    split_stem(draft, "html", commonmark_html(question.stem), found)
    draft.data |= _answers(draft, question)
    if question.points:
        draft.data["points"] = _points(draft, question.points)
    texts = {
        kind: said(draft, "rationale", commonmark_html(text)).text
        for kind, text in question.said.items()
    }
    right = question.comments_on.get(_right_option(question), "")
    solution = "" if question.kind == "essay" else texts.get("solution", "")
    put_feedback(
        draft,
        "\n\n".join(filter(None, [texts.get("feedback", ""), solution])),
        texts.get("if right", "") or said(draft, "rationale", commonmark_html(right)).text,
        texts.get("if wrong", ""),
    )


def _right_option(question: _Open) -> int:
    rights = [number for number, (_, is_right) in enumerate(question.options) if is_right]
    return rights[0] if rights else -1


def _points(draft: Draft, written: str) -> int:
    if re.fullmatch(r"[0-9]{1,4}(\.0+)?", written):
        return int(float(written))
    if not re.fullmatch(r"[0-9]{1,4}\.5", written):
        raise ValueError(f"“{written}” says no points. Write a whole number.")
    draft.lose("points", f"It was worth {written} points; a bank has whole points.")
    return int(float(written)) + 1


def _answers(draft: Draft, question: _Open) -> dict[str, object]:
    match question.kind:
        case "choice" | "choices":
            return _choice(draft, question)
        case "short":
            texts = [markdown_from_plain(text) for text, _ in question.options]
            return answered(list(dict.fromkeys(texts)))
        case "number":
            return answered([_number(draft, question.number)])
        case "essay":
            model = commonmark_html(question.said.get("solution", ""))
            return grader_data(model)
        case "upload":
            draft.lose("type", "A file was handed in there; here it is written by hand.")
            return essay("WRITE: a model answer")
        case _:
            raise ValueError("It has no options and no answer.")


def _choice(draft: Draft, question: _Open) -> dict[str, object]:
    rights = sum(is_right for _, is_right in question.options)
    if len(question.options) < 2:
        raise ValueError("It has fewer than two options.")
    if not rights:
        raise ValueError("No option is right. Put a star before its letter: *b)")
    if question.kind == "choice" and rights > 1:
        raise ValueError("Two options are right. Write [*] and [ ] before all options instead.")
    words = [text for text, _ in question.options]
    if question.kind == "choice" and len(words) == 2 and set(words) <= _TRUE | _FALSE:
        [right] = [text for text, is_right in question.options if is_right]
        return judged(is_true=right in _TRUE)
    options = []
    for at, (text, is_right) in enumerate(question.options):
        comment = "" if is_right else question.comments_on.get(at, "")
        found, why = (
            said(draft, "distractors", commonmark_html(each)).text for each in (text, comment)
        )
        options.append(DraftOption(found, is_right, why))
    if question.kind == "choice":
        return one_of(options)
    if rights == len(options):
        raise ValueError("Every option is right. Add a wrong one.")
    return some_of(options)


def _number(draft: Draft, written: str) -> str:
    """Return the number in the middle of what is accepted, and report what else was."""
    between = re.fullmatch(r"\[\s*(\S+?)\s*,\s*(\S+?)\s*\]", written)
    if between:
        draft.lose("accept", f"Any number from {between[1]} to {between[2]} was right there.")
        return f"{between[1]} to {between[2]}"
    middle, _, around = written.partition("+-")
    if around:
        message = f"{middle.strip()} was right there with a tolerance of {around.strip()}."
        draft.lose("accept", message)
    return middle.strip()


RIGHT_OPTION = regex(r"(?m)^(?:\*[a-zA-Z]\)|\[\*\])[ \t]+\S")
"""The right options, which no other format marks so."""


def recognises(source: Source) -> bool:
    """Whether a text has numbered questions with answers as text2qti marks them."""
    if source.is_binary or source.text.lstrip()[:1] in "<{":
        return False
    text = source.text
    other = r"(?m)^(?:____*|\^\^\^+|[*=][ \t]+\S.*)\s*$"
    has_answer = RIGHT_OPTION.search(text) or re.search(other, text)
    return bool(has_answer and re.search(r"(?m)^[0-9]+\.[ \t]+\S", text))


KINDS = {
    "one choice": "yes",
    "several choices": "yes",
    "true or false": "yes",
    "true, false or not given": "multiple choice",
    "linked choices": "two linked questions",
    "pairs": "an essay with two columns",
    "order": "an essay with the steps",
    "gaps in a text": "an essay with numbered gaps",
    "gaps in a table": "an essay with a table",
    "a few words": "yes",
    "an essay": "yes",
    "marked words": "an essay",
}

FORMAT = Format(
    name="text2qti",
    title="text2qti",
    suffix=".txt",
    takes=(".txt", ".md"),
    holds=Holds(
        forms=KINDS,
        passage="separate",
        keys=frozenset(
            {"id", "skill", "difficulty", "standards", "evidence", "rationale", "points"}
            | {"excerpt", "group", "accept", "rubric", "single_point_rubric"}
        ),
        scoring=frozenset({"options: all"}),
        feedback=True,
        groups=True,
        markup=True,
    ),
    write=write,
    read=read,
    recognises=recognises,
)
