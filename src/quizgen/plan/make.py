"""Everything decided about a print run before a page is drawn, and its JSON."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256 as hash_of
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from pydantic import Field, ValidationError

from quizgen import __version__
from quizgen.article.passage import Passage
from quizgen.bank.fields import LanguageCode, Record, Text
from quizgen.bank.groups import Group
from quizgen.bank.kinds.base import Key, OptionList, Order, Scoring
from quizgen.bank.model import Article, Bank
from quizgen.bank.pictures import Picture, picture_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.questions import Question
from quizgen.base.errors import QuizgenError, shown
from quizgen.plan.exact_selection import Drawn
from quizgen.plan.fewer_options import adapted_name, fewer_options, kept_places
from quizgen.plan.question_order import Ordering
from quizgen.plan.request import CODE_ALPHABET, Request
from quizgen.plan.selection import selections
from quizgen.plan.sheet_code import RUN_LENGTH, VERSION, sheet_code
from quizgen.plan.shuffle import Orders, arrange, pick

if TYPE_CHECKING:
    from quizgen.plan import roster

Placed = tuple["roster.Student", str]
"""A student of a roster, and the name of the version that is dealt to them."""

FORMAT: Literal["quizgen-plan-2"] = "quizgen-plan-2"
MOST_PROBLEMS_SHOWN = 8


class PlanError(QuizgenError):
    """A file that is no plan, or a plan that contradicts itself."""


class BankRef(Record):
    """Which bank the questions came from; it is not needed again."""

    file: str
    sha256: str


class Part(Record):
    """Part A or Part B of a question, as it stands on one version."""

    options: tuple[str, ...]
    answer: tuple[str, ...]


class Form(Record):
    """A question in one order of its options, and what is right there.

    options are in printed order; answer holds letters, or texts where the key has none. A
    question in parts has its options and answers there, and none of its own.

    matching: a letter for each left-hand entry. ordering: the letters in the right order.
    cloze: the word of each gap, and options is the word bank. table: what belongs into each
    empty cell, row by row as printed, and options is the order of rows that move, counted
    from 1 as in the bank. Any other without options: every text that is accepted.
    """

    options: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    points: int = Field(ge=1)
    parts: tuple[Part, ...] = ()
    scoring: Scoring = Scoring()

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """Each of its lists, as printed."""
        return tuple(part.options for part in self.parts) or (self.options,)


class Item(NamedTuple):
    """One question as it stands on one version: its number there, and its form."""

    number: int
    question: str
    form: Form
    which: int = 0
    """Which of the question's forms it is, counted from 0."""
    section: int | None = None
    """The plan's section that it stands in, counted from 1."""

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
    def parts(self) -> tuple[Part, ...]:
        """Part A and Part B, where there are any."""
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
    """What stands above the questions of a section."""

    title: Text
    instructions: Text | None = None


class Version(NamedTuple):
    """One arrangement of the worksheet; its code stands on each of its pages."""

    name: str
    code: str
    items: tuple[Item, ...]


Forms = Mapping[str, Sequence[Form]]
"""The forms in which each question is printed, by its id."""

END_OF_SECTION = "|"
ROW = re.compile(rf"{VERSION.pattern}( (\||[A-Za-z0-9_-]+:[0-9]{{1,6}}))+")
"""A version in a plan's JSON: its name, then `question:form` for each of its items."""


class Versions(Sequence[Version]):
    """The versions of a plan, each made when it is asked for: a run may have very many."""

    def __init__(
        self, rows: Sequence[str], forms: Forms, code: str, *, in_sections: bool = False
    ) -> None:
        self._rows, self._forms, self._code = rows, forms, code
        self._in_sections = in_sections
        self._known: dict[tuple[int, int, str], Item] = {}
        """Items that very many versions have."""

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Version: ...

    @overload
    def __getitem__(self, index: slice) -> "Versions": ...

    def __getitem__(self, index: int | slice) -> "Version | Versions":
        if isinstance(index, slice):
            return Versions(
                self._rows[index], self._forms, self._code, in_sections=self._in_sections
            )
        name, *words = self._rows[index].split(" ")
        return Version(name, sheet_code(self._code, name), tuple(self._items(words)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Versions) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> list[str]:
        """The names of the versions."""
        return [row.partition(" ")[0] for row in self._rows]

    def _items(self, words: Sequence[str]) -> Iterator[Item]:
        number, section = 0, 1
        for word in words:
            if word == END_OF_SECTION:
                section += 1
                continue
            number += 1
            key = number, section, word
            if key not in self._known:
                self._known[key] = self._item(*key)
            yield self._known[key]

    def _item(self, number: int, section: int, word: str) -> Item:
        question, _, which = word.partition(":")
        form = self._forms[question][int(which)]
        return Item(number, question, form, int(which), section if self._in_sections else None)


class Student(Record):
    """Who gets a paper: the version it is of, what is printed of them, how it is set."""

    name: Text
    version: str
    id: Text | None = None
    class_name: Text | None = None
    seat: Text | None = None
    notes: Text | None = None
    large_print: Literal[True] | None = None
    extra_space: Literal[True] | None = None
    language: LanguageCode | None = None


class Plan(Record):
    """A print run, complete: worksheets, keys and grading all read this and nothing else.

    skills holds the labels of the skills used, groups and questions those that are printed,
    all in the bank's order; images the pictures of both, by their files' names; forms each
    question in every order of its options that is printed.
    """

    format: Literal["quizgen-plan-2"] = FORMAT
    quizgen: str
    seed: str
    code: str = ""
    """What the codes of all versions begin with."""
    bank: BankRef
    title: str
    instructions: str | None = None
    settings: PrintSettings = PrintSettings()
    language: LanguageCode = "en"
    article: Article
    passage: Passage | None = None
    draft: Literal[True] | None = None
    skills: dict[str, str]
    images: dict[str, Picture] = Field(default_factory=dict)
    groups: dict[str, Group] = Field(default_factory=dict)
    sections: tuple[SectionHeading, ...] = ()
    questions: dict[str, Question]
    forms: dict[str, tuple[Form, ...]]
    rows: tuple[str, ...] = Field(alias="versions", min_length=1)
    """A line for each version, such as `A main-claim:0 | museum:1 tides:0`."""
    students: tuple[Student, ...] = ()
    """Who gets a paper, in the roster's order; none where there is no roster."""

    @property
    def versions(self) -> Versions:
        """The versions, made one by one as they are asked for."""
        in_sections = bool(self.sections)
        return Versions(self.rows, self.forms, self.code, in_sections=in_sections)

    @property
    def digest(self) -> str:
        """SHA-256 of the plan's JSON in hexadecimal: the same for equal plans only."""
        return hash_of(dump_plan(self)).hexdigest()


def make_plan(
    bank: Bank,
    request: Request,
    *,
    file: str,
    sha256: str,
    passage: Passage | None = None,
    draft: bool = False,
    pictures: Mapping[str, Picture] | None = None,
    students: Sequence[Placed] = (),
) -> Plan:
    """Decide everything about a run of bank, whose text is file and hashes to sha256.

    pictures holds every picture that the bank names, by its file's name; students those of
    a class, with the names of their versions.
    Equal arguments give equal plans, in any process. Raises SelectionError when the bank
    cannot meet the request.
    """
    drawn = selections(bank, request)
    headings = _headings(bank, request)
    used = {question.id for parts in _distinct(drawn) for part in parts for question in part}
    questions = [question for question in bank.questions if question.id in used]
    adapted = {version for student, version in students if student.fewer_options}
    rows, forms = _rows(
        _printed(bank, request, drawn), request, adapted, in_sections=bool(headings)
    )
    groups = _groups(bank, {question.group for question in questions})
    plan = Plan(
        quizgen=__version__,
        seed=request.seed,
        # A name that is not UTF-8 has lone surrogates (PEP 383), which JSON cannot hold.
        bank=BankRef(file=file.encode(errors="replace").decode(), sha256=sha256),
        title=request.title or bank.title or bank.article.title,
        instructions=bank.instructions,
        settings=request.settings,
        language=request.language or bank.language,
        article=bank.article,
        passage=passage,
        draft=draft or None,
        skills=_labels(bank, {question.skill for question in questions}),
        images=_images(groups, questions, pictures or {}),
        groups=groups,
        # Nothing that is printed depends on the rules that a question silences.
        questions={q.id: q.model_copy(update={"ignore": {}}) for q in questions},
        sections=headings,
        forms={question.id: forms[question.id] for question in questions},
        versions=rows,
        students=_students(students, {row.partition(" ")[0] for row in rows}),
    )
    return _coded(plan)


def _students(students: Iterable[Placed], versions: Collection[str]) -> tuple[Student, ...]:
    """Return the students as the plan has them; nothing is kept that says nothing."""
    return tuple(
        Student(
            name=student.name,
            version=_own_version(student, version, versions),
            id=student.id or None,
            class_name=student.class_name or None,
            seat=student.seat or None,
            notes=student.notes or None,
            large_print=student.large_print or None,
            extra_space=student.extra_space or None,
            language=student.language or None,
        )
        for student, version in students
    )


def _own_version(student: "roster.Student", version: str, versions: Collection[str]) -> str:
    """Return the version with fewer options where a student gets them and there are any."""
    adapted = adapted_name(version)
    return adapted if student.fewer_options and adapted in versions else version


def _distinct(drawn: Mapping[str, Drawn]) -> list[Drawn]:
    """Return what the versions draw, without what is the very same in all of them."""
    return list({id(parts): parts for parts in drawn.values()}.values())


Parts = list[tuple[Question, ...]]
"""What is printed in each section of a version, in order."""


def _printed(
    bank: Bank, request: Request, drawn: Mapping[str, Drawn]
) -> Iterator[tuple[str, Parts]]:
    """Yield each version's name and questions."""
    order = request.order or bank.order
    known: dict[int, Ordering] = {}
    """By the identity of what is drawn, which most versions share."""
    for version, parts in drawn.items():
        for part in parts:
            if id(part) not in known:
                known[id(part)] = Ordering(part, bank.groups, order)
        yield version, [known[id(part)].drawn(request.seed, version) for part in parts]


def _rows(
    printed: Iterable[tuple[str, Parts]],
    request: Request,
    adapted: Collection[str],
    *,
    in_sections: bool,
) -> tuple[tuple[str, ...], dict[str, tuple[Form, ...]]]:
    """Return a row for each version, and the forms that the rows refer to.

    Behind a version that is adapted too stands the one with fewer options, if it differs.
    """
    sizes: dict[str, list[int]] = {}

    def pages() -> Iterator[tuple[str, tuple[Question, ...]]]:
        for version, parts in printed:
            if in_sections:
                sizes[version] = [len(part) for part in parts]
            yield version, tuple(chain(*parts))

    forms = _Forms()
    rows = []
    for version, sheet in arrange(pages(), request.seed, keep_options=request.keep_options):
        parts = sizes.pop(version, [len(sheet)])
        row = [forms.word(question, orders) for question, orders in sheet]
        rows.append(_row(version, _parted_by(row, parts)))
        if version in adapted:
            cut = [forms.word(question, _cut(question, orders)) for question, orders in sheet]
            if cut != row:
                rows.append(_row(adapted_name(version), _parted_by(cut, parts)))
    return tuple(rows), forms.by_question()


def _parted_by(words: Iterable[str], sizes: Iterable[int]) -> list[list[str]]:
    remaining = iter(words)
    return [list(islice(remaining, size)) for size in sizes]


def _cut(question: Question, orders: Orders) -> Orders:
    """Return the orders of a question's lists with fewer options."""
    return tuple(map(fewer_options, question.lists, orders))


def _row(version: str, sections: Iterable[Sequence[str]]) -> str:
    return f"{version} {f' {END_OF_SECTION} '.join(' '.join(words) for words in sections)}"


class _Forms:
    """The forms of a run's questions, each once, numbered as they come."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Orders, tuple[str, Form]]] = {}

    def word(self, question: Question, orders: Orders) -> str:
        """Return how a row names a question in these orders."""
        known = self._found.setdefault(question.id, {})
        if orders not in known:
            known[orders] = f"{question.id}:{len(known)}", form_of(question, orders)
        return known[orders][0]

    def by_question(self) -> dict[str, tuple[Form, ...]]:
        return {
            name: tuple(form for _, form in known.values())
            for name, known in self._found.items()
        }


def with_versions(plan: Plan, versions: Iterable[tuple[str, Iterable[Item]]]) -> Plan:
    """Return a plan with other versions, given their names and items; it keeps its code."""
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
        rows.append(_row(name, words.values()))
    listed = {name: tuple(forms[name]) for name in (*plan.questions, *forms) if name in forms}
    return plan.model_copy(update={"forms": listed, "rows": tuple(rows)})


def _labels(bank: Bank, used: set[str]) -> dict[str, str]:
    return {skill: label for skill, label in bank.skill_labels.items() if skill in used}


def _groups(bank: Bank, used: set[str | None]) -> dict[str, Group]:
    return {name: group for name, group in bank.groups.items() if name in used}


def _images(
    groups: Mapping[str, Group], questions: Iterable[Question], pictures: Mapping[str, Picture]
) -> dict[str, Picture]:
    """Return the pictures that are printed, each once."""
    shown = (*(group.image for group in groups.values()), *(each.image for each in questions))
    return {image.file: pictures[image.file] for image in shown if image}


def _headings(bank: Bank, request: Request) -> tuple[SectionHeading, ...]:
    return tuple(
        SectionHeading(title=section.title, instructions=section.instructions)
        for section in request.sections or bank.sections
    )


def form_of(question: Question, orders: Orders) -> Form:
    """Return a question as it is printed with its lists in these orders."""
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


def _part(printed: tuple[str, ...], key: Key) -> Part:
    return Part(options=printed, answer=key)


def _coded(plan: Plan) -> Plan:
    """Give a plan its code, drawn from everything in it but quizgen's own number.

    Papers from two piles can then be told apart, and the same run printed by a newer
    quizgen keeps its codes.
    """
    content = plan.model_dump_json(exclude={"quizgen", "code"}, by_alias=True)
    digest = hash_of(content.encode()).hexdigest()
    code = "".join(
        CODE_ALPHABET[pick(len(CODE_ALPHABET), "code", digest, place)]
        for place in range(RUN_LENGTH)
    )
    return plan.model_copy(update={"code": code})


def dump_plan(plan: Plan) -> bytes:
    """Write a plan as JSON, the same bytes for the same plan; parse_plan gives it back."""
    return plan.model_dump_json(indent=1, exclude_none=True, by_alias=True).encode() + b"\n"


def load_plan(path: Path) -> Plan:
    """Read a plan's file; raise PlanError for one that is not there or is no plan."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanError(f"The plan {path} cannot be read: {error.strerror}.") from error
    return parse_plan(data, str(path))


def parse_plan(data: bytes, source: str) -> Plan:
    """Read a plan's JSON; source names it in the PlanError that anything else raises."""
    try:
        plan = Plan.model_validate(_decoded(data, source))
    except ValidationError as error:
        raise _damaged(source, map(_sentence, error.errors())) from None
    if problems := list(_contradictions(plan)):
        raise _damaged(source, problems)
    return plan


def _decoded(data: bytes, source: str) -> Any:
    """Return the JSON of something that at least claims to be a plan of this format."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _foreign(f"{source}:{error.lineno}:{error.colno}") from None
    # Text that is not UTF-8, a number too long for int(), brackets too deep.
    except (ValueError, RecursionError):
        raise _foreign(source) from None
    written = content.get("format") if isinstance(content, dict) else None
    if written == FORMAT:
        return content
    if isinstance(written, str) and re.fullmatch(r"quizgen-plan-[0-9]+", written):
        raise PlanError(
            f"{source}: this plan is in the format {written}, and quizgen {__version__} reads "
            f"{FORMAT}. Print it with the quizgen that wrote it, or a newer one."
        )
    raise _foreign(source)


def _foreign(place: str) -> PlanError:
    return PlanError(
        f"{place}: this is not a plan, or it is damaged. A plan is the -plan.json file that "
        "quizgen make leaves beside the PDFs."
    )


def _damaged(source: str, sentences: Iterable[str]) -> PlanError:
    problems = list(sentences)
    lines = [f"{source}: {problem}" for problem in problems[:MOST_PROBLEMS_SHOWN]]
    if hidden := len(problems) - len(lines):
        lines.append(f"{source}: and {hidden} more like these.")
    lines.append("The plan is damaged or was edited; print the bank with the same seed again.")
    return PlanError("\n".join(lines))


def _sentence(error: Any) -> str:
    """Say in plain words what pydantic found, by the error's type."""
    place = ".".join(map(str, error["loc"])) or "the plan"
    if error["type"] == "missing":
        return f"{place} is missing."
    if error["type"] == "extra_forbidden":
        return f"{place} does not belong in a plan."
    return f"{place} is not what a plan has there: {error['msg']}."


def _contradictions(plan: Plan) -> Iterator[str]:
    if not re.fullmatch(r"[^/\\\x00-\x1f]*[^/\\\x00-\x1f.]+[^/\\\x00-\x1f]*", plan.bank.file):
        yield f"its bank {plan.bank.file!r} is not called as a file can be."
    if not re.fullmatch(f"[{CODE_ALPHABET}]{{{RUN_LENGTH}}}", plan.code):
        yield f"its code {plan.code!r} is none."
    for name, question in plan.questions.items():
        if name != question.id:
            yield f"the question under {name!r} calls itself {question.id!r}."
        if question.skill not in plan.skills:
            yield f"the skill {question.skill!r} of {name!r} has no label."
        if question.group is not None and question.group not in plan.groups:
            yield f"the group {question.group!r} of {name!r} is not there."
    yield from _picture_contradictions(plan)
    yield from _form_contradictions(plan)
    wrong = list(_row_contradictions(plan))
    yield from wrong
    if not wrong:
        yield from _versions_contradictions(plan)


def _form_contradictions(plan: Plan) -> Iterator[str]:
    """Complain about what is printed of questions, once for each order of their options."""
    for name, forms in plan.forms.items():
        if name not in plan.questions:
            yield f"there are forms of {name!r}, which the plan does not hold."
            continue
        for which, form in enumerate(forms):
            yield from _contradicted(f"{name}:{which}", form, plan.questions[name])


def _row_contradictions(plan: Plan) -> Iterator[str]:
    """Complain about versions that cannot be read, or name what is not there."""
    known = {f"{name}:{n}" for name, forms in plan.forms.items() for n in range(len(forms))}
    for row in plan.rows:
        name, *words = row.split(" ")
        if not ROW.fullmatch(row):
            yield f"the version {shown(row)!r} is not written as one."
        for word in dict.fromkeys(words):
            if word != END_OF_SECTION and word not in known:
                yield f"version {name}: {word!r} is none of the forms that the plan holds."
        sections = words.count(END_OF_SECTION) + 1
        if sections != max(len(plan.sections), 1):
            there = len(plan.sections) or "none"
            yield f"version {name}: it has {sections} sections, and the plan {there}."


def _versions_contradictions(plan: Plan) -> Iterator[str]:
    printed = {item.question for version in plan.versions for item in version.items}
    yield from (f"no version has {name!r}." for name in plan.questions if name not in printed)
    yield from _unlike_versions(plan)
    names = Counter(plan.versions.names)
    yield from (f"there are {n} versions {name!r}." for name, n in names.items() if n > 1)
    for student in plan.students:
        if student.version not in names:
            yield f"{shown(student.name)} has version {student.version!r}, which is not there."
    for version in plan.versions:
        for problem in _version_contradictions(plan, version):
            yield f"version {version.name}: {problem}"


def _picture_contradictions(plan: Plan) -> Iterator[str]:
    groups = ((name, group.image) for name, group in plan.groups.items())
    questions = ((name, question.image) for name, question in plan.questions.items())
    for name, image in (*groups, *questions):
        if image is not None and image.file not in plan.images:
            yield f"the picture {image.file!r} of {name!r} is not there."
    for file, picture in plan.images.items():
        try:
            is_whole = picture_of(picture.content).type == picture.type
        except (QuizgenError, ValueError):
            is_whole = False
        if not is_whole:
            yield f"the picture {file!r} is damaged."


def _unlike_versions(plan: Plan) -> Iterator[str]:
    """Complain about versions that are not worth the same."""
    totals = {
        (len(version.items), sum(item.points for item in version.items))
        for version in plan.versions
    }
    if len(totals) > 1:
        yield "its versions differ in their number of questions or points."


def _version_contradictions(plan: Plan, version: Version) -> Iterator[str]:
    yield from _parted(plan, version)
    yield from _enemies_met(plan, version)
    times = Counter(item.question for item in version.items)
    yield from (f"it has {name!r} {n} times." for name, n in times.items() if n > 1)


def _parted(plan: Plan, version: Version) -> Iterator[str]:
    """Complain about groups that do not stand together."""
    groups = [
        (question.group, item.section)
        for item in version.items
        if (question := plan.questions.get(item.question))
    ]
    runs = Counter(group for (group, _), _ in groupby(groups) if group is not None)
    yield from (f"the group {group!r} is parted." for group, n in runs.items() if n > 1)
    sizes = Counter(group for group, _ in groups)
    for name, group in plan.groups.items():
        if group.pick and sizes[name] not in (0, group.pick):
            yield f"it has {sizes[name]} questions of the group {name!r}, not {group.pick}."


def _enemies_met(plan: Plan, version: Version) -> Iterator[str]:
    """Complain about questions that should never stand on the same worksheet."""
    here = {item.question for item in version.items}
    for name in sorted(here & plan.questions.keys()):
        for enemy in plan.questions[name].enemies:
            if enemy in here:
                yield f"it has {name!r} and its enemy {enemy!r}."


def _contradicted(name: str, form: Form, question: Question) -> Iterator[str]:
    printed = form.printed if question.lists else ()
    if not _are_own(form, question):
        yield f"the options of {name} are not the question's own."
    elif any(not _may_be_printed(*pair) for pair in zip(question.lists, printed, strict=True)):
        yield f"the options of {name} have changed places."
    else:
        yield from _key_contradictions(name, form, question)
    if form.points != question.points:
        yield f"{name} is worth {form.points} here and {question.points} in the question."


def _are_own(form: Form, question: Question) -> bool:
    """Whether a form has its question's lists, each of them whole or rightly cut."""
    if not question.lists:
        return form.printed == ((),)
    return len(form.printed) == len(question.lists) and all(
        sorted(printed) in (sorted(options.texts), _left(options))
        for options, printed in zip(question.lists, form.printed, strict=True)
    )


def _left(options: OptionList) -> list[str]:
    """Return the texts that are left where a list is cut to fewer options."""
    return sorted(options.texts[place] for place in kept_places(options))


def _may_be_printed(options: OptionList, printed: tuple[str, ...]) -> bool:
    order = _order(options, printed)
    last = [place for place in order if place >= options.movable]
    return list(order[len(order) - len(last) :]) == sorted(last) and order != options.never


def _order(options: OptionList, printed: tuple[str, ...]) -> Order:
    return tuple(options.texts.index(text) for text in printed)


def _key_contradictions(name: str, form: Form, question: Question) -> Iterator[str]:
    orders = tuple(map(_order, question.lists, form.printed))
    right = form_of(question, orders)
    for key, answer in zip(_answers(form), _answers(right), strict=True):
        if key != answer:
            said = ", ".join(key) or "nothing"
            yield f"the key of {name} says {said}, and that is not its answer."
    if form.scoring != right.scoring:
        yield f"{name} is not scored as the question says."


def _answers(form: Form) -> tuple[tuple[str, ...], ...]:
    """Return the key of the form itself, then those of its parts."""
    return (form.answer, *(part.answer for part in form.parts))
