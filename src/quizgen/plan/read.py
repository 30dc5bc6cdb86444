"""Reads a plan's file, and reports everything in it that is contradictory."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from quizgen import __version__
from quizgen.bank.fields import UNPRINTABLE
from quizgen.bank.kinds.base import OptionList
from quizgen.bank.pictures import picture_of
from quizgen.bank.questions import Question
from quizgen.bank.record import read_record
from quizgen.base.errors import QuizgenError, harmless, shown
from quizgen.base.files import read_whole
from quizgen.base.regex import regex
from quizgen.plan.answer_sheet_rules import SheetRules
from quizgen.plan.fewer_options import kept_places
from quizgen.plan.model import (
    END_OF_SECTION,
    FORMAT,
    ROW,
    Form,
    Plan,
    Version,
    form_of,
    order_of,
)
from quizgen.plan.request import CODE_ALPHABET
from quizgen.plan.sheet_code import RUN_LENGTH
from quizgen.plan.student import StudentPaper

MOST_PROBLEMS_SHOWN = 8
MOST_BYTES = 200_000_000
"""Most bytes of a plan: about a million versions, or twenty pictures of the largest size."""


class PlanError(QuizgenError):
    """A file that is not a plan, or a plan that contradicts itself."""


def load_plan(path: Path) -> Plan:
    """Read a plan's file; raises PlanError."""
    try:
        data = read_whole(path, "plan", MOST_BYTES)
    except QuizgenError as error:
        raise PlanError(str(error)) from None
    return parse_plan(data, str(path))


def parse_plan(data: bytes, source: str) -> Plan:
    """Read a plan's JSON; source names it in the PlanError that anything else raises."""
    content = _decoded(data, source)
    if problems := list(_unprintable(content)):
        raise _damaged(source, problems)
    plan, error = read_record(Plan, content)
    if error or plan is None:
        raise _damaged(source, map(_sentence, error.errors() if error else ()))
    if problems := [*_wrong_names(plan)] or [*_contradictions(plan)]:
        raise _damaged(source, problems)
    return plan


def _decoded(data: bytes, source: str) -> Any:
    """Parse the JSON, and check that it claims to be a plan of this format."""
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
    lines = [f"{source}: {harmless(each)}" for each in problems[:MOST_PROBLEMS_SHOWN]]
    if hidden := len(problems) - len(lines):
        lines.append(f"{source}: and {hidden} more like these.")
    lines.append("The plan is damaged or was edited; print the bank with the same seed again.")
    return PlanError("\n".join(lines))


def _sentence(error: Any) -> str:
    """Return a sentence about pydantic's error, by its type."""
    place = ".".join(map(str, error["loc"])) or "the plan"
    if error["type"] == "missing":
        return f"{place} is missing."
    if error["type"] == "extra_forbidden":
        return f"{place} does not belong in a plan."
    return f"{place} is not what a plan has there: {error['msg'].removesuffix('.')}."


def _unprintable(content: Any, place: str = "the plan") -> Iterator[str]:
    """Report characters that neither a page nor a terminal can take."""
    if isinstance(content, str):
        if found := UNPRINTABLE.search(content) or _HALF.search(content):
            code = f"U+{ord(found[0]):04X}"
            where = shown(place.removeprefix("the plan."))
            yield f"{where} has a character that cannot be printed ({code})."
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _unprintable(key, f"a key of {place}")
            yield from _unprintable(value, f"{place}.{key}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _unprintable(value, f"{place}.{number}")


_HALF = regex(r"[\ud800-\udfff]")
"""Half of a character, which JSON can write and UTF-8 cannot."""


def _wrong_names(plan: Plan) -> Iterator[str]:
    """Report what files and codes cannot be called: further checks rely on them."""
    if not re.fullmatch(r"[^/\\\x00-\x1f]*[^/\\\x00-\x1f.]+[^/\\\x00-\x1f]*", plan.bank.file):
        yield f"its bank {plan.bank.file!r} is not called as a file can be."
    if not re.fullmatch(f"[{CODE_ALPHABET}]{{{RUN_LENGTH}}}", plan.code):
        yield f"its code {plan.code!r} is not a valid code."
    for row in plan.rows:
        if not ROW.fullmatch(row):
            yield f"the version {shown(row)!r} is not written as one."


def _contradictions(plan: Plan) -> Iterator[str]:
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
    """Report wrong forms of questions."""
    for name, forms in plan.forms.items():
        if name not in plan.questions:
            yield f"there are forms of {name!r}, which the plan does not hold."
            continue
        for which, form in enumerate(forms):
            yield from _contradicted(f"{name}:{which}", form, plan.questions[name])


def _row_contradictions(plan: Plan) -> Iterator[str]:
    """Report versions that are malformed or name what is missing."""
    known = {f"{name}:{n}" for name, forms in plan.forms.items() for n in range(len(forms))}
    for row in plan.rows:
        name, *words = row.split(" ")
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
    if plan.answer_sheets or plan.settings.answer_sheet:
        yield from _answer_sheet_contradictions(plan)


def _answer_sheet_contradictions(plan: Plan) -> Iterator[str]:
    """Report answer sheets that are missing, or ask for what their version does not."""
    kept = plan.answer_sheets
    if kept is None or not plan.settings.answer_sheet:
        yield "its settings and its answer sheets contradict each other."
        return
    if kept.students is not None and len(kept.students) != len(plan.students):
        yield "its answer sheets are of other students."
    wrong = set()
    for number, sheet in enumerate(kept.sheets):
        if problem := sheet.contradiction:
            wrong.add(number)
            yield f"the answer sheet {number}: {problem}"
    readers: dict[str, list[StudentPaper]] = {}
    for student in plan.students:
        readers.setdefault(student.version, []).append(student)
    rules = SheetRules(plan)
    for version in plan.versions:
        asked = {row.choice for row in rules.asked(version)}
        for reader in (None, *readers.get(version.name, ())):
            name = plan.answer_sheet_name(version, reader)
            number = kept.versions.get(name, -1)
            if not 0 <= number < len(kept.sheets):
                yield f"the answer sheet of version {name!r} is not there."
            elif number not in wrong and {r.choice for r in kept.sheets[number].asked} != asked:
                yield f"the answer sheet of version {name!r} asks for something else."


def _picture_contradictions(plan: Plan) -> Iterator[str]:
    groups = ((name, each.image.file) for name, each in plan.groups.items() if each.image)
    questions = (
        (name, file) for name, each in plan.questions.items() for file in each.picture_files
    )
    for name, file in (*groups, *questions):
        if file not in plan.images:
            yield f"the picture {file!r} of {name!r} is not there."
    for file, picture in plan.images.items():
        try:
            is_whole = picture_of(picture.content).type == picture.type
        except (QuizgenError, ValueError):
            is_whole = False
        if not is_whole:
            yield f"the picture {file!r} is damaged."


def _unlike_versions(plan: Plan) -> Iterator[str]:
    """Report versions with different totals."""
    totals = {
        (len(version.items), sum(item.points for item in version.items))
        for version in plan.versions
    }
    if len(totals) > 1:
        yield "its versions differ in their number of questions or points."


def _version_contradictions(plan: Plan, version: Version) -> Iterator[str]:
    yield from _split_groups(plan, version)
    yield from _enemies_met(plan, version)
    times = Counter(item.question for item in version.items)
    yield from (f"it has {name!r} {n} times." for name, n in times.items() if n > 1)


def _split_groups(plan: Plan, version: Version) -> Iterator[str]:
    """Report groups that are split."""
    groups = [
        (question.group, item.section)
        for item in version.items
        if (question := plan.questions.get(item.question))
    ]
    runs = Counter(group for (group, _), _ in groupby(groups) if group is not None)
    yield from (f"the group {group!r} is split." for group, n in runs.items() if n > 1)
    sizes = Counter(group for group, _ in groups)
    for name, group in plan.groups.items():
        if group.pick and sizes[name] not in (0, group.pick):
            yield f"it has {sizes[name]} questions of the group {name!r}, not {group.pick}."


def _enemies_met(plan: Plan, version: Version) -> Iterator[str]:
    """Report enemies on the same worksheet."""
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
    """Whether a form has its question's lists, each complete or correctly cut."""
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
    order = order_of(options, printed)
    last = [place for place in order if place >= options.movable]
    return list(order[len(order) - len(last) :]) == sorted(last) and order != options.never


def _key_contradictions(name: str, form: Form, question: Question) -> Iterator[str]:
    orders = tuple(map(order_of, question.lists, form.printed))
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
