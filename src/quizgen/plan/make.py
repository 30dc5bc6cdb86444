"""Decides everything about a print run before a page is drawn."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256 as hash_of
from itertools import chain, islice
from typing import TYPE_CHECKING

from quizgen import __version__
from quizgen.article.passage import Passage
from quizgen.bank.groups import Group
from quizgen.bank.model import Bank
from quizgen.bank.pictures import Picture
from quizgen.bank.questions import Question
from quizgen.plan.exact_selection import Selection
from quizgen.plan.fewer_options import adapted_name, fewer_options
from quizgen.plan.model import BankRef, Form, Plan, SectionHeading, form_of, row_of
from quizgen.plan.question_order import Sequencer
from quizgen.plan.request import CODE_ALPHABET, Request
from quizgen.plan.selection import selections
from quizgen.plan.sheet_code import RUN_LENGTH
from quizgen.plan.shuffle import Orders, arrange, pick
from quizgen.plan.student import StudentPaper

if TYPE_CHECKING:
    from quizgen.plan import roster

Placed = tuple["roster.Student", str]
"""A student of a roster, and the name of the version they get."""


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

    file and sha256 name the bank; pictures has every picture by its file's name. Equal
    arguments give equal plans, in any process. Raises SelectionError if the bank cannot meet
    the request.
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
        bank_language=None if request.language in (None, bank.language) else bank.language,
        article=bank.article,
        passage=passage,
        draft=draft or None,
        skills=_labels(bank, {question.skill for question in questions}),
        images=_images(groups, questions, pictures or {}),
        groups=groups,
        # Suppressed lint rules do not affect what is printed.
        questions={q.id: q.model_copy(update={"ignore": {}}) for q in questions},
        sections=headings,
        forms={question.id: forms[question.id] for question in questions},
        versions=rows,
        students=_papers(students, {row.partition(" ")[0] for row in rows}),
    )
    return _coded(plan)


def _papers(students: Iterable[Placed], versions: Collection[str]) -> tuple[StudentPaper, ...]:
    """Return what the plan keeps of the students."""
    fields = set(StudentPaper.model_fields)
    return tuple(
        StudentPaper.model_validate(
            student.model_dump(include=fields)
            | {"version": _own_version(student, version, versions)}
        )
        for student, version in students
    )


def _own_version(student: "roster.Student", version: str, versions: Collection[str]) -> str:
    """Return the student's version, the one with fewer options if they get it."""
    adapted = adapted_name(version)
    return adapted if student.fewer_options and adapted in versions else version


def _distinct(drawn: Mapping[str, Selection]) -> list[Selection]:
    """Return the distinct selections, by identity."""
    return list({id(parts): parts for parts in drawn.values()}.values())


Sections = list[tuple[Question, ...]]
"""What is printed in each section of a version, in order."""


def _printed(
    bank: Bank, request: Request, drawn: Mapping[str, Selection]
) -> Iterator[tuple[str, Sections]]:
    """Yield each version's name and questions."""
    order = request.order or bank.order
    known: dict[int, Sequencer] = {}
    """By the selection's identity, which most versions share."""
    for version, parts in drawn.items():
        for part in parts:
            if id(part) not in known:
                known[id(part)] = Sequencer(part, bank.groups, order)
        yield version, [known[id(part)].drawn(request.seed, version) for part in parts]


def _rows(
    printed: Iterable[tuple[str, Sections]],
    request: Request,
    adapted: Collection[str],
    *,
    in_sections: bool,
) -> tuple[tuple[str, ...], dict[str, tuple[Form, ...]]]:
    """Return a row for each version, and the forms that the rows refer to.

    A version with fewer options follows the version it is made from, if it differs.
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
        rows.append(row_of(version, _split_by(row, parts)))
        if version in adapted:
            cut = [forms.word(question, _cut(question, orders)) for question, orders in sheet]
            if cut != row:
                rows.append(row_of(adapted_name(version), _split_by(cut, parts)))
    return tuple(rows), forms.by_question()


def _split_by(words: Iterable[str], sizes: Iterable[int]) -> list[list[str]]:
    remaining = iter(words)
    return [list(islice(remaining, size)) for size in sizes]


def _cut(question: Question, orders: Orders) -> Orders:
    """Return the orders of a question's lists with fewer options."""
    return tuple(map(fewer_options, question.lists, orders))


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


def _coded(plan: Plan) -> Plan:
    """Give a plan its code, a hash of everything in it but quizgen's version.

    Papers of two runs differ in their codes, and the same run printed by a newer quizgen keeps
    its codes.
    """
    # The bank's own hash stands for its language and for the format of its article.
    content = plan.model_dump_json(
        exclude={"quizgen": True, "code": True, "bank_language": True, "passage": {"plain"}},
        by_alias=True,
    )
    digest = hash_of(content.encode()).hexdigest()
    code = "".join(
        CODE_ALPHABET[pick(len(CODE_ALPHABET), "code", digest, place)]
        for place in range(RUN_LENGTH)
    )
    return plan.model_copy(update={"code": code})
