"""Decides everything about a print run before a page is drawn."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256 as hash_of
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from quizgen import __version__
from quizgen.article.passage import Passage
from quizgen.bank.groups import Group
from quizgen.bank.model import Bank
from quizgen.bank.pictures import Picture
from quizgen.bank.questions import Question
from quizgen.base.language import lettering
from quizgen.base.process_copies import dealt
from quizgen.plan.answer_sheet_rules import with_answer_sheets
from quizgen.plan.exact_selection import Selection
from quizgen.plan.fewer_options import adapted_name, fewer_options
from quizgen.plan.model import (
    BankRef,
    Form,
    Plan,
    SectionHeading,
    compact_parts,
    form_of,
    words_of,
)
from quizgen.plan.question_order import Sequencer
from quizgen.plan.request import CODE_ALPHABET, Request
from quizgen.plan.rows import Rows
from quizgen.plan.selection import selections
from quizgen.plan.sheet_code import RUN_LENGTH
from quizgen.plan.shuffle import Orders, arrange, pick
from quizgen.plan.student import StudentPaper

if TYPE_CHECKING:
    from quizgen.plan import roster

Placed = tuple["roster.Student", str]
"""A student of a roster, and the name of the version they get."""

Turns = Mapping[str, Sequence[int]]
"""Which orders a version's questions have, by its name: the numbers of the draws, from 0."""


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
    drawn: Mapping[str, Selection] | None = None,
    turns: Turns | None = None,
    jobs: int = 1,
) -> Plan:
    """Decide everything about a run of bank, whose text is file and hashes to sha256.

    file and sha256 name the bank; pictures has every picture by its file's name. Equal
    arguments give equal plans, in any process. drawn are the questions of each version where
    they were drawn before; turns says which of its orders each version has, the first if it
    does not; jobs are the processes that arrange very many versions. Raises SelectionError if
    the bank cannot meet the request.
    """
    drawn = selections(bank, request) if drawn is None else drawn
    headings = _headings(bank, request)
    used = {question.id for parts in _distinct(drawn) for part in parts for question in part}
    questions = [question for question in bank.questions if question.id in used]
    adapted = {version for student, version in students if student.fewer_options}
    rows, forms = _rows(
        lambda names: _printed(
            bank, request, {name: drawn[name] for name in names}, turns or {}
        ),
        tuple(drawn),
        request,
        adapted,
        jobs,
        in_sections=bool(headings),
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
        forms={question.id: forms.of(question) for question in questions},
        versions=rows,
        letters=lettering(
            (
                request.language or bank.language,
                *(student.language or "en" for student, _ in students),
            )
        ),
        students=_papers(students, frozenset(rows.names if adapted else ())),
    )
    plan = _coded(plan)
    return with_answer_sheets(plan) if plan.settings.answer_sheet else plan


def unbound(bank: Bank) -> Bank:
    """Return a bank without the keys that exclude or move questions."""
    free = {"enemies": (), "allow_with": (), "place": None}
    return bank.model_copy(
        update={
            "sections": (),
            "groups": {
                name: group.model_copy(update={"pick": None, "order": None})
                for name, group in bank.groups.items()
            },
            "questions": tuple(each.model_copy(update=free) for each in bank.questions),
        }
    )


def _papers(students: Iterable[Placed], versions: Collection[str]) -> tuple[StudentPaper, ...]:
    """Return what the plan keeps of the students."""
    fields = StudentPaper.record_fields.keys()
    return tuple(
        StudentPaper(
            **student.model_dump(include=fields)
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
    bank: Bank, request: Request, drawn: Mapping[str, Selection], turns: Turns
) -> Iterator[tuple[str, Sections]]:
    """Yield each version's name and questions, in each of the orders that it has."""
    order = request.order or bank.order
    known: dict[int, Sequencer] = {}
    """By the selection's identity, which most versions share."""
    for version, parts in drawn.items():
        for part in parts:
            if id(part) not in known:
                known[id(part)] = Sequencer(part, bank.groups, order)
        for turn in turns.get(version, (0,)):
            # Without a number for the first: papers already printed stay as they are.
            salt = (request.seed, version)
            again = (turn,) if turn else ()
            yield version, [known[id(part)].drawn(*salt, *again) for part in parts]


WORTH_HELP = 500
"""So many versions are arranged in a tenth of a second; a copy takes a little of that."""


def _rows(
    printed: Callable[[Sequence[str]], Iterator[tuple[str, Sections]]],
    versions: Sequence[str],
    request: Request,
    adapted: Collection[str],
    jobs: int,
    *,
    in_sections: bool,
) -> tuple[Rows, "_Forms"]:
    """Return a row for each version, and the forms that the rows refer to.

    A version with fewer options follows the version it is made from, if it differs.
    """

    def some(names: Sequence[str]) -> tuple[Rows, _Forms]:
        forms = _Forms()
        pages = printed(names)
        rows = _each_row(pages, request, adapted, forms, in_sections=in_sections)
        return Rows.of_words(rows), forms

    if request.keep_options:  # one order for all versions
        jobs = 1
    (rows, forms), *others = dealt(some, versions, jobs, WORTH_HELP)
    for found, own in others:
        rows.extend(found, forms.joined(own))
    return rows, forms


def _each_row(
    printed: Iterable[tuple[str, Sections]],
    request: Request,
    adapted: Collection[str],
    forms: "_Forms",
    *,
    in_sections: bool,
) -> Iterator[list[str]]:
    """Yield the words of each row."""
    sizes: dict[str, list[int]] = {}

    def pages() -> Iterator[tuple[str, tuple[Question, ...]]]:
        for version, parts in printed:
            if in_sections:
                sizes[version] = [len(part) for part in parts]
            yield version, tuple(chain(*parts))

    for version, sheet in arrange(pages(), request.seed, keep_options=request.keep_options):
        parts = sizes.pop(version, [len(sheet)])
        row = [forms.word(question.id, orders) for question, orders in sheet]
        yield words_of(version, _split_by(row, parts))
        if version in adapted:
            cut = [
                forms.word(question.id, _cut(question, orders)) for question, orders in sheet
            ]
            if cut != row:
                yield words_of(adapted_name(version), _split_by(cut, parts))


def _split_by(words: Iterable[str], sizes: Iterable[int]) -> list[list[str]]:
    remaining = iter(words)
    return [list(islice(remaining, size)) for size in sizes]


def _cut(question: Question, orders: Orders) -> Orders:
    """Return the orders of a question's lists with fewer options."""
    return tuple(map(fewer_options, question.lists, orders))


class _Forms:
    """The orders of a run's questions, each once, numbered as they come."""

    def __init__(self) -> None:
        self._words: dict[str, dict[Orders, str]] = {}

    def word(self, question: str, orders: Orders) -> str:
        """Return how a row names a question in these orders."""
        known = self._words.setdefault(question, {})
        if (word := known.get(orders)) is None:
            word = known[orders] = f"{question}:{len(known)}"
        return word

    def joined(self, forms: "_Forms") -> dict[str, str]:
        """Add other forms to these, as they come; return what rows call each of them now."""
        return {
            word: self.word(question, orders)
            for question, known in forms._words.items()
            for orders, word in known.items()
        }

    def of(self, question: Question) -> tuple[Form, ...]:
        """Return a question's forms."""
        return tuple(form_of(question, orders) for orders in self._words[question.id])


def _labels(bank: Bank, used: set[str]) -> dict[str, str]:
    return {skill: label for skill, label in bank.skill_labels.items() if skill in used}


def _groups(bank: Bank, used: set[str | None]) -> dict[str, Group]:
    return {name: group for name, group in bank.groups.items() if name in used}


def _images(
    groups: Mapping[str, Group], questions: Iterable[Question], pictures: Mapping[str, Picture]
) -> dict[str, Picture]:
    """Return the pictures that are printed, each once."""
    shared = (group.image.file for group in groups.values() if group.image)
    own = (file for question in questions for file in question.picture_files)
    return {file: pictures[file] for file in (*shared, *own)}


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
    left_out: dict[str, Any] = {
        "quizgen": True,
        "code": True,
        "bank_language": True,
        "article": {"lines"},
        "passage": {"plain"},
        # The key is the same with an answer sheet and without one.
        "settings": {"answer_sheet"},
        "answer_sheets": True,
    }
    if plan.letters is None:
        left_out["letters"] = True
    content = hash_of()
    for part in compact_parts(plan, left_out):
        content.update(part)
    digest = content.hexdigest()
    code = "".join(
        CODE_ALPHABET[pick(len(CODE_ALPHABET), "code", digest, place)]
        for place in range(RUN_LENGTH)
    )
    return plan.model_copy(update={"code": code})
