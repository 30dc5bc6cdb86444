"""Everything decided about a print run before a page is drawn, and its JSON."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256 as hash_of
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from quizgen import __version__
from quizgen.errors import QuizgenError
from quizgen.model import Article, Bank, Group, Question, Record, Text
from quizgen.ordering import printed_order
from quizgen.passage import Passage
from quizgen.pictures import Picture, picture_of
from quizgen.questions import Key, OptionList, Order, Scoring
from quizgen.request import CODE_ALPHABET, Paper, Request
from quizgen.selection import selections
from quizgen.shuffle import Orders, Sheet, arrange, pick

FORMAT: Literal["quizgen-plan-1"] = "quizgen-plan-1"
CODE_LENGTH = 4
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


class Item(Record):
    """One question as it stands on one version.

    options are in printed order; answer holds letters, or texts where the key has none. A
    question in parts has its options and answers there, and none of its own.

    matching: a letter for each left-hand entry. ordering: the letters in the right order.
    cloze: the word of each gap, and options is the word bank. table: what belongs into each
    empty cell, row by row as printed, and options is the order of rows that move, counted
    from 1 as in the bank. Any other without options: every text that is accepted.
    """

    number: int = Field(ge=1)
    question: str
    options: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    points: int = Field(ge=1)
    parts: tuple[Part, ...] = ()
    scoring: Scoring = Scoring()
    section: int | None = Field(default=None, ge=1)
    """The plan's section that it stands in, counted from 1."""

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """Each of its lists, as printed."""
        return tuple(part.options for part in self.parts) or (self.options,)


class SectionHeading(Record):
    """What stands above the questions of a section."""

    title: Text
    instructions: Text | None = None


class Version(Record):
    """One arrangement of the worksheet; its code stands on each of its pages."""

    name: str
    code: str
    items: tuple[Item, ...] = Field(min_length=1)


class Plan(Record):
    """A print run, complete: worksheets, keys and grading all read this and nothing else.

    skills holds the labels of the skills used, groups and questions those that are printed,
    all in the bank's order; images the pictures of both, by their files' names.
    """

    format: Literal["quizgen-plan-1"] = FORMAT
    quizgen: str
    seed: str
    bank: BankRef
    title: str
    instructions: str | None = None
    paper: Paper = "letter"
    article: Article
    passage: Passage | None = None
    draft: Literal[True] | None = None
    skills: dict[str, str]
    images: dict[str, Picture] = Field(default_factory=dict)
    groups: dict[str, Group] = Field(default_factory=dict)
    sections: tuple[SectionHeading, ...] = ()
    questions: dict[str, Question]
    versions: tuple[Version, ...] = Field(min_length=1)

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
) -> Plan:
    """Decide everything about a run of bank, whose text is file and hashes to sha256.

    pictures holds every picture that the bank names, by its file's name.
    Equal arguments give equal plans, in any process. Raises SelectionError when the bank
    cannot meet the request.
    """
    drawn = selections(bank, request)
    order = request.order or bank.order
    printed = {
        version: [
            printed_order(part, bank.groups, order, request.seed, version) for part in parts
        ]
        for version, parts in drawn.items()
    }
    sheets = arrange(
        {version: list(chain(*parts)) for version, parts in printed.items()},
        request.seed,
        keep_options=request.keep_options,
    )
    used = {question.id for parts in drawn.values() for part in parts for question in part}
    questions = [question for question in bank.questions if question.id in used]
    headings = _headings(bank, request)
    groups = _groups(bank, {question.group for question in questions})
    plan = Plan(
        quizgen=__version__,
        seed=request.seed,
        # A name that is not UTF-8 has lone surrogates (PEP 383), which JSON cannot hold.
        bank=BankRef(file=file.encode(errors="replace").decode(), sha256=sha256),
        title=request.title or bank.title or bank.article.title,
        instructions=bank.instructions,
        paper=request.paper,
        article=bank.article,
        passage=passage,
        draft=draft or None,
        skills=_labels(bank, {question.skill for question in questions}),
        images=_images(groups, questions, pictures or {}),
        groups=groups,
        # Nothing that is printed depends on the rules that a question silences.
        questions={q.id: q.model_copy(update={"ignore": {}}) for q in questions},
        sections=headings,
        versions=tuple(
            Version(
                name=name, code=name, items=_items(sheet, printed[name] if headings else ())
            )
            for name, sheet in sheets.items()
        ),
    )
    return _coded(plan)


def _labels(bank: Bank, used: set[str]) -> dict[str, str]:
    return {skill: label for skill, label in bank.skill_labels.items() if skill in used}


def _groups(bank: Bank, used: set[str | None]) -> dict[str, Group]:
    return {name: group for name, group in bank.groups.items() if name in used}


def _images(
    groups: Mapping[str, Group], questions: Iterable[Question], pictures: Mapping[str, Picture]
) -> dict[str, Picture]:
    """Return the pictures that are printed, each once."""
    shown = (owner.image for owner in (*groups.values(), *questions))
    return {image.file: pictures[image.file] for image in shown if image}


def _headings(bank: Bank, request: Request) -> tuple[SectionHeading, ...]:
    return tuple(
        SectionHeading(title=section.title, instructions=section.instructions)
        for section in request.sections or bank.sections
    )


def _items(sheet: Sheet, sections: Iterable[Sequence[Question]]) -> tuple[Item, ...]:
    """Return a version's items, given what is printed in each of its sections, if any."""
    homes = {
        question.id: number
        for number, section in enumerate(sections, start=1)
        for question in section
    }
    return tuple(
        _item(number, question, orders, homes.get(question.id))
        for number, (question, orders) in enumerate(sheet, start=1)
    )


def _item(number: int, question: Question, orders: Orders, section: int | None = None) -> Item:
    printed = [
        tuple(options.texts[place] for place in order)
        for options, order in zip(question.lists, orders, strict=True)
    ]
    keys = question.keys(orders)
    in_parts = len(keys) > 1
    return Item(
        number=number,
        question=question.id,
        options=printed[0] if printed and not in_parts else (),
        answer=() if in_parts else keys[0],
        points=question.points,
        parts=tuple(map(_part, printed, keys)) if in_parts else (),
        scoring=question.marked(orders),
        section=section,
    )


def _part(printed: tuple[str, ...], key: Key) -> Part:
    return Part(options=printed, answer=key)


def _coded(plan: Plan) -> Plan:
    """Give each version its code, drawn from everything in the plan but quizgen's own number.

    Papers from two piles can then be told apart, and the same run printed by a newer
    quizgen keeps its codes.
    """
    content = hash_of(plan.model_dump_json(exclude={"quizgen"}).encode()).hexdigest()
    code = "".join(
        CODE_ALPHABET[pick(len(CODE_ALPHABET), "code", content, place)]
        for place in range(CODE_LENGTH)
    )
    versions = tuple(
        version.model_copy(update={"code": f"{code}-{version.name}"})
        for version in plan.versions
    )
    return plan.model_copy(update={"versions": versions})


def dump_plan(plan: Plan) -> bytes:
    """Write a plan as JSON, the same bytes for the same plan; parse_plan gives it back."""
    return plan.model_dump_json(indent=1, exclude_none=True).encode() + b"\n"


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
    for name, question in plan.questions.items():
        if name != question.id:
            yield f"the question under {name!r} calls itself {question.id!r}."
        if question.skill not in plan.skills:
            yield f"the skill {question.skill!r} of {name!r} has no label."
        if question.group is not None and question.group not in plan.groups:
            yield f"the group {question.group!r} of {name!r} is not there."
    yield from _picture_contradictions(plan)
    printed = {item.question for version in plan.versions for item in version.items}
    yield from (f"no version has {name!r}." for name in plan.questions if name not in printed)
    yield from _unlike_versions(plan)
    names = Counter(version.name for version in plan.versions)
    yield from (f"there are {n} versions {name!r}." for name, n in names.items() if n > 1)
    ends = [version.code.rpartition("-")[::2] for version in plan.versions]
    if len({run for run, _ in ends}) > 1 or [name for _, name in ends] != list(names):
        codes = ", ".join(version.code for version in plan.versions[:MOST_PROBLEMS_SHOWN])
        yield f"the versions' codes do not fit their names: {codes}."
    for version in plan.versions:
        for problem in _version_contradictions(plan, version):
            yield f"version {version.name}: {problem}"


def _picture_contradictions(plan: Plan) -> Iterator[str]:
    for owner in (*plan.groups.items(), *plan.questions.items()):
        name, image = owner[0], owner[1].image
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
    numbers = [item.number for item in version.items]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the questions' numbers do not run from 1 to {len(numbers)}."
    yield from _parted(plan, version)
    yield from _enemies_met(plan, version)
    times = Counter(item.question for item in version.items)
    yield from (f"it has {name!r} {n} times." for name, n in times.items() if n > 1)
    for item in version.items:
        if item.section is not None and item.section > len(plan.sections):
            yield f"question {item.number} is in section {item.section}, which is not there."
        if question := plan.questions.get(item.question):
            yield from _item_contradictions(item, question)
        else:
            yield f"question {item.number} is {item.question!r}, which the plan does not hold."


def _parted(plan: Plan, version: Version) -> Iterator[str]:
    """Complain about sections and groups that do not stand together."""
    sections = [item.section for item in version.items]
    named = [section for section in sections if section is not None]
    if named != sorted(named) or (named and len(named) < len(sections)):
        yield "its sections do not follow one another."
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


def _item_contradictions(item: Item, question: Question) -> Iterator[str]:
    where = f"question {item.number} ({item.question})"
    printed = item.printed if question.lists else ()
    if not _are_own(item, question):
        yield f"the options of {where} are not the question's own."
    elif any(not _may_be_printed(*pair) for pair in zip(question.lists, printed, strict=True)):
        yield f"the options of {where} have changed places."
    else:
        yield from _key_contradictions(where, item, question)
    if item.points != question.points:
        yield f"{where} is worth {item.points} here and {question.points} in the question."


def _are_own(item: Item, question: Question) -> bool:
    """Whether an item has its question's lists, each of them whole."""
    own = [sorted(options.texts) for options in question.lists]
    return [sorted(texts) for texts in item.printed] == (own or [[]])


def _may_be_printed(options: OptionList, printed: tuple[str, ...]) -> bool:
    order = _order(options, printed)
    return (
        order[options.movable :] == tuple(range(options.movable, len(order)))
        and order != options.never
    )


def _order(options: OptionList, printed: tuple[str, ...]) -> Order:
    return tuple(options.texts.index(text) for text in printed)


def _key_contradictions(where: str, item: Item, question: Question) -> Iterator[str]:
    orders = tuple(map(_order, question.lists, item.printed))
    right = _item(item.number, question, orders)
    for key, answer in zip(_answers(item), _answers(right), strict=True):
        if key != answer:
            said = ", ".join(key) or "nothing"
            yield f"the key of {where} says {said}, and that is not its answer."
    if item.scoring != right.scoring:
        yield f"{where} is not scored as the question says."


def _answers(item: Item) -> tuple[tuple[str, ...], ...]:
    """Return the key of the item itself, then those of its parts."""
    return (item.answer, *(part.answer for part in item.parts))
