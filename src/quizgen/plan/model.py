"""A print run as data: what every version has, who gets which, and its JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256 as hash_of
from itertools import chain
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, overload

from quizgen.article.passage import Passage
from quizgen.bank.field_spec import After, Field
from quizgen.bank.fields import LanguageCode, Record, Text
from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import Key, OptionList, Order, Scoring
from quizgen.bank.kinds.shapes import Part
from quizgen.bank.model import Article
from quizgen.bank.pictures import Picture
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.questions import Question
from quizgen.bank.record import Excluded
from quizgen.base.language import Lettering, Wording, wording
from quizgen.base.made_sequence import MadeSequence
from quizgen.base.regex import regex
from quizgen.plan.answer_sheet import AnswerSheet, AnswerSheets
from quizgen.plan.rows import Rows
from quizgen.plan.sheet_code import VERSION, sheet_code
from quizgen.plan.shuffle import Orders
from quizgen.plan.student import StudentPaper

FORMAT: Literal["quizgen-plan-2"] = "quizgen-plan-2"


class BankRef(Record):
    """The bank that the questions came from; it is not read again."""

    file: str
    sha256: str


class FormPart(Record):
    """Part A or Part B of a question, as printed on one version."""

    options: tuple[str, ...]
    answer: tuple[str, ...]


class Form(Record):
    """A question in one order of its options, with its key.

    options are in printed order; answer has letters, or texts if the key has none. A question
    in parts has options and answers in the parts only.

    matching: a letter for each left-hand entry. ordering: the letters in the right order.
    cloze: the word of each gap; options is the word bank. table: the text of each empty cell,
    row by row as printed; options is the order of the movable rows, counted from 1 as in the
    bank. Any other without options: every accepted text.
    """

    options: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    points: int = Field(ge=1)
    parts: tuple[FormPart, ...] = ()
    scoring: Scoring = Scoring()

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """Each of its lists, as printed."""
        return tuple(part.options for part in self.parts) or (self.options,)

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        """The answer, or with parts that of each part."""
        return tuple(part.answer for part in self.parts) or (self.answer,)

    def asks(self, question: Question) -> tuple[Part, ...]:
        """Return what the question asks for where it is printed so."""
        lists = zip(question.lists, self.printed, strict=False)
        return question.parts([order_of(options, printed) for options, printed in lists])

    def letters(self, question: Question, words: Wording) -> tuple[str, ...]:
        """Return the key in printed letters, in the page's order; empty if it is in words."""
        if not question.lists or not all(each.lettered for each in question.lists):
            return ()
        return tuple(map(words.letter, chain.from_iterable(self.answers)))

    def solution_letters(self, question: Question, words: Wording) -> tuple[str, ...]:
        """Return the printed letter of each of the question's solutions, in their order."""
        return tuple(
            words.letter(letter)
            for options, printed in zip(question.lists, self.printed, strict=False)
            if options.lettered
            for letter in options.letters(order_of(options, printed))
        )


def order_of(options: OptionList, printed: tuple[str, ...]) -> Order:
    """Return the order in which a list is printed, as indexes into the bank's list."""
    return tuple(map(options.texts.index, printed))


def form_of(question: Question, orders: Orders) -> Form:
    """Return a question's form for these orders of its lists."""
    printed = [
        tuple(options.texts[place] for place in order)
        for options, order in zip(question.lists, orders, strict=True)
    ]
    keys = question.keys(orders)
    in_parts = len(keys) > 1
    return Form(
        options=printed[0] if printed and not in_parts else (),
        answer=() if in_parts else keys[0],
        points=question.points,
        parts=tuple(map(_part, printed, keys)) if in_parts else (),
        scoring=question.marked(orders),
    )


def _part(printed: tuple[str, ...], key: Key) -> FormPart:
    return FormPart(options=printed, answer=key)


class Item(NamedTuple):
    """A question on one version: its number and its form."""

    number: int
    question: str
    form: Form
    which: int = 0
    """Which of the question's forms it is, counted from 0."""
    section: int | None = None
    """The number of its section, counted from 1."""

    @property
    def options(self) -> tuple[str, ...]:
        """The options in printed order."""
        return self.form.options

    @property
    def answer(self) -> tuple[str, ...]:
        """The letters or texts that are right."""
        return self.form.answer

    @property
    def points(self) -> int:
        """What a right answer earns."""
        return self.form.points

    @property
    def parts(self) -> tuple[FormPart, ...]:
        """Part A and Part B, if there are any."""
        return self.form.parts

    @property
    def scoring(self) -> Scoring:
        """How it is marked."""
        return self.form.scoring

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """Each of its lists, as printed."""
        return self.form.printed


class SectionHeading(Record):
    """The heading above a section's questions."""

    title: Text
    instructions: Text | None = None


class Version(NamedTuple):
    """One arrangement of the worksheet; its code is printed on each page."""

    name: str
    code: str
    items: tuple[Item, ...]


Forms = Mapping[str, Sequence[Form]]
"""The forms in which each question is printed, by its id."""

END_OF_SECTION = "|"

ROW = regex(rf"{VERSION.pattern}( (\||[A-Za-z0-9_-]+:[0-9]{{1,6}}))+")
"""A version in a plan's JSON: its name, then `question:form` for each of its items."""


class Versions(Sequence[Version]):
    """The versions of a plan, each made on access: a run may have very many."""

    def __init__(
        self,
        rows: Rows,
        forms: Forms,
        code: str,
        *,
        in_sections: bool = False,
        places: range | None = None,
    ) -> None:
        self._rows, self._forms, self._code = rows, forms, code
        self._in_sections = in_sections
        self._places = range(len(rows)) if places is None else places
        """Which of the rows they are."""
        self._known: dict[tuple[int, int, str], Item] = {}
        """Items that many versions share."""

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Version: ...

    @overload
    def __getitem__(self, index: slice) -> "Versions": ...

    def __getitem__(self, index: int | slice) -> "Version | Versions":
        if isinstance(index, slice):
            return Versions(
                self._rows,
                self._forms,
                self._code,
                in_sections=self._in_sections,
                places=self._places[index],
            )
        place = self._places[index]
        name, words = self._rows.name(place), self._rows.words(place)
        return Version(name, sheet_code(self._code, name), tuple(self._items(words)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Versions) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> Sequence[str]:
        """The names of the versions, each made on access."""
        rows, places = self._rows, self._places
        return MadeSequence(len(places), lambda index: rows.name(places[index]))

    def _items(self, words: Sequence[str]) -> Iterator[Item]:
        number, section, known = 0, 1, self._known
        for word in words:
            if word == END_OF_SECTION:
                section += 1
                continue
            number += 1
            if (item := known.get((number, section, word))) is None:
                item = known[number, section, word] = self._item(number, section, word)
            yield item

    def _item(self, number: int, section: int, word: str) -> Item:
        question, _, which = word.partition(":")
        form = self._forms[question][int(which)]
        return Item(number, question, form, int(which), section if self._in_sections else None)


def words_of(version: str, sections: Iterable[Sequence[str]]) -> list[str]:
    """Return the words of the row that a plan has for a version; ROW matches them."""
    words = [version]
    for number, section in enumerate(sections):
        words += [END_OF_SECTION] if number else []
        words += section
    return words


if TYPE_CHECKING:
    _Rows = Rows
else:  # as they are read
    _Rows = Annotated[tuple[str, ...], Field(min_length=1), After(Rows)]


class Plan(Record):
    """A print run, complete: worksheets, keys and grading all read this and nothing else.

    skills has the labels of the skills used, groups and questions those that are printed, all
    in the bank's order; images their pictures by file name; forms every printed order of each
    question's options.
    """

    format: Literal["quizgen-plan-2"] = FORMAT
    quizgen: str
    seed: str
    code: str = ""
    """The beginning of all versions' codes."""
    bank: BankRef
    title: str
    instructions: str | None = None
    settings: PrintSettings = PrintSettings()
    language: LanguageCode = "en"
    bank_language: LanguageCode | None = None
    """The language of the bank's texts; None where the paper is in it."""
    article: Article
    passage: Passage | None = None
    draft: Literal[True] | None = None
    skills: dict[str, str]
    images: dict[str, Picture] = Field(default_factory=dict)
    groups: dict[str, Group] = Field(default_factory=dict)
    sections: tuple[SectionHeading, ...] = ()
    questions: dict[str, Question]
    forms: dict[str, tuple[Form, ...]]
    rows: _Rows = Field(alias="versions")
    """A line for each version, such as `A main-claim:0 | museum:1 tides:0`."""
    students: tuple[StudentPaper, ...] = ()
    """The students in the roster's order; empty without a roster."""
    letters: Lettering = None
    """Whether options have the letters of schools where older plans have A, B and C."""
    answer_sheets: AnswerSheets | None = None
    """Where everything stands on the answer sheets; None where none were printed."""

    @property
    def words(self) -> Wording:
        """The printed words and letters of the class's papers."""
        return wording(self.language, self.letters)

    def words_for(self, student: StudentPaper) -> Wording:
        """Return the printed words and letters of a student's paper."""
        return wording(student.language or self.language, self.letters)

    def wordings(self, version: str) -> tuple[Wording, ...]:
        """Return a wording for each alphabet in which a version's options are named.

        The class's comes first, unless every student with the version has another.
        """
        return self._wordings.get(version, (self.words,))

    @cached_property
    def _wordings(self) -> Mapping[str, tuple[Wording, ...]]:
        """The alphabets of those versions that some students have in another than the class."""
        found: dict[str, dict[Sequence[str], Wording]] = {}
        for student in self.students:
            words = self.words_for(student)
            found.setdefault(student.version, {}).setdefault(words.letters, words)
        own = self.words.letters
        return {
            version: tuple(
                self.words if letters == own else words
                for letters, words in sorted(each.items(), key=lambda pair: pair[0] != own)
            )
            for version, each in found.items()
            if each.keys() != {own}
        }

    def answer_sheet_of(
        self, version: Version, student: StudentPaper | None = None
    ) -> AnswerSheet | None:
        """Return the answer sheet of a version, or of a student's; None without one."""
        if self.answer_sheets is None:
            return None
        kept = self.answer_sheets[self.answer_sheet_name(version, student)]
        return kept.sheet([item.question for item in version.items])

    def answer_sheet_name(self, version: Version, student: StudentPaper | None) -> str:
        """Return how the plan names the answer sheet of a version, or of a student's."""
        return AnswerSheets.name(
            version.name, large=self.is_large(student), mirrored=self.is_mirrored(student)
        )

    def is_large(self, student: StudentPaper | None) -> bool:
        """Whether a student's paper, or that of the class, is in large print."""
        return self.settings.large_print or bool(student and student.large_print)

    def is_mirrored(self, student: StudentPaper | None) -> bool:
        """Whether a student's paper, or that of the class, runs from right to left."""
        words = self.words_for(student) if student else self.words
        return words.direction == "rtl"

    @property
    def versions(self) -> Versions:
        """The versions, made on access."""
        in_sections = bool(self.sections)
        return Versions(self.rows, self.forms, self.code, in_sections=in_sections)

    @property
    def written(self) -> Wording:
        """The words of the language that the bank's texts are in."""
        return wording(self.bank_language or self.language, self.letters)

    @property
    def digest(self) -> str:
        """SHA-256 of the plan's JSON in hexadecimal: the same for equal plans only."""
        digest = hash_of()
        for part in plan_parts(self):
            digest.update(part)
        return digest.hexdigest()


def dump_plan(plan: Plan) -> bytes:
    """Write a plan as JSON, the same bytes for the same plan; parse_plan gives it back."""
    return b"".join(plan_parts(plan))


def plan_parts(plan: Plan) -> Iterator[bytes]:
    """Yield what dump_plan returns in parts, each of which ends where a line does."""
    yield from _json_parts(plan, '\n "versions": [', "\n", indent=1, exclude_none=True)
    yield b"\n"


def compact_parts(plan: Plan, exclude: Excluded) -> Iterator[bytes]:
    """Yield a plan's JSON in parts, without line ends and without some of its fields."""
    return _json_parts(plan, '"versions":[', "", exclude=exclude)


TOGETHER = 100
"""So many rows are written at a time."""


def _json_parts(plan: Plan, opening: str, end: str, **how: Any) -> Iterator[bytes]:
    """Yield a plan's JSON in parts, so that memory never holds all rows as text.

    `opening` stands before the rows and nowhere else: texts have a backslash before such a
    quotation mark and for a line's end. `end` is what ends a line.
    """
    rows, empty = plan.rows, plan.model_copy(update={"rows": Rows()})
    head, _, tail = empty.model_dump_json(by_alias=True, **how).partition(opening)
    yield f"{head}{opening}{end}".encode()
    indent = "  " if end else ""
    for start in range(0, len(rows), TOGETHER):
        some = [f"{indent}{encode_basestring(row)}" for row in rows[start : start + TOGETHER]]
        is_last = start + TOGETHER >= len(rows)
        yield f"{f',{end}'.join(some)}{end if is_last else f',{end}'}".encode()
    yield f"{' ' if end else ''}{tail}".encode()


def with_versions(plan: Plan, versions: Iterable[tuple[str, Iterable[Item]]]) -> Plan:
    """Replace a plan's versions, given their names and items; the code stays."""
    forms: dict[str, list[Form]] = {}
    rows = []
    for name, items in versions:
        words: dict[int, list[str]] = {}
        for item in items:
            known = forms.setdefault(item.question, [])
            if item.form not in known:
                known.append(item.form)
            word = f"{item.question}:{known.index(item.form)}"
            words.setdefault(item.section or 0, []).append(word)
        rows.append(words_of(name, words.values()))
    listed = {name: tuple(forms[name]) for name in (*plan.questions, *forms) if name in forms}
    return plan.model_copy(update={"forms": listed, "rows": Rows.of_words(rows)})
